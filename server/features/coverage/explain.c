// SPDX-License-Identifier: GPL-3.0-or-later
// Opens a percentage: the plan's sentence, the rule it became, and the counts the denominator is made of.
#include "base/text.h"
#include "build/sql.h"
#include "features/coverage/coverage.h"
#include "features/coverage/population.h"
#include "http/http.h"

enum { LIST_MOST = 1 << 22 };	// bytes

#define RULE_FIELDS(T) \
	FIELD(T, plan, OPTIONAL, .says = "the plan's code"), \
	FIELD(T, plan_number, OPTIONAL), \
	FIELD(T, plan_title, OPTIONAL), \
	FIELD(T, issued_on, OPTIONAL), \
	FIELD(T, section, OPTIONAL, .says = "where the plan says it"), \
	FIELD(T, title_vi, REQUIRED), \
	FIELD(T, title_en, OPTIONAL), \
	FIELD(T, issuer_kind, OPTIONAL), \
	FIELD(T, base, REQUIRED, .one_of = "staff|flagged|working_age"), \
	FIELD(T, categories, REQUIRED, .item = T_TEXT), \
	FIELD(T, kinds, REQUIRED, .item = T_TEXT), \
	FIELD(T, flags, REQUIRED, .item = T_TEXT), \
	FIELD(T, evidence, REQUIRED, .item = T_TEXT, .says = "all of it is needed"), \
	FIELD(T, topics, REQUIRED, .item = T_TEXT), \
	FIELD(T, scheme, OPTIONAL), \
	FIELD(T, levels, REQUIRED, .item = T_TEXT), \
	FIELD(T, segments, REQUIRED, .item = T_TEXT), \
	FIELD(T, since, OPTIONAL, .says = "first day that counts; none: ever")

#define RULE_MEMBERS \
	const char *plan, *plan_number, *plan_title; \
	struct date issued_on; \
	const char *section, *title_vi, *title_en, *issuer_kind, *base; \
	struct list categories, kinds, flags, evidence, topics; \
	const char *scheme; \
	struct list levels, segments; \
	struct date since

struct coverage_rule { RULE_MEMBERS; };
SHAPE(coverage_rule, RULE_FIELDS(coverage_rule));

struct coverage_unknown { int64_t birth, sex; };
SHAPE(coverage_unknown,
	FIELD(coverage_unknown, birth, REQUIRED, .says = "residents of unknown birth: not counted"),
	FIELD(coverage_unknown, sex, REQUIRED, .says = "residents of unknown sex: the earlier ceiling is used"));

// A count that is part of the denominator.
struct coverage_part { const char *unit; struct date as_of; int64_t count; const char *definition, *source; };
SHAPE(coverage_part,
	FIELD(coverage_part, unit, REQUIRED),
	FIELD(coverage_part, as_of, REQUIRED),
	FIELD(coverage_part, count, REQUIRED),
	FIELD(coverage_part, definition, REQUIRED),
	FIELD(coverage_part, source, OPTIONAL, .says = "who counted"));

struct coverage_explained { struct list figure; RULE_MEMBERS; struct list parts, unknown; };
SHAPE(coverage_explained,
	FIELD(coverage_explained, figure, REQUIRED, .items = &coverage_shape, .object = true),
	RULE_FIELDS(coverage_explained),
	FIELD(coverage_explained, parts, REQUIRED, .items = &coverage_part_shape,
		.says = "counts the denominator is made of; none: the register"),
	FIELD(coverage_explained, unknown, OPTIONAL, .items = &coverage_unknown_shape, .object = true));

static void part_put(void *ctx, const struct census *c)
{
	const struct coverage_part part = { c->code, c->as_of, c->count, c->definition, c->source };
	struct text *out = ctx;

	if (out->len > 1)
		text_char(out, ',');
	shape_json(&coverage_part_shape, &part, out);
}

static struct list as_list(struct work *w, const struct shape *shape, const void *row)
{
	struct text t = text_new(w->arena, LIST_MOST);

	shape_json(shape, row, &t);
	return (struct list){ t.at };
}

// The counts behind a denominator that is not the register's.
static struct list parts_of(struct work *w, const struct coverage_frame *f, const struct coverage *figure, const char *root)
{
	bool imported = figure->denominator_source != NULL && figure->denominator_source[0] != 'r';
	struct text out = text_new(w->arena, LIST_MOST);
	struct population p;

	text_char(&out, '[');
	if (imported) {
		p = population_load(w, root, f->as_of);
		population_parts(&p, f->unit, f->tree, f->as_of, part_put, &out);
	}
	text_char(&out, ']');
	return (struct list){ out.at };
}

struct reply coverage_explain(struct request *rq)
{
	struct work *w = WORK(rq);
	const struct coverage_unknown *unknown;
	struct coverage_explained out = { 0 };
	const struct coverage *figure = NULL;
	const struct coverage_rule *rule;
	struct coverage_frame f;
	const char *root;

	if (coverage_frame(w, asked_of(rq, coverage_ask), &f))
		figure = coverage_of_frame(w, &f);
	if (figure == NULL)
		return reply_none();
	root = arena_printf(w->arena, "{%lld}", (long long)f.unit);
	rule = db_row(w, sql_coverage_rule, coverage_rule, arg(f.target->id), arg(f.as_of));
	unknown = db_row(w, sql_coverage_unknown, coverage_unknown, arg(root), arg(f.as_of), arg(f.tree),
		arg(f.places.units), arg(f.places.candidates), arg(f.places.among));
	if (rule == NULL || unknown == NULL)
		return reply_none();
	out = (struct coverage_explained){ as_list(w, &coverage_shape, figure), rule->plan, rule->plan_number,
		rule->plan_title, rule->issued_on, rule->section, rule->title_vi, rule->title_en, rule->issuer_kind, rule->base,
		rule->categories, rule->kinds, rule->flags, rule->evidence, rule->topics, rule->scheme, rule->levels,
		rule->segments, rule->since, parts_of(w, &f, figure, root), { NULL } };
	if (figure->definition != NULL)
		out.unknown = as_list(w, &coverage_unknown_shape, unknown);
	return reply_row(rq, coverage_explained, &out);
}
