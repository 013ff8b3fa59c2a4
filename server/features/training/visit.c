// SPDX-License-Identifier: GPL-3.0-or-later
// Door-to-door visits: what a team met with, sent whenever there is a network, kept once.
#include "build/sql.h"
#include "features/training/training.h"

#define OUTCOMES "met|no_answer|come_back|refused"

struct visit {
	int64_t id;
	const char *op;
	int64_t person;
	const char *full_name, *unit_name, *outcome;
	struct instant visited_at;
	struct date come_back_on;
	const char *place, *note;
	bool agreed;
	const char *account;
};
SHAPE(visit,
	FIELD(visit, id, REQUIRED),
	FIELD(visit, op, OPTIONAL, .says = "your device's own name of it"),
	FIELD(visit, person, OPTIONAL),
	FIELD(visit, full_name, OPTIONAL),
	FIELD(visit, unit_name, OPTIONAL),
	FIELD(visit, outcome, REQUIRED, .one_of = OUTCOMES),
	FIELD(visit, visited_at, REQUIRED),
	FIELD(visit, come_back_on, OPTIONAL),
	FIELD(visit, place, OPTIONAL, .says = "house"),
	FIELD(visit, note, OPTIONAL),
	FIELD(visit, agreed, REQUIRED, .says = "agreed at the door to voluntary classes"),
	FIELD(visit, account, OPTIONAL));

struct visit_in {
	const char *op;
	int64_t person;
	const char *outcome;
	struct instant visited_at;
	struct date come_back_on;
	const char *place, *note;
	int64_t consent_text;
};
SHAPE(visit_in,
	FIELD(visit_in, op, REQUIRED, .min = 1, .max = 64,
		.says = "the device's own name of it: sent twice it counts once"),
	FIELD(visit_in, person, OPTIONAL, .min = 1, .says = "a resident; none: only the house is known"),
	FIELD(visit_in, outcome, REQUIRED, .one_of = OUTCOMES),
	FIELD(visit_in, visited_at, REQUIRED, .says = "when, by the device"),
	FIELD(visit_in, come_back_on, OPTIONAL, .says = "day agreed for the next visit"),
	FIELD(visit_in, place, OPTIONAL, .min = 1, .max = 100, .says = "house; needed without a person"),
	FIELD(visit_in, note, OPTIONAL, .min = 1, .max = 200),
	FIELD(visit_in, consent_text, OPTIONAL, .min = 1,
		.says = "number of the text read out, when the person said yes to it; you are the witness"));

struct reply visits_add(struct request *rq)
{
	size_t n;
	const struct wrong *wrong = db_rows(rq, sql_visits_wrong, wrong, &n, arg(rq->id[0]),
		arg(rq->body_json), arg(rq->work.now));

	if (n > 0)
		return wrong_reply(rq, "", wrong, n);
	return records_reply(rq, 201, db_run(rq, sql_visits_add, arg(rq->id[0]), arg(rq->body_json),
		arg(rq->who.account), arg(rq->who.name), arg(rq->work.now)));
}
