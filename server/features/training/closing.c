// SPDX-License-Identifier: GPL-3.0-or-later
// A trainer closes the roll of a session: everybody is marked, the people in the room are counted
// once more.
#include "build/sql.h"
#include "http/http.h"

struct closing {
	int64_t id;
	struct instant closed_at;
	int64_t present, absent, headcount;
	const char *note, *account;
};
SHAPE(closing,
	FIELD(closing, id, REQUIRED),
	FIELD(closing, closed_at, REQUIRED),
	FIELD(closing, present, REQUIRED, .says = "marked present or late then"),
	FIELD(closing, absent, REQUIRED, .says = "marked absent then"),
	FIELD(closing, headcount, OPTIONAL, .says = "people counted in the room"),
	FIELD(closing, note, OPTIONAL),
	FIELD(closing, account, OPTIONAL));

struct closing_in { int64_t headcount; const char *note; };
SHAPE(closing_in,
	FIELD(closing_in, headcount, OPTIONAL, .max = 10000,
		.says = "people counted in the room; it may differ, both are kept"),
	FIELD(closing_in, note, OPTIONAL, .min = 1, .max = 500));

struct closing_counts {		// how the roll stands
	int64_t class;
	struct date date;
	bool cancelled;
	int64_t present, absent, unmarked;
};
SHAPE(closing_counts,
	FIELD(closing_counts, class, REQUIRED),
	FIELD(closing_counts, date, REQUIRED),
	FIELD(closing_counts, cancelled, REQUIRED),
	FIELD(closing_counts, present, REQUIRED),
	FIELD(closing_counts, absent, REQUIRED),
	FIELD(closing_counts, unmarked, REQUIRED));

// Why it cannot be closed now, as a code, or NULL.
static const char *closing_obstacle(const struct request *rq, const struct closing_counts *c)
{
	if (c->cancelled)
		return "session_cancelled";
	if (c->date.days > rq->work.today.days)
		return "session_not_yet";
	return c->unmarked > 0 ? "session_unmarked" : NULL;
}

struct reply closing_add(struct request *rq)
{
	const struct closing_in *in = body_of(rq, closing_in);
	const struct closing_counts *c = db_row(rq, sql_closing_counts, closing_counts, arg(rq->id[0]));
	struct closing made = { .headcount = in->headcount, .note = in->note, .closed_at = rq->work.now };
	const char *obstacle;

	if (c == NULL)
		return reply_error(rq, 404, "session_unknown");
	obstacle = closing_obstacle(rq, c);
	if (obstacle != NULL)
		return reply_error(rq, 409, obstacle);
	made.present = c->present;
	made.absent = c->absent;
	made.account = rq->who.name;
	made.id = db_int(rq, sql_closing_add, arg(rq->id[0]), arg(c->class), arg(rq->who.account),
		arg(rq->work.now), arg(c->present), arg(c->absent), arg(in->headcount), arg(in->note));
	return reply_created(rq, closing, &made);
}
