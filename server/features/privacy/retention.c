// SPDX-License-Identifier: GPL-3.0-or-later
// What is kept long enough: proposed by a job, decided by a person, done in batches.
#include "features/privacy/retention.h"

#include <string.h>

#include "base/log.h"
#include "build/sql.h"
#include "features/privacy/privacy.h"

enum { BATCH = 100 };		// records a transaction: about a third of a second for people

struct retention_proposal {
	int64_t id;
	const char *kind;
	int64_t unit;
	struct date proposed_on;
	int64_t items;
	const char *then_what, *state;
	struct date decided_on;
	const char *decided_by, *why;
	struct instant done_at;
};
SHAPE(retention_proposal,
	FIELD(retention_proposal, id, REQUIRED),
	FIELD(retention_proposal, kind, REQUIRED, .says = "the kind of record"),
	FIELD(retention_proposal, unit, REQUIRED),
	FIELD(retention_proposal, proposed_on, REQUIRED),
	FIELD(retention_proposal, items, REQUIRED, .says = "how many records"),
	FIELD(retention_proposal, then_what, REQUIRED, .one_of = "anonymise|delete|keep"),
	FIELD(retention_proposal, state, REQUIRED, .one_of = "proposed|approved|refused|done"),
	FIELD(retention_proposal, decided_on, OPTIONAL),
	FIELD(retention_proposal, decided_by, OPTIONAL, .says = "the account that decided"),
	FIELD(retention_proposal, why, OPTIONAL),
	FIELD(retention_proposal, done_at, OPTIONAL));

struct retention_item {
	int64_t id;
	const char *name;
	struct date since, due_on;
	struct instant done_at;
	bool left_alone;
};
SHAPE(retention_item,
	FIELD(retention_item, id, REQUIRED, .says = "the record: the person, or its own number"),
	FIELD(retention_item, name, OPTIONAL, .says = "whose it is, while somebody knows"),
	FIELD(retention_item, since, REQUIRED, .says = "the day its time is counted from"),
	FIELD(retention_item, due_on, REQUIRED),
	FIELD(retention_item, done_at, OPTIONAL),
	FIELD(retention_item, left_alone, REQUIRED, .says = "it was due no more when its turn came"));

struct retention_decision { bool approve; const char *why; };
SHAPE(retention_decision,
	FIELD(retention_decision, approve, REQUIRED),
	FIELD(retention_decision, why, REQUIRED, .min = 5, .max = 500));

struct reply retention_decide(struct request *rq)
{
	const struct retention_decision *in = body_of(rq, retention_decision);

	privacy_reason(rq, in->why);
	if (db_run(rq, sql_retention_decide, arg(rq->id[0]), arg(in->approve ? "approved" : "refused"), arg(in->why),
		arg(rq->who.account), arg(rq->work.today)) == 0)
		return reply_error(rq, 409, "retention_decided");
	return reply_row(rq, retention_proposal, db_row(rq, sql_retention_get, retention_proposal, arg(rq->id[0])));
}

void retention_propose_all(struct work *w)
{
	int64_t n;

	db_begin(w, false);
	n = db_int(w, sql_retention_propose_now, arg(w->today));
	if (db_end(w, true) && n > 0)
		log_info("event=retention_proposed records=%lld", (long long)n);
}

// One batch a turn: the other jobs seal and fold every second and have theirs in between.
void retention_apply_next(struct work *w)
{
	int64_t n;

	db_begin(w, false);
	n = db_int(w, sql_retention_apply_now, arg(w->today), arg(BATCH));
	if (db_end(w, true) && n > 0)
		log_info("event=retention_done records=%lld", (long long)n);
}
