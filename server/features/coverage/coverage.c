// SPDX-License-Identifier: GPL-3.0-or-later
// From counts to the answer: the figure of a target for a unit, and for every unit right below it.
#include "features/coverage/coverage.h"

#include <string.h>

#include "base/text.h"
#include "build/sql.h"
#include "features/coverage/border.h"
#include "features/coverage/population.h"
#include "features/coverage/coverage_rule.h"
#include "http/http.h"

enum { ROOTS_MOST = 1 << 20, FLAGS_MOST = 200 };	// bytes

SHAPE(coverage_ask, COVERAGE_ASK_FIELDS(coverage_ask));

SHAPE(coverage_target,
	FIELD(coverage_target, id, REQUIRED),
	FIELD(coverage_target, code, REQUIRED),
	FIELD(coverage_target, base, REQUIRED),
	FIELD(coverage_target, issuer_kind, OPTIONAL),
	FIELD(coverage_target, threshold_kind, REQUIRED),
	FIELD(coverage_target, threshold, REQUIRED),
	FIELD(coverage_target, skills, REQUIRED),
	FIELD(coverage_target, segment, OPTIONAL),
	FIELD(coverage_target, refused, REQUIRED),
	FIELD(coverage_target, kept, REQUIRED));

struct headcount_shown { const char *title; struct date date; int64_t count; };
SHAPE(headcount_shown,
	FIELD(headcount_shown, title, REQUIRED),
	FIELD(headcount_shown, date, REQUIRED),
	FIELD(headcount_shown, count, REQUIRED));

SHAPE(coverage,
	FIELD(coverage, target, REQUIRED),
	FIELD(coverage, unit, REQUIRED),
	FIELD(coverage, as_of, REQUIRED),
	FIELD(coverage, segment, OPTIONAL),
	FIELD(coverage, boundaries, REQUIRED, .says = "then, or the day whose tree was used"),
	FIELD(coverage, numerator, REQUIRED, .says = "distinct people who reached it"),
	FIELD(coverage, denominator, OPTIONAL, .says = "distinct people counted, or the territory's figure"),
	FIELD(coverage, percent, OPTIONAL, .decimal = true, .says = "never the threshold while that is not met"),
	FIELD(coverage, threshold_kind, REQUIRED, .one_of = "percent|count"),
	FIELD(coverage, threshold, REQUIRED),
	FIELD(coverage, met, OPTIONAL),
	FIELD(coverage, missing, OPTIONAL, .says = "how many more people are needed"),
	FIELD(coverage, visits, OPTIONAL, .says = "pairs of person and class in the window"),
	FIELD(coverage, completed, OPTIONAL, .says = "people with a completion in the window"),
	FIELD(coverage, denominator_source, OPTIONAL, .one_of = "register|figure|sum|predecessors"),
	FIELD(coverage, denominator_as_of, OPTIONAL),
	FIELD(coverage, definition, OPTIONAL, .one_of = "labour_code|imported|gso_fixed"),
	FIELD(coverage, any, OPTIONAL, .says = "people able in at least one domain"),
	FIELD(coverage, unplaced, REQUIRED, .says = "people whose unit went to several; counted in neither"),
	FIELD(coverage, headcounts, REQUIRED, .items = &headcount_shown_shape),
	FIELD(coverage, flags, REQUIRED, .item = T_TEXT));

SHAPE(coverage_place, FIELD(coverage_place, id, REQUIRED), FIELD(coverage_place, code, REQUIRED));

// What the database counted for one unit that is valid on the day.
struct coverage_count {
	int64_t unit;
	const char *kind;
	bool territory;
	int64_t base, reached, visits, finished, in_any, unplaced;
	struct list headcounts;
};
SHAPE(coverage_count,
	FIELD(coverage_count, unit, REQUIRED),
	FIELD(coverage_count, kind, REQUIRED),
	FIELD(coverage_count, territory, REQUIRED),
	FIELD(coverage_count, base, REQUIRED),
	FIELD(coverage_count, reached, REQUIRED),
	FIELD(coverage_count, visits, REQUIRED),
	FIELD(coverage_count, finished, REQUIRED),
	FIELD(coverage_count, in_any, REQUIRED),
	FIELD(coverage_count, unplaced, REQUIRED),
	FIELD(coverage_count, headcounts, REQUIRED, .items = &headcount_shown_shape));

static bool is_count(const struct coverage_target *t)
{
	return strcmp(t->threshold_kind, "count") == 0;
}

