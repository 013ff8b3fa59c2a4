// SPDX-License-Identifier: GPL-3.0-or-later
// Targets: the programme office may add and change its own; figures follow without code.
#include <string.h>

#include "base/words.h"
#include "build/sql.h"
#include "http/http.h"

struct target {
	int64_t id;
	const char *code, *plan, *plan_number, *section, *title_vi, *title_en, *issuer_kind, *base;
	struct list categories, kinds, flags, evidence, topics;
	const char *scheme;
	struct list levels;
	const char *window_from, *threshold_kind;
	int64_t threshold;
	struct list segments;
	struct date valid_from, valid_to;
	int64_t version;
};

// The columns of a target as the data package has them; said once for both directions.
#define TARGET_FIELDS(T) \
	FIELD(T, section, OPTIONAL, .max = 100), \
	FIELD(T, title_vi, REQUIRED, .min = 1), \
	FIELD(T, title_en, OPTIONAL), \
	FIELD(T, issuer_kind, OPTIONAL, .one_of = UNIT_KINDS, .says = "kind of territory at whose level a count is due"), \
	FIELD(T, base, REQUIRED, .one_of = "staff|flagged|working_age"), \
	FIELD(T, categories, OPTIONAL, .item = T_TEXT, .says = "of staff, each for all segments or one: S3:board_member"), \
	FIELD(T, kinds, OPTIONAL, .item = T_TEXT, .one_of = UNIT_KINDS, .says = "kinds of units whose staff count"), \
	FIELD(T, flags, OPTIONAL, .item = T_TEXT, .one_of = STAFF_FLAGS, .says = "of which one is needed"), \
	FIELD(T, evidence, REQUIRED, .item = T_TEXT, .min = 1, .one_of = EVIDENCE, .says = "all needed"), \
	FIELD(T, topics, OPTIONAL, .item = T_TEXT, .one_of = TOPICS), \
	FIELD(T, scheme, OPTIONAL, .max = 71, .says = SCHEMES "|course:<code>"), \
	FIELD(T, levels, OPTIONAL, .item = T_TEXT, .one_of = DOMAIN_LEVELS, .says = "least level a domain"), \
	FIELD(T, window_from, OPTIONAL, .max = 10, .says = "first day that counts, or 'year'; none: ever"), \
	FIELD(T, threshold_kind, REQUIRED, .one_of = "percent|count"), \
	FIELD(T, threshold, REQUIRED, .min = 0, .max = 1000000000), \
	FIELD(T, segments, OPTIONAL, .item = T_TEXT, .one_of = SEGMENTS, .says = "when it is asked by segment"), \
	FIELD(T, valid_from, OPTIONAL), \
	FIELD(T, valid_to, OPTIONAL)

SHAPE(target,
	FIELD(target, id, REQUIRED),
	FIELD(target, code, REQUIRED, .says = "its short name, T1"),
	FIELD(target, plan, OPTIONAL, .says = "the plan's code"),
	FIELD(target, plan_number, OPTIONAL, .says = "the plan's official number"),
	TARGET_FIELDS(target),
	FIELD(target, version, REQUIRED));

struct target_new {
	const char *code, *plan, *section, *title_vi, *title_en, *issuer_kind, *base;
	struct list categories, kinds, flags, evidence, topics;
	const char *scheme;
	struct list levels;
	const char *window_from, *threshold_kind;
	int64_t threshold;
	struct list segments;
	struct date valid_from, valid_to;
	const char *why;
};
SHAPE(target_new,
	FIELD(target_new, code, REQUIRED, .max = 64),
	FIELD(target_new, plan, OPTIONAL, .max = 64),
	TARGET_FIELDS(target_new),
	FIELD(target_new, why, OPTIONAL, .min = 5, .max = 500, .says = "needed for a change, which every figure follows: stays on record"));

struct target_ask { const char *plan; };
SHAPE(target_ask, FIELD(target_ask, plan, OPTIONAL, .max = 64, .says = "a plan's code"));

struct window { struct date from; bool year; };

// The plan's number and the window of a sent target, its scheme looked up; adds what is wrong to `bad`.
static int64_t target_parts(struct request *rq, const struct target_new *in, struct window *w, struct problems *bad)
{
	int64_t plan = in->plan == NULL ? NONE : db_int(rq, sql_plan_id, arg(in->plan));

	*w = (struct window){ NO_DATE, false };
	if (plan == 0)
		problem_add(rq, bad, "/plan", "plan_unknown", NULL);
	if (in->scheme != NULL && !one_of(SCHEMES, in->scheme) && !db_bool(rq, sql_course_of_scheme, arg(in->scheme)))
		problem_add(rq, bad, "/scheme", "target_scheme_known", NULL);
	if (in->window_from == NULL)
		return plan;
	w->year = strcmp(in->window_from, "year") == 0;
	if (!w->year && !date_parse(in->window_from, &w->from))
		problem_add(rq, bad, "/window_from", "bad_date", NULL);
	return plan;
}

struct reply target_add(struct request *rq)
{
	const struct target_new *in = body_of(rq, target_new);
	struct problems bad = problems_new(rq);
	struct window w;
	int64_t plan = target_parts(rq, in, &w, &bad);

	if (bad.n > 0)
		return reply_problems(rq, &bad);
	return reply_created(rq, target, db_row(rq, sql_target_get, target,
		arg(db_int(rq, sql_target_add, arg(rq->body_json), arg(plan), arg(w.from), arg(w.year)))));
}

struct reply target_change(struct request *rq)
{
	const struct target_new *in = body_of(rq, target_new);
	const struct target *now = db_row(rq, sql_target_get, target, arg(rq->id[0]));
	struct problems bad = problems_new(rq);
	struct reply refusal;
	struct window w;
	int64_t plan;

	if (now == NULL)
		return reply_error(rq, 404, "target_unknown");
	refusal = if_match(rq, now->version);
	if (refusal.status != 0)
		return refusal;
	plan = target_parts(rq, in, &w, &bad);
	if (in->why == NULL)
		problem_add(rq, &bad, "/why", "required", NULL);
	if (strcmp(in->code, now->code) != 0)
		problem_add(rq, &bad, "/code", "target_code_fixed", NULL);
	if (bad.n > 0)
		return reply_problems(rq, &bad);
	db_run(rq, sql_figure_reason, arg(in->why));
	if (db_run(rq, sql_target_edit, arg(now->id), arg(now->version), arg(rq->body_json), arg(plan), arg(w.from),
			arg(w.year)) == 0)
		return reply_error(rq, 412, "changed_meanwhile");
	return reply_row(rq, target, db_row(rq, sql_target_get, target, arg(now->id)));
}
