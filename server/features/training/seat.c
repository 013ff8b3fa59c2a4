// SPDX-License-Identifier: GPL-3.0-or-later
// The steps around the one allocator of seats.
#include "features/training/seat.h"

#include <string.h>

#include "base/settings.h"
#include "build/sql.h"

SHAPE(seat_class,
	FIELD(seat_class, class, REQUIRED),
	FIELD(seat_class, state, REQUIRED),
	FIELD(seat_class, host_unit, OPTIONAL),
	FIELD(seat_class, capacity, OPTIONAL),
	FIELD(seat_class, last_on, OPTIONAL));

const struct seat_class *seats_lock(struct work *w, int64_t class, int64_t *taken)
{
	const struct seat_class *c = db_row(w, sql_seat_class, seat_class, arg(class));
	int64_t given = c == NULL ? 0 : db_int(w, sql_seats_locked, arg(class));

	if (taken != NULL)
		*taken = given;
	return c;
}

void seats_settle(struct work *w, int64_t class, int64_t account)
{
	db_int(w, sql_quotas_return, arg(class), arg(w->today), arg(settings->quota_return_days));
	db_int(w, sql_seats_allocate, arg(class), arg(account), arg(w->now));
}

struct reply seats_changeable(struct request *rq, const struct seat_class *c)
{
	if (c == NULL)
		return reply_error(rq, 404, "class_unknown");
	if (strcmp(c->state, "cancelled") == 0)
		return reply_error(rq, 409, "class_cancelled");
	if (strcmp(c->state, "finished") == 0)
		return reply_error(rq, 409, "class_finished");
	return (struct reply){ .version = NONE };
}
