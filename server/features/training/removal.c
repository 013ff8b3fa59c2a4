// SPDX-License-Identifier: GPL-3.0-or-later
// Taking records away: skills, headcounts, assessments, completions elsewhere. The record goes, its trace stays.
#include "features/training/removal.h"

#include "build/sql.h"
#include "features/training/training.h"

// For so long after entering it somebody corrects a slip of his own without a word.
enum { SLIP_HOURS = 24 };
static const int64_t SLIP = SLIP_HOURS * INT64_C(3600000000);	// microseconds

struct removal_ask { const char *why; };
SHAPE(removal_ask, FIELD(removal_ask, why, OPTIONAL, .says = "the reason; needed unless you entered it within a day"));

struct held { int64_t id, entered_by; struct instant entered_at; const char *row; };
SHAPE(held,
	FIELD(held, id, REQUIRED),
	FIELD(held, entered_by, OPTIONAL),
	FIELD(held, entered_at, OPTIONAL),
	FIELD(held, row, REQUIRED));

struct removal {
	int64_t id;
	const char *what;
	int64_t person;
	const char *full_name, *title;
	struct date on;
	const char *said, *observer;
	struct instant at;
	const char *account, *why;
};
SHAPE(removal,
	FIELD(removal, id, REQUIRED),
	FIELD(removal, what, REQUIRED, .one_of = "skill|headcount|assessment|external"),
	FIELD(removal, person, OPTIONAL),
	FIELD(removal, full_name, OPTIONAL),
	FIELD(removal, title, OPTIONAL, .says = "the domain, scheme, course or event"),
	FIELD(removal, on, REQUIRED, .says = "the record's day"),
	FIELD(removal, said, OPTIONAL, .says = "its level, result, source or count"),
	FIELD(removal, observer, OPTIONAL, .says = "of a skill: who saw it"),
	FIELD(removal, at, REQUIRED, .says = "when it was taken away"),
	FIELD(removal, account, OPTIONAL),
	FIELD(removal, why, OPTIONAL));

struct reply record_removed(struct request *rq, const struct removing *of)
{
	const char *why = asked_of(rq, removal_ask)->why;
	const struct arg named[] = { arg(rq->id[0]), arg(rq->id[1]), arg(rq->who.account), arg(rq->work.today) };
	const struct held *held = db_read(WORK(rq), of->held, &held_shape, NULL, 2, named);
	bool slip;

	if (held == NULL || (of->withheld != NULL && db_scalar_int(WORK(rq), of->withheld, 4, named) != 0))
		return reply_error(rq, 404, of->unknown);
	slip = held->entered_by == rq->who.account && rq->work.now.us - held->entered_at.us <= SLIP;
	if (!slip && !db_bool(rq, sql_corrects_records, arg(rq->who.account), arg(rq->id[0]), arg(rq->work.today)))
		return reply_error(rq, 403, "removal_not_yours");
	if (!slip && why == NULL)
		return reply_error(rq, 422, "why_missing");
	db_touch(WORK(rq), of->remove, 1, named + 1);
	db_run(rq, sql_removal_add, arg(of->what), arg(rq->id[0]), arg(held->row), arg(rq->work.now),
		arg(rq->who.account), arg(why));
	return reply_none();
}

struct reply records_undone(struct request *rq, const struct query *wrong, const struct query *undo)
{
	const struct instant since = { .us = rq->work.now.us - SLIP };
	const struct arg looked[] = { arg(rq->id[0]), arg(rq->body_json), arg(rq->who.account), arg(since) };
	const struct arg done[] = { arg(rq->id[0]), arg(rq->body_json), arg(rq->who.account), arg(rq->work.now) };
	size_t n;
	const struct wrong *found = db_read(WORK(rq), wrong, &wrong_shape, &n, 4, looked);

	if (n > 0)
		return wrong_reply(rq, "", found, n);
	return records_reply(rq, 200, db_touch(WORK(rq), undo, 4, done));
}