static bool of_residents(const struct coverage_target *t)
{
	return strcmp(t->base, "working_age") == 0;
}

// The day whose tree is used; false when it is neither `then` nor a day.
static bool tree_asked(struct coverage_frame *f)
{
	const char *said = f->ask->boundaries;

	f->then = said == NULL || strcmp(said, "then") == 0;
	f->tree = f->as_of;
	return f->then || date_parse(said, &f->tree);
}

bool coverage_frame(struct work *w, const struct coverage_ask *ask, struct coverage_frame *f)
{
	*f = (struct coverage_frame){ .ask = ask, .as_of = ask->as_of };
	if (f->as_of.days == NO_DAY)
		f->as_of = w->today;
	f->target = db_row(w, sql_coverage_target, coverage_target, arg(ask->target), arg(ask->segment),
		arg(f->as_of));
	if (f->target == NULL || f->target->refused)
		refuse(w, 422, f->target == NULL ? "target_unknown" : "segment_refused");
	if (!tree_asked(f))
		refuse(w, 422, "boundaries_refused");
	f->unit = ask->unit == NULL ? 0 : db_int(w, sql_coverage_unit, arg(ask->unit));
	if (ask->unit != NULL && f->unit == 0)
		refuse(w, 404, "unit_unknown");
	if (work_ok(w) && f->tree.days != f->as_of.days)
		f->places = border_load(w, f->as_of, f->tree);
	return work_ok(w);
}

// Beside the staff there are no figures: everyone counted is in the register.
static struct figure denominator_of(const struct coverage_frame *f, const struct coverage_count *c,
	const struct population *p)
{
	struct figure out = { .state = FIGURE_NONE };

	if (of_residents(f->target) && c->territory)
		out = population_figure(p, c->unit, f->tree, f->as_of);
	if (out.state == FIGURE_NONE)
		out = (struct figure){ FIGURE_KNOWN, "register", "labour_code", c->base, f->as_of };
	return out;
}

static void flag(struct text *flags, bool set, const char *name)
{
	if (set)
		text_printf(flags, "%s\"%s\"", flags->len > 1 ? "," : "", name);
}

// A count is due at the level of the plan's issuer and nowhere else.
static void judge_count(struct coverage *a, const struct coverage_target *t, const char *kind)
{
	if (kind == NULL || t->issuer_kind == NULL || strcmp(kind, t->issuer_kind) != 0)
		return;
	a->met = a->numerator >= a->threshold ? YES : NO;
	a->missing = a->numerator >= a->threshold ? 0 : a->threshold - a->numerator;
}

