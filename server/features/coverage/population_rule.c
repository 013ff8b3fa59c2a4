// SPDX-License-Identifier: GPL-3.0-or-later
// Figures of territories: own, the sum of what lies below, the sum of what went before.
#include "features/coverage/population.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

static bool day_in(struct date day, struct date since, struct date until)
{
	return since.days <= day.days && (until.days == NO_DAY || day.days <= until.days);	// NO_DAY is the least
}

static int order_by_parent(const void *a, const void *b)
{
	const struct territory *x = *(const struct territory *const *)a, *y = *(const struct territory *const *)b;

	if (x->parent != y->parent)
		return x->parent < y->parent ? -1 : 1;
	return (x->unit > y->unit) - (x->unit < y->unit);
}

void population_index(struct population *p, struct arena *arena)
{
	p->by_parent = arena_many(arena, const struct territory *, p->territory_count + 1);
	for (size_t i = 0; i < p->territory_count; i++)
		p->by_parent[i] = &p->territories[i];
	// NOLINTNEXTLINE(bugprone-sizeof-expression): pointers are what is sorted
	qsort(p->by_parent, p->territory_count, sizeof *p->by_parent, order_by_parent);
}

static size_t first_child(const struct population *p, int64_t parent)
{
	size_t low = 0, high = p->territory_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (p->by_parent[middle]->parent < parent)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static size_t first_version(const struct population *p, int64_t unit)
{
	size_t low = 0, high = p->territory_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (p->territories[middle].unit < unit)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct territory *version_on(const struct population *p, int64_t unit, struct date day)
{
	for (size_t i = first_version(p, unit); i < p->territory_count && p->territories[i].unit == unit; i++)
		if (day_in(day, p->territories[i].since, p->territories[i].until))
			return &p->territories[i];
	return NULL;
}

// The first day of the unbroken stretch of versions that holds `day`; NO_DATE when it has none.
static struct date began(const struct population *p, int64_t unit, struct date day)
{
	const struct territory *v = version_on(p, unit, day), *before;

	while (v != NULL && v->since.days != NO_DAY) {
		before = version_on(p, unit, (struct date){ v->since.days - 1 });
		if (before == NULL)
			return v->since;
		v = before;
	}
	return NO_DATE;
}

// Did the unit's territory change after the earlier of two days, up to the later?
static bool changed(const struct population *p, int64_t unit, struct date a, struct date b)
{
	struct date first = a.days < b.days ? a : b, last = a.days < b.days ? b : a;

	for (size_t i = 0; i < p->change_count; i++)
		if (p->changes[i].land && (p->changes[i].from_unit == unit || p->changes[i].to_unit == unit)
			&& first.days < p->changes[i].on.days && p->changes[i].on.days <= last.days)
			return true;
	return false;
}

// Adds a part to a sum. Mixed is mixed, whatever else there is; a part without a figure leaves none.
static void add(struct figure *sum, const struct figure *part, size_t *unknown)
{
	if (sum->state == FIGURE_MIXED || part->state == FIGURE_NONE) {
		*unknown += part->state == FIGURE_NONE;
		return;
	}
	if (part->state == FIGURE_MIXED) {
		sum->state = FIGURE_MIXED;
		return;
	}
	if (sum->state == FIGURE_NONE) {
		*sum = (struct figure){ FIGURE_KNOWN, sum->source, part->definition, part->count, part->as_of };
		return;
	}
	// A sum of two definitions counts only once every part turned out to have a figure.
	if (strcmp(sum->definition, part->definition) != 0)
		sum->definition = "";
	sum->count += part->count;
	if (part->as_of.days < sum->as_of.days)
		sum->as_of = part->as_of;
}

static struct figure sum_ended(struct figure sum, size_t unknown)
{
	if (sum.state != FIGURE_MIXED && unknown > 0)
		return (struct figure){ .state = FIGURE_NONE };
	if (sum.state == FIGURE_KNOWN && sum.definition[0] == '\0')
		sum.state = FIGURE_MIXED;
	if (sum.state == FIGURE_MIXED)
		return (struct figure){ .state = FIGURE_MIXED };
	return sum;
}

// Rule 1: the latest count of its own, unless the territory changed in between.
static const struct census *own_census(const struct population *p, int64_t unit, struct date tree, struct date known)
{
	for (size_t i = 0; i < p->census_count && p->censuses[i].unit <= unit; i++) {
		const struct census *c = &p->censuses[i];

		if (c->unit != unit || c->as_of.days > known.days)
			continue;
		return changed(p, unit, c->as_of, tree) ? NULL : c;
	}
	return NULL;
}

static struct figure own(const struct population *p, int64_t unit, struct date tree, struct date known)
{
	const struct census *c = own_census(p, unit, tree, known);

	if (c == NULL)
		return (struct figure){ .state = FIGURE_NONE };
	return (struct figure){ FIGURE_KNOWN, "figure", c->definition, c->count, c->as_of };
}

// Rule 2: the sum of the territories right below, when there are any and each has a figure.
static struct figure below(const struct population *p, int64_t unit, struct date tree, struct date known)
{
	struct figure sum = { .source = "sum" }, part;
	size_t unknown = 0;

	for (size_t i = first_child(p, unit); i < p->territory_count && p->by_parent[i]->parent == unit; i++) {
		if (!day_in(tree, p->by_parent[i]->since, p->by_parent[i]->until))
			continue;
		part = population_figure(p, p->by_parent[i]->unit, tree, known);
		add(&sum, &part, &unknown);
	}
	return sum_ended(sum, unknown);
}

// Did all of a unit go to one successor that day? Not when it goes on, or others took a part.
static bool came_whole(const struct population *p, const struct change *to)
{
	if (to->groups || version_on(p, to->from_unit, to->on) != NULL)
		return false;
	for (size_t i = 0; i < p->change_count; i++)
		if (p->changes[i].from_unit == to->from_unit && p->changes[i].on.days == to->on.days
			&& p->changes[i].to_unit != to->to_unit)
			return false;
	return true;
}

// Rule 3: for a unit that began with a succession, the sum of those it follows, as of the day before.
static struct figure before(const struct population *p, int64_t unit, struct date tree, struct date known)
{
	struct date start = began(p, unit, tree), eve = { start.days - (start.days != NO_DAY) };
	struct figure sum = { .source = "predecessors" }, part;
	size_t unknown = 0;

	if (start.days == NO_DAY || changed(p, unit, start, tree))
		return (struct figure){ .state = FIGURE_NONE };
	for (size_t i = 0; i < p->change_count; i++) {
		const struct change *c = &p->changes[i];

		if (c->to_unit != unit || c->from_unit == unit || c->on.days != start.days)
			continue;
		if (!came_whole(p, c))
			return (struct figure){ .state = FIGURE_NONE };
		part = population_figure(p, c->from_unit, eve, known.days < eve.days ? known : eve);
		add(&sum, &part, &unknown);
	}
	return sum_ended(sum, unknown);
}

struct figure population_figure(const struct population *p, int64_t unit, struct date tree, struct date known)
{
	struct figure (*const rules[])(const struct population *, int64_t, struct date, struct date) = { own, below, before };
	struct figure f = { .state = FIGURE_NONE };

	for (size_t i = 0; i < sizeof rules / sizeof rules[0] && f.state == FIGURE_NONE; i++)
		f = rules[i](p, unit, tree, known);
	return f;
}

void population_parts(const struct population *p, int64_t unit, struct date tree, struct date known,
	void (*part)(void *ctx, const struct census *), void *ctx)
{
	struct figure f = population_figure(p, unit, tree, known);
	struct date start = began(p, unit, tree), eve = { start.days - (start.days != NO_DAY) };

	if (f.state != FIGURE_KNOWN)
		return;
	if (strcmp(f.source, "figure") == 0) {
		part(ctx, own_census(p, unit, tree, known));
		return;
	}
	if (strcmp(f.source, "sum") == 0) {
		for (size_t i = first_child(p, unit); i < p->territory_count && p->by_parent[i]->parent == unit; i++)
			if (day_in(tree, p->by_parent[i]->since, p->by_parent[i]->until))
				population_parts(p, p->by_parent[i]->unit, tree, known, part, ctx);
		return;
	}
	for (size_t i = 0; i < p->change_count; i++)
		if (p->changes[i].to_unit == unit && p->changes[i].from_unit != unit && p->changes[i].on.days == start.days)
			population_parts(p, p->changes[i].from_unit, eve, known.days < eve.days ? known : eve, part, ctx);
}
