// SPDX-License-Identifier: GPL-3.0-or-later
// The recount of a territory's figure. Its rules are in README.md, "Figures of a territory".
#include "features/coverage/recount.h"

#include <string.h>

enum { NOTHING = 0, GOOD = 1, MIXED = -1 };

struct adding { int64_t count; const char *definition; int parts, holes, mixed; };

// A figure with its definition, which sums must agree on.
static int figure(const struct recount *, int64_t unit, struct date tree, struct date known, struct adding *out,
	const char **source);

static bool takes_land(const struct raw_succession *s)
{
	return strcmp(s->kind, "merge") == 0 || strcmp(s->kind, "split") == 0 || strcmp(s->kind, "abolish") == 0;
}

static bool land_kept(const struct recount *r, int64_t unit, struct date after, struct date upto)
{
	for (size_t i = 0; i < r->successions_n; i++) {
		const struct raw_succession *s = &r->successions[i];

		if (takes_land(s) && (s->from_unit == unit || s->to_unit == unit) && s->on.days > after.days
			&& s->on.days <= upto.days)
			return false;
	}
	return true;
}

static void put(struct adding *sum, int state, const struct adding *part)
{
	sum->parts++;
	sum->holes += state == NOTHING;
	sum->mixed |= state == MIXED ? 2 : 0;
	if (state != GOOD)
		return;
	if (sum->definition != NULL && part->definition != NULL && strcmp(sum->definition, part->definition) != 0)
		sum->mixed |= 1;
	sum->definition = part->definition;
	sum->count += part->count;
}

static int ended(const struct adding *sum)
{
	if ((sum->mixed & 2) != 0)
		return MIXED;
	if (sum->parts == 0 || sum->holes > 0)
		return NOTHING;
	return sum->mixed != 0 ? MIXED : GOOD;
}

static int preference(const char *definition)
{
	return strcmp(definition, "labour_code") == 0 ? 0 : strcmp(definition, "imported") == 0 ? 1 : 2;
}

static int imported(const struct recount *r, int64_t unit, struct date tree, struct date known, struct adding *out)
{
	const struct raw_census *best = NULL;

	for (size_t i = 0; i < r->censuses_n; i++) {
		const struct raw_census *c = &r->censuses[i];

		if (c->unit != unit || strcmp(c->base, "working_age") != 0 || c->as_of.days > known.days)
			continue;
		if (best == NULL || c->as_of.days > best->as_of.days || (c->as_of.days == best->as_of.days
			&& preference(c->definition) < preference(best->definition)))
			best = c;
	}
	if (best == NULL || !land_kept(r, unit, best->as_of, tree))
		return NOTHING;
	*out = (struct adding){ .count = best->count, .definition = best->definition };
	return GOOD;
}

static int of_children(const struct recount *r, int64_t unit, struct date tree, struct date known, struct adding *out)
{
	struct adding part;
	const char *unused;
	int state;

	*out = (struct adding){ 0 };
	for (size_t i = 0; i < r->versions_n; i++) {
		const struct raw_version *v = &r->versions[i];

		if (v->parent != unit || recount_version(r, v->unit, tree) != v || !recount_territory(r, v->kind))
			continue;
		state = figure(r, v->unit, tree, known, &part, &unused);
		put(out, state, &part);
	}
	return ended(out);
}

static bool whole(const struct recount *r, const struct raw_succession *s)
{
	if (recount_version(r, s->from_unit, s->on) != NULL)
		return false;
	for (size_t i = 0; i < r->groups_n; i++)
		if (r->groups[i].succession == s->id)
			return false;
	for (size_t i = 0; i < r->successions_n; i++)
		if (r->successions[i].from_unit == s->from_unit && r->successions[i].on.days == s->on.days
			&& r->successions[i].id != s->id)
			return false;
	return true;
}

static int of_forebears(const struct recount *r, int64_t unit, struct date tree, struct date known, struct adding *out)
{
	struct date first = tree, eve;
	struct adding part;
	const char *unused;
	int state;

	for (const struct raw_version *v; (v = recount_version(r, unit, first)) != NULL; first.days--) {
		if (v->since.days == NO_DAY)
			return NOTHING;
		first = v->since;
	}
	first.days++;
	eve = (struct date){ first.days - 1 };
	*out = (struct adding){ 0 };
	if (!land_kept(r, unit, first, tree))
		return NOTHING;
	for (size_t i = 0; i < r->successions_n; i++) {
		const struct raw_succession *s = &r->successions[i];

		if (s->to_unit != unit || s->from_unit == unit || s->on.days != first.days)
			continue;
		if (!whole(r, s))
			return NOTHING;
		state = figure(r, s->from_unit, eve, known.days < eve.days ? known : eve, &part, &unused);
		put(out, state, &part);
	}
	return ended(out);
}

static int figure(const struct recount *r, int64_t unit, struct date tree, struct date known, struct adding *out,
	const char **source)
{
	int state;

	*source = "figure";
	if ((state = imported(r, unit, tree, known, out)) != NOTHING)
		return state;
	*source = "sum";
	if ((state = of_children(r, unit, tree, known, out)) != NOTHING)
		return state;
	*source = "predecessors";
	return of_forebears(r, unit, tree, known, out);
}

int recount_figure(const struct recount *r, int64_t unit, struct date tree, struct date known, int64_t *count,
	const char **source)
{
	struct adding sum = { 0 };
	int state = figure(r, unit, tree, known, &sum, source);

	*count = sum.count;
	return state;
}
