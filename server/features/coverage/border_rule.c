// SPDX-License-Identifier: GPL-3.0-or-later
// Follows units along their successions from one day to another.
#include "features/coverage/border.h"

#include "base/arena.h"
#include "base/shape.h"

// Units found so far, each once; `lost` when one of the ways led nowhere.
struct found { int64_t *units; size_t n, room; bool lost; };

// The unit asked and those above it that were followed instead: a split may name one of them.
struct via { int64_t unit; const struct via *below; };

struct trace {
	const struct border *b;
	struct date tree;
	struct arena *arena;
	struct found *found;
};

static const struct border_version *version_on(const struct border *b, int64_t unit, struct date day)
{
	size_t low = 0, high = b->version_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (b->versions[middle].unit < unit)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < b->version_count && b->versions[low].unit == unit; low++)
		if (b->versions[low].since.days <= day.days
			&& (b->versions[low].until.days == NO_DAY || day.days <= b->versions[low].until.days))
			return &b->versions[low];
	return NULL;
}

static int64_t parent_on(const struct border *b, int64_t unit, struct date day)
{
	const struct border_version *v = version_on(b, unit, day);

	return v != NULL && v->parent != NONE && version_on(b, v->parent, day) != NULL ? v->parent : NONE;
}

static bool takes(const struct border *b, const struct border_record *r, int64_t unit)
{
	for (size_t i = 0; r->partial && i < b->group_count; i++)
		if (b->groups[i].record == r->id && b->groups[i].unit == unit)
			return true;
	return false;
}

static bool takes_any(const struct border *b, const struct border_record *r, const struct via *via)
{
	for (; via != NULL; via = via->below)
		if (takes(b, r, via->unit))
			return true;
	return false;
}

// Does the record lead from the unit toward the tree's day? With `group`, only as one of the groups it takes.
static bool leads(const struct trace *t, const struct border_record *r, int64_t unit, struct date day, int64_t group)
{
	if (t->tree.days > day.days)
		return r->from_unit == unit && day.days < r->on.days && r->on.days <= t->tree.days
			&& (group == NONE || takes(t->b, r, group));
	return r->to_unit == unit && t->tree.days < r->on.days && r->on.days <= day.days && group == NONE;
}

// The day of the nearest records that lead on; NO_DATE when there are none.
static struct date nearest(const struct trace *t, int64_t unit, struct date day, int64_t group)
{
	struct date best = NO_DATE;

	for (size_t i = 0; i < t->b->record_count; i++) {
		const struct border_record *r = &t->b->records[i];

		if (!leads(t, r, unit, day, group))
			continue;
		if (best.days == NO_DAY || (t->tree.days > day.days ? r->on.days < best.days : r->on.days > best.days))
			best = r->on;
	}
	return best;
}

static void found_add(struct trace *t, int64_t unit)
{
	struct found *f = t->found;
	int64_t *more;

	for (size_t i = 0; i < f->n; i++)
		if (f->units[i] == unit)
			return;
	if (f->n == f->room) {
		f->room = f->room == 0 ? 4 : f->room * 2;
		more = arena_many(t->arena, int64_t, f->room);
		for (size_t i = 0; i < f->n; i++)
			more[i] = f->units[i];
		f->units = more;
	}
	f->units[f->n++] = unit;
}

static void follow(struct trace *t, int64_t unit, struct date day, const struct via *via);

// Of the records of one day: those that take a group we came by, else the one that takes the rest, else all.
static void follow_records(struct trace *t, int64_t unit, struct date day, struct date on, int64_t group,
	const struct via *via)
{
	enum { NAMED, REST, ALL } use = ALL;
	bool later = t->tree.days > day.days;

	for (size_t i = 0; later && i < t->b->record_count; i++) {
		const struct border_record *r = &t->b->records[i];

		if (r->on.days != on.days || !leads(t, r, unit, day, group))
			continue;
		if (takes_any(t->b, r, via))
			use = NAMED;
		else if (!r->partial && use == ALL)
			use = REST;
	}
	for (size_t i = 0; i < t->b->record_count; i++) {
		const struct border_record *r = &t->b->records[i];
		// The group we came by stays known: the next record may name it again.
		const struct via start = { later ? r->to_unit : r->from_unit, via };

		if (r->on.days != on.days || !leads(t, r, unit, day, group) || (use == NAMED && !takes_any(t->b, r, via))
			|| (use == REST && r->partial))
			continue;
		if (later && r->gone)
			t->found->lost = true;
		else
			follow(t, start.unit, later ? on : (struct date){ on.days - 1 }, &start);
	}
}

// A unit's candidates: itself; else where its records lead; else its parent's.
static void follow(struct trace *t, int64_t unit, struct date day, const struct via *via)
{
	int64_t parent = parent_on(t->b, unit, day), group = NONE, of = unit;
	struct date on;

	if (version_on(t->b, unit, t->tree) != NULL) {
		found_add(t, unit);
		return;
	}
	on = nearest(t, unit, day, NONE);
	if (on.days == NO_DAY && parent != NONE) {
		on = nearest(t, parent, day, unit);
		of = parent;
		group = unit;
	}
	if (on.days != NO_DAY) {
		follow_records(t, of, day, on, group, via);
	} else if (parent != NONE) {
		follow(t, parent, day, &(const struct via){ parent, via });
	} else {
		t->found->lost = true;
	}
}

static struct found candidates(const struct border *b, int64_t unit, struct date day, struct date tree, struct arena *arena)
{
	struct found f = { 0 };
	struct trace t = { b, tree, arena, &f };

	follow(&t, unit, day, &(const struct via){ unit, NULL });
	return f;
}

// What a lost unit is shown beside: the candidates of the nearest unit above that is not lost.
static void add_above(struct trace *t, int64_t unit, struct date day)
{
	struct found above = { .lost = true };

	while (above.lost && (unit = parent_on(t->b, unit, day)) != NONE)
		above = candidates(t->b, unit, day, t->tree, t->arena);
	for (size_t i = 0; !above.lost && i < above.n; i++)
		found_add(t, above.units[i]);
}

size_t border_places(const struct border *b, struct date day, struct date tree, struct arena *arena,
	const struct border_place **out)
{
	struct border_place *places = NULL, *more;
	size_t n = 0, room = 0;

	for (size_t i = 0; i < b->version_count; i++) {
		const struct border_version *v = &b->versions[i];
		struct trace t = { b, tree, arena, NULL };
		struct found f;

		if (version_on(b, v->unit, day) != v)
			continue;
		f = candidates(b, v->unit, day, tree, arena);
		t.found = &f;
		if (f.lost)
			add_above(&t, v->unit, day);
		if (n + f.n > room) {
			room = (n + f.n) * 2;
			more = arena_many(arena, struct border_place, room);
			for (size_t k = 0; k < n; k++)
				more[k] = places[k];
			places = more;
		}
		for (size_t k = 0; k < f.n; k++)
			places[n++] = (struct border_place){ v->unit, f.units[k], (int64_t)f.n + f.lost };
	}
	*out = places;
	return n;
}