static void judge_share(struct coverage *a, struct arena *arena)
{
	int64_t tenths;

	if (a->denominator == NONE || a->denominator == 0)
		return;
	a->met = rule_met(a->numerator, a->denominator, a->threshold) ? YES : NO;
	a->missing = rule_missing(a->numerator, a->denominator, a->threshold);
	tenths = rule_tenths(a->numerator, a->denominator, a->threshold);
	a->percent = arena_printf(arena, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
}

static void denominator_put(struct coverage *a, const struct figure *d, bool residents)
{
	if (d->state != FIGURE_KNOWN)
		return;
	a->denominator = d->count;
	a->denominator_source = d->source;
	a->denominator_as_of = d->as_of;
	a->definition = residents ? d->definition : NULL;
}

// Fills an answer from what was counted; `c` is NULL for a unit that is not valid on the tree's day.
static void compose(struct work *w, const struct coverage_frame *f, const struct coverage_count *c,
	const struct population *p, struct coverage *a)
{
	static const struct coverage_count nobody = { .headcounts = { "[]" } };
	const struct coverage_target *t = f->target;
	const struct coverage_count *n = c != NULL ? c : &nobody;
	struct figure d = denominator_of(f, n, p);
	struct text flags = text_new(w->arena, FLAGS_MOST);
	bool residents = of_residents(t);

	a->target = t->code;
	a->as_of = f->as_of;
	a->segment = t->segment;
	a->boundaries = f->then ? "then" : f->ask->boundaries;
	a->threshold_kind = t->threshold_kind;
	a->threshold = t->threshold;
	a->numerator = n->reached;
	a->visits = t->skills ? NONE : n->visits;
	a->completed = t->skills ? NONE : n->finished;
	a->any = t->skills ? n->in_any : NONE;
	a->unplaced = n->unplaced;
	a->headcounts = n->headcounts;
	if (is_count(t)) {
		judge_count(a, t, n->kind);
	} else {
		denominator_put(a, &d, residents);
		judge_share(a, w->arena);
	}
	text_char(&flags, '[');
	flag(&flags, a->definition != NULL && strcmp(a->definition, "labour_code") != 0, "definition_differs");
	flag(&flags, !is_count(t) && d.state == FIGURE_MIXED, "mixed_definitions");
	flag(&flags, c == NULL, "not_valid");
	flag(&flags, a->denominator != NONE && a->numerator > a->denominator, "over_denominator");
	text_char(&flags, ']');
	a->flags = (struct list){ flags.at };
}

static const char *numbers_of(struct work *w, const struct coverage_place *places, size_t n)
{
	struct text t = text_new(w->arena, ROOTS_MOST);

	text_char(&t, '{');
	for (size_t i = 0; i < n; i++)
		text_printf(&t, "%s%lld", i > 0 ? "," : "", (long long)places[i].id);
	text_char(&t, '}');
	return t.at;
}

static const struct coverage_count *count_of(const struct coverage_count *counts, size_t n, int64_t unit)
{
	for (size_t i = 0; i < n; i++)
		if (counts[i].unit == unit)
			return &counts[i];
	return NULL;
}

// The answers for these units, in their order.
static const struct coverage *answers(struct work *w, const struct coverage_frame *f,
	const struct coverage_place *places, size_t n)
{
	const char *roots = numbers_of(w, places, n);
	struct coverage *out = arena_many(w->arena, struct coverage, n + 1);
	const struct coverage_count *counts;
	struct population p = { 0 };
	size_t counted;

	if (f->then && f->target->kept)
		counts = db_rows(w, sql_coverage_kept, coverage_count, &counted, arg(f->target->id), arg(roots),
			arg(f->as_of), arg(of_residents(f->target) ? NULL : f->target->segment));
	else
		counts = db_rows(w, sql_coverage_counts, coverage_count, &counted, arg(f->target->id), arg(roots),
			arg(f->as_of), arg(f->target->segment), arg(f->tree), arg(f->places.units),
			arg(f->places.candidates), arg(f->places.among));
	if (of_residents(f->target) && !is_count(f->target))
		p = population_load(w, roots, f->as_of);
	if (!work_ok(w))
		return NULL;
	for (size_t i = 0; i < n; i++) {
		shape_clear(&coverage_shape, &out[i]);
		out[i].unit = places[i].code;
		compose(w, f, count_of(counts, counted, places[i].id), &p, &out[i]);
	}
	return out;
}

const struct coverage *coverage_of_frame(struct work *w, const struct coverage_frame *f)
{
	const struct coverage_place place = { f->unit, f->ask->unit };

	return answers(w, f, &place, 1);
}

const struct coverage *coverage_of_places(struct work *w, const struct coverage_ask *ask,
	const struct coverage_place *places, size_t n)
{
	struct coverage_frame f;

	return coverage_frame(w, ask, &f) ? answers(w, &f, places, n) : NULL;
}

const struct coverage *coverage_answer(struct work *w, const struct coverage_ask *ask)
{
	struct coverage_frame f;

	return coverage_frame(w, ask, &f) ? coverage_of_frame(w, &f) : NULL;
}

const struct coverage *coverage_children(struct work *w, const struct coverage_ask *ask, size_t *n)
{
	const struct coverage_place *places;
	struct coverage_frame f;

	*n = 0;
	if (!coverage_frame(w, ask, &f))
		return NULL;
	places = db_rows(w, sql_coverage_child, coverage_place, n, arg(f.unit), arg(f.tree));
	return work_ok(w) ? answers(w, &f, places, *n) : NULL;
}

const struct coverage *coverage_everywhere(struct work *w, const struct coverage_ask *ask, size_t *n)
{
	const struct coverage_place *places;
	struct coverage_frame f;

	*n = 0;
	if (!coverage_frame(w, ask, &f))
		return NULL;
	places = db_rows(w, sql_coverage_valid, coverage_place, n, arg(f.tree));
	return work_ok(w) ? answers(w, &f, places, *n) : NULL;
}

struct reply coverage_show(struct request *rq)
{
	const struct coverage *a = coverage_answer(WORK(rq), asked_of(rq, coverage_ask));

	return a == NULL ? reply_none() : reply_row(rq, coverage, a);
}

struct reply coverage_below(struct request *rq)
{
	size_t n;
	const struct coverage *list = coverage_children(WORK(rq), asked_of(rq, coverage_ask), &n);

	return list == NULL ? reply_none() : reply_list(rq, coverage, list, n);
}
