// SPDX-License-Identifier: GPL-3.0-or-later
// Courses completed elsewhere: recorded many at once, verified, taken away.
#include "build/sql.h"
#include "features/training/removal.h"
#include "features/training/training.h"

struct external {
	int64_t id, person;
	const char *person_code, *full_name;
	int64_t course;
	const char *course_code, *course_title;
	struct date completed_on;
	const char *source, *evidence;
	bool verified;
};
SHAPE(external,
	FIELD(external, id, REQUIRED),
	FIELD(external, person, REQUIRED),
	FIELD(external, person_code, REQUIRED),
	FIELD(external, full_name, REQUIRED),
	FIELD(external, course, REQUIRED),
	FIELD(external, course_code, REQUIRED),
	FIELD(external, course_title, REQUIRED),
	FIELD(external, completed_on, REQUIRED),
	FIELD(external, source, OPTIONAL, .says = "the platform or organiser"),
	FIELD(external, evidence, OPTIONAL, .says = "reference of the proof"),
	FIELD(external, verified, REQUIRED,
		.says = "checked with the organiser; only then it counts"));

struct external_in {
	int64_t person, course;
	struct date completed_on;
	const char *source, *evidence;
};
SHAPE(external_in,
	FIELD(external_in, person, REQUIRED, .min = 1),
	FIELD(external_in, course, REQUIRED, .min = 1),
	FIELD(external_in, completed_on, REQUIRED),
	FIELD(external_in, source, REQUIRED, .min = 1, .says = "the platform or organiser"),
	FIELD(external_in, evidence, OPTIONAL, .says = "reference of the proof"));

struct external_verify { struct list ids; };
SHAPE(external_verify, FIELD(external_verify, ids, REQUIRED, .item = T_INT, .min = 1, .max = 1000));

struct external_ask { const char *course; enum tri verified; struct date from, to; };
SHAPE(external_ask,
	FIELD(external_ask, course, OPTIONAL, .max = 64, .says = "code of the course"),
	FIELD(external_ask, verified, OPTIONAL),
	FIELD(external_ask, from, OPTIONAL),
	FIELD(external_ask, to, OPTIONAL));

struct reply external_add(struct request *rq)
{
	size_t n;
	const struct wrong *wrong = db_rows(rq, sql_external_wrong, wrong, &n, arg(rq->id[0]),
		arg(rq->body_json), arg(rq->work.today));

	if (n > 0)
		return wrong_reply(rq, "", wrong, n);
	return records_reply(rq, 201, db_run(rq, sql_external_add, arg(rq->body_json), arg(rq->who.account),
		arg(rq->work.now)));
}

// Which of the body's ids are not of the unit's people; written are those that were not so before.
static struct reply verified_turn(struct request *rq, const struct query *turn)
{
	size_t n;
	const struct wrong *wrong = db_rows(
		rq, sql_external_verify_wrong, wrong, &n, arg(rq->id[0]), arg(rq->body_json));

	if (n > 0)
		return wrong_reply(rq, "/ids", wrong, n);
	return records_reply(rq, 200, db_run(rq, *turn, arg(rq->body_json)));
}

struct reply external_verify(struct request *rq)
{
	return verified_turn(rq, &sql_external_verify);
}

struct reply external_unverify(struct request *rq)
{
	return verified_turn(rq, &sql_external_unverify);
}

struct reply external_undo(struct request *rq)
{
	return records_undone(rq, &sql_external_undo_wrong, &sql_external_undo);
}

struct reply external_remove(struct request *rq)
{
	static const struct removing external = { "external", &sql_external_held, &sql_external_remove,
		"completion_unknown", &sql_external_withheld };

	return record_removed(rq, &external);
}
