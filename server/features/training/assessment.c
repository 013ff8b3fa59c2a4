// SPDX-License-Identifier: GPL-3.0-or-later
// Results in assessment schemes: recorded many at once, taken away.
#include "build/sql.h"
#include "features/training/removal.h"
#include "features/training/training.h"

#define RESULTS "passed|failed|none"

struct assessment {
	int64_t id, person;
	const char *person_code, *full_name, *scheme, *course_title;
	struct date assessed_on;
	const char *result, *score, *reference;
};
SHAPE(assessment,
	FIELD(assessment, id, REQUIRED),
	FIELD(assessment, person, REQUIRED),
	FIELD(assessment, person_code, REQUIRED),
	FIELD(assessment, full_name, REQUIRED),
	FIELD(assessment, scheme, REQUIRED),
	FIELD(assessment, course_title, OPTIONAL, .says = "the course whose own test it is"),
	FIELD(assessment, assessed_on, REQUIRED),
	FIELD(assessment, result, REQUIRED, .one_of = RESULTS),
	FIELD(assessment, score, OPTIONAL),
	FIELD(assessment, reference, OPTIONAL));

struct assessment_in {
	int64_t person;
	const char *scheme;
	struct date assessed_on;
	const char *result, *score, *reference;
};
SHAPE(assessment_in,
	FIELD(assessment_in, person, REQUIRED, .min = 1),
	FIELD(assessment_in, scheme, REQUIRED, .max = 71,
		.says = "national_digital_skills, it_skills_basic, it_skills_advanced or "
			"course:<code>"),
	FIELD(assessment_in, assessed_on, REQUIRED),
	FIELD(assessment_in, result, REQUIRED, .one_of = RESULTS,
		.says = "none: assessed without a verdict"),
	FIELD(assessment_in, score, OPTIONAL, .max = 60, .says = "as reported"),
	FIELD(assessment_in, reference, OPTIONAL, .says = "number of the result"));

struct assessment_ask { const char *scheme, *result; struct date from, to; };
SHAPE(assessment_ask,
	FIELD(assessment_ask, scheme, OPTIONAL, .max = 71),
	FIELD(assessment_ask, result, OPTIONAL, .one_of = RESULTS),
	FIELD(assessment_ask, from, OPTIONAL),
	FIELD(assessment_ask, to, OPTIONAL));

struct reply assessment_add(struct request *rq)
{
	size_t n;
	const struct wrong *wrong = db_rows(rq, sql_assessment_wrong, wrong, &n, arg(rq->id[0]),
		arg(rq->body_json), arg(rq->work.today));

	if (n > 0)
		return wrong_reply(rq, "", wrong, n);
	return records_reply(rq, 201, db_run(rq, sql_assessment_add, arg(rq->body_json), arg(rq->who.account),
		arg(rq->work.now)));
}

struct reply assessment_undo(struct request *rq)
{
	return records_undone(rq, &sql_assessment_undo_wrong, &sql_assessment_undo);
}

struct reply assessment_remove(struct request *rq)
{
	static const struct removing assessment = { "assessment", &sql_assessment_held, &sql_assessment_remove,
		"assessment_unknown", NULL };

	return record_removed(rq, &assessment);
}
