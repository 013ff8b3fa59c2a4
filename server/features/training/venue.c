// SPDX-License-Identifier: GPL-3.0-or-later
// Rooms of units, registered so that two sessions cannot be in one at once.
#include "build/sql.h"
#include "http/http.h"

struct venue { int64_t id, unit; const char *unit_name, *name; int64_t capacity; };
SHAPE(venue,
	FIELD(venue, id, REQUIRED, .says = "the room's number"),
	FIELD(venue, unit, REQUIRED, .says = "whose room"),
	FIELD(venue, unit_name, OPTIONAL),
	FIELD(venue, name, REQUIRED),
	FIELD(venue, capacity, OPTIONAL, .says = "seats"));

struct venue_in { const char *name; int64_t capacity; };
SHAPE(venue_in,
	FIELD(venue_in, name, REQUIRED, .min = 1, .max = 200),
	FIELD(venue_in, capacity, OPTIONAL, .min = 1, .max = 100000));

struct reply venue_add(struct request *rq)
{
	const struct venue_in *in = body_of(rq, venue_in);

	return reply_created(rq, venue, db_row(rq, sql_venue_get, venue,
		arg(db_int(rq, sql_venue_add, arg(rq->id[0]), arg(in->name), arg(in->capacity)))));
}

struct reply venue_change(struct request *rq)
{
	const struct venue_in *in = body_of(rq, venue_in);

	db_run(rq, sql_venue_edit, arg(rq->id[0]), arg(in->name), arg(in->capacity));
	return reply_row(rq, venue, db_row(rq, sql_venue_get, venue, arg(rq->id[0])));
}
