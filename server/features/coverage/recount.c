// SPDX-License-Identifier: GPL-3.0-or-later
// The recount: person by person, in which units they count.
#include "features/coverage/recount.h"

#include <string.h>

#include "base/arena.h"
#include "db/db.h"
#include "features/coverage/recount_person.h"

FIND(unit_row, raw_unit, units)

static bool holds(struct date since, struct date until, struct date day)
{
	return (since.days == NO_DAY || since.days <= day.days) && (until.days == NO_DAY || day.days <= until.days);
}

static int64_t unit_place(const struct recount *r, int64_t unit)
{
	const struct raw_unit *u = unit_row(r, unit);

	return u == NULL ? -1 : u - r->units;
}

static const struct raw_kind *kind_row(const struct recount *r, const char *kind)
{
	for (size_t i = 0; i < r->kinds_n; i++)
		if (strcmp(r->kinds[i].kind, kind) == 0)
			return &r->kinds[i];
	return NULL;
}

bool recount_territory(const struct recount *r, const char *kind)
{
	const struct raw_kind *k = kind_row(r, kind);

	return k != NULL && k->territory;
}

const struct raw_version *recount_version(const struct recount *r, int64_t unit, struct date day)
{
	size_t low = 0, high = r->versions_n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (r->versions[mid].unit < unit)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < r->versions_n && r->versions[low].unit == unit; low++)
		if (holds(r->versions[low].since, r->versions[low].until, day))
			return &r->versions[low];
	return NULL;
}

static bool reached(const struct raw_target *t, const struct shown *s)
{
	const struct { const char *word; bool shown; } all[] = {
		{ "took_part", s->took_part }, { "completed", s->completed }, { "assessed", s->assessed },
		{ "passed", s->passed }, { "skills", s->skilled },
	};

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (recount_listed(t->evidence, all[i].word) && !all[i].shown)
			return false;
	return true;
}

// Adds a person to a unit and all above it, to each once.
static void add(const struct count *c, int64_t place, int64_t person, const struct shown *s)
{
	for (; place >= 0 && c->kinds[place] != NULL; place = c->parents[place]) {
		struct recounted *n = &c->out[place];

		if (n->stamp == person)
			continue;
		n->stamp = person;
		n->denominator++;
		n->numerator += reached(c->t, s);
		n->visits += s->visits;
		n->completed += s->finished;
		n->any += s->any;
	}
}

static bool staff_counts(const struct count *c, const struct raw_affiliation *a, const char *kind)
{
	const struct raw_kind *k = kind_row(c->r, kind);
	char bound[60] = "";

	if (k->segment == NULL || (c->segment != NULL && strcmp(c->segment, k->segment) != 0)
		|| (!recount_empty(c->t->kinds) && !recount_listed(c->t->kinds, kind)))
		return false;
	if (strlen(a->category) + 4 < sizeof bound) {
		memcpy(bound, k->segment, 2);
		bound[2] = ':';
		memcpy(bound + 3, a->category, strlen(a->category) + 1);
	}
	if (!recount_empty(c->t->categories) && !recount_listed(c->t->categories, a->category) && !recount_listed(c->t->categories, bound))
		return false;
	return recount_empty(c->t->flags) || (a->dedicated_it && recount_listed(c->t->flags, "dedicated_it"))
		|| (a->in_charge_it && recount_listed(c->t->flags, "in_charge_it")) || (a->expert && recount_listed(c->t->flags, "expert"));
}

static void person_add(const struct count *c, const struct raw_person *p, struct cursors *at)
{
	const struct recount *r = c->r;
	bool residents = strcmp(c->t->base, "working_age") == 0;
	int64_t person = p->id, place;
	struct shown s = recount_show(c, person, at);

	SEEK(r, at->affiliations, affiliations, person);
	SEEK(r, at->residences, residences, person);
	for (size_t i = at->affiliations; !residents && i < r->affiliations_n && r->affiliations[i].person == person; i++) {
		const struct raw_affiliation *a = &r->affiliations[i];

		place = unit_place(r, a->unit);
		if (holds(a->since, a->until, c->day) && place >= 0 && c->kinds[place] != NULL
			&& staff_counts(c, a, c->kinds[place]))
			add(c, place, person, &s);
	}
	for (size_t i = at->residences; residents && i < r->residences_n && r->residences[i].person == person; i++)
		if (holds(r->residences[i].since, r->residences[i].until, c->day) && recount_works(r, p, c->day))
			add(c, unit_place(r, r->residences[i].unit), person, &s);
}

static void figures(const struct count *c)
{
	int64_t count;

	for (size_t i = 0; i < c->r->units_n; i++) {
		struct recounted *n = &c->out[i];

		n->source = "register";
		if (!n->valid || strcmp(c->t->base, "working_age") != 0 || !recount_territory(c->r, c->kinds[i]))
			continue;
		switch (recount_figure(c->r, c->r->units[i].id, c->day, c->day, &count, &n->source)) {
		case 1: n->denominator = count; break;
		case -1: n->denominator = NONE; n->source = NULL; break;
		default: n->source = "register";
		}
	}
}

void recount_day(const struct recount *r, const struct raw_target *t, const char *segment, struct date day,
	struct recounted *out, struct work *w)
{
	int64_t *parents = arena_many(w->arena, int64_t, r->units_n + 1);
	const char **kinds = arena_many(w->arena, const char *, r->units_n + 1);
	struct count c = { r, t, segment, day, t->window_from, out, parents, kinds };
	struct cursors at = { 0 };

	if (t->window_year)
		c.since = date_from(date_civil(day).year, 1, 1);
	for (size_t i = 0; i < r->units_n; i++) {
		const struct raw_version *v = recount_version(r, r->units[i].id, day);

		out[i] = (struct recounted){ .valid = v != NULL };
		kinds[i] = v == NULL ? NULL : v->kind;
		parents[i] = v == NULL || v->parent == NONE ? -1 : unit_place(r, v->parent);
	}
	for (size_t i = 0; i < r->people_n; i++)
		person_add(&c, &r->people[i], &at);
	figures(&c);
}
