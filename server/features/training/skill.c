// SPDX-License-Identifier: GPL-3.0-or-later
// Skills of residents as they were observed: recorded many at once, taken away.
#include "base/words.h"
#include "build/sql.h"
#include "features/training/removal.h"
#include "features/training/training.h"

struct skill {
	int64_t id, person;
	const char *full_name, *domain;
	struct date observed_on;
	const char *observer, *level;
};
SHAPE(skill,
	FIELD(skill, id, REQUIRED),
	FIELD(skill, person, REQUIRED),
	FIELD(skill, full_name, REQUIRED),
	FIELD(skill, domain, REQUIRED, .one_of = DOMAINS),
	FIELD(skill, observed_on, REQUIRED),
	FIELD(skill, observer, REQUIRED),
	FIELD(skill, level, REQUIRED, .one_of = SKILL_LEVELS));

struct skill_in {
	int64_t person;
	const char *domain;
	struct date observed_on;
	const char *observer, *level;
};
SHAPE(skill_in,
	FIELD(skill_in, person, REQUIRED, .min = 1),
	FIELD(skill_in, domain, REQUIRED, .one_of = DOMAINS),
	FIELD(skill_in, observed_on, REQUIRED),
	FIELD(skill_in, observer, OPTIONAL, .max = 200, .says = "none: your account"),
	FIELD(skill_in, level, REQUIRED, .one_of = SKILL_LEVELS));

struct skill_ask { const char *domain, *level; struct date from, to; };
SHAPE(skill_ask,
	FIELD(skill_ask, domain, OPTIONAL, .one_of = DOMAINS),
	FIELD(skill_ask, level, OPTIONAL, .one_of = SKILL_LEVELS),
	FIELD(skill_ask, from, OPTIONAL),
	FIELD(skill_ask, to, OPTIONAL));

struct reply skill_add(struct request *rq)
{
	size_t n;
	const struct wrong *wrong = db_rows(rq, sql_skill_wrong, wrong, &n, arg(rq->id[0]),
		arg(rq->body_json), arg(rq->who.name), arg(rq->work.today));

	if (n > 0)
		return wrong_reply(rq, "", wrong, n);
	return records_reply(rq, 201, db_run(rq, sql_skill_add, arg(rq->body_json), arg(rq->who.name),
		arg(rq->who.account), arg(rq->work.now)));
}

struct reply skill_remove(struct request *rq)
{
	static const struct removing skill = { "skill", &sql_skill_held, &sql_skill_remove, "skill_unknown", NULL };

	return record_removed(rq, &skill);
}
