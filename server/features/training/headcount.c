// SPDX-License-Identifier: GPL-3.0-or-later
// Events with nothing but a number of people: recorded many at once, taken away.
#include "build/sql.h"
#include "features/training/removal.h"
#include "features/training/training.h"

struct headcount {
	int64_t id, unit;
	const char *unit_code, *unit_name, *title;
	struct date date;
	int64_t count;
};
SHAPE(headcount,
	FIELD(headcount, id, REQUIRED),
	FIELD(headcount, unit, REQUIRED),
	FIELD(headcount, unit_code, REQUIRED),
	FIELD(headcount, unit_name, OPTIONAL, .says = "its name on that day, or its latest"),
	FIELD(headcount, title, REQUIRED),
	FIELD(headcount, date, REQUIRED),
	FIELD(headcount, count, REQUIRED, .says = "people counted"));

struct headcount_in { const char *title; struct date date; int64_t count; };
SHAPE(headcount_in,
	FIELD(headcount_in, title, REQUIRED, .min = 1),
	FIELD(headcount_in, date, REQUIRED),
	FIELD(headcount_in, count, REQUIRED, .max = 1000000000, .says = "people counted"));

struct headcount_ask { struct date from, to; };
SHAPE(headcount_ask,
	FIELD(headcount_ask, from, OPTIONAL),
	FIELD(headcount_ask, to, OPTIONAL));

struct reply headcount_add(struct request *rq)
{
	size_t n;
	const struct wrong *wrong = db_rows(rq, sql_headcount_wrong, wrong, &n, arg(rq->id[0]),
		arg(rq->body_json), arg(rq->work.today));

	if (n > 0)
		return wrong_reply(rq, "", wrong, n);
	return records_reply(rq, 201, db_run(rq, sql_headcount_add, arg(rq->id[0]), arg(rq->body_json),
		arg(rq->who.account), arg(rq->work.now)));
}

struct reply headcount_remove(struct request *rq)
{
	static const struct removing headcount = { "headcount", &sql_headcount_held, &sql_headcount_remove,
		"headcount_unknown", NULL };

	return record_removed(rq, &headcount);
}
