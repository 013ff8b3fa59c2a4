// SPDX-License-Identifier: GPL-3.0-or-later
// The arithmetic of a figure, figures of territories, boundaries in time: tables, no database.
#include "tests/unit/unit.h"

#include "base/arena.h"
#include "base/shape.h"
#include "features/coverage/border.h"
#include "features/coverage/coverage_rule.h"
#include "features/coverage/population.h"

static struct arena *a;

static int begin(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_drop(a);
	return 0;
}

static struct date on(const char *day)
{
	struct date d = NO_DATE;

	assert_true(day == NULL || date_parse(day, &d));
	return d;
}

static void shares(void **state)
{
	static const struct { int64_t numerator, denominator, threshold, tenths, missing; bool met; } rows[] = {
		{ 36, 40, 100, 900, 4, false },
		{ 799, 800, 100, 999, 1, false },
		{ 800, 800, 100, 1000, 0, true },
		{ 7996, 10000, 80, 799, 4, false },	// 79.96 would round to the threshold
		{ 1999999, 2000000, 100, 999, 1, false },
		{ 0, 69127, 80, 0, 55302, false },
		{ 55301, 69127, 80, 799, 1, false },
		{ 55302, 69127, 80, 800, 0, true },
		{ 1260, 24000, 80, 53, 17940, false },	// 5.25 goes up
		{ 1, 8, 100, 125, 7, false },
		{ 1, 3, 0, 333, 0, true },
		{ 3, 2, 100, 1500, 0, true },
		{ 999999999, 1000000000, 100, 999, 1, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(rule_met(rows[i].numerator, rows[i].denominator, rows[i].threshold), rows[i].met);
		assert_int_equal(rule_tenths(rows[i].numerator, rows[i].denominator, rows[i].threshold), rows[i].tenths);
		assert_int_equal(rule_missing(rows[i].numerator, rows[i].denominator, rows[i].threshold), rows[i].missing);
	}
}

// Units of the small world: 1 province; 10, 11 wards up to 30/6/2025, 20 the ward made of them; 30 a ward that
// took 31 in on 1/1/2025; 40, 41 made of parts of 42; 50 a town of the wards 51, 52.
enum { LAND = 1, PARTS = 2 };

static struct figure asked(const struct census *censuses, size_t n, int64_t unit, const char *tree, const char *known)
{
	static struct territory t[32];
	static struct change c[8];
	static const struct { int64_t unit, parent; const char *since, *until; } versions[] = {
		{ 1, NONE, NULL, NULL },
		{ 10, 1, NULL, "2025-06-30" }, { 11, 1, NULL, "2025-06-30" },
		{ 20, 1, "2025-07-01", "2025-12-31" }, { 20, 1, "2026-01-01", NULL },
		{ 30, 1, NULL, NULL }, { 31, 1, NULL, "2024-12-31" },
		{ 40, 1, "2025-07-01", NULL }, { 41, 1, "2025-07-01", NULL }, { 42, 1, NULL, "2025-06-30" },
		{ 50, 1, NULL, NULL }, { 51, 50, NULL, NULL }, { 52, 50, NULL, NULL },
	};
	static const struct { int64_t from, to; const char *on; int what; } changes[] = {
		{ 10, 20, "2025-07-01", LAND }, { 11, 20, "2025-07-01", LAND },
		{ 31, 30, "2025-01-01", LAND },
		{ 42, 40, "2025-07-01", LAND | PARTS }, { 42, 41, "2025-07-01", LAND },
		{ 50, 50, "2025-05-05", 0 },
	};
	struct population p = { t, COUNT(versions), c, COUNT(changes), censuses, n, NULL };

	for (size_t i = 0; i < COUNT(versions); i++)
		t[i] = (struct territory){ versions[i].unit, versions[i].parent, on(versions[i].since), on(versions[i].until) };
	for (size_t i = 0; i < COUNT(changes); i++)
		c[i] = (struct change){ changes[i].from, changes[i].to, on(changes[i].on), changes[i].what & LAND,
			(changes[i].what & PARTS) != 0 };
	population_index(&p, a);
	return population_figure(&p, unit, on(tree), on(known != NULL ? known : tree));
}

static void figures(void **state)
{
	static const struct {
		const char *story;
		struct { int64_t unit; const char *as_of; int64_t count; const char *definition; } figures[4];	// in order
		int64_t unit;
		const char *day;
		enum figure_state state;
		const char *source;
		int64_t count;
		const char *as_of;
	} rows[] = {
		{ "none at all", { { 0 } }, 10, "2025-01-01", FIGURE_NONE, NULL, 0, NULL },
		{ "its own", { { 10, "2025-01-01", 5, "imported" } }, 10, "2025-06-30", FIGURE_KNOWN, "figure", 5, "2025-01-01" },
		{ "not from the future", { { 10, "2025-01-02", 5, "imported" } }, 10, "2025-01-01", FIGURE_NONE, NULL, 0, NULL },
		{ "the latest", { { 10, "2025-02-01", 7, "imported" }, { 10, "2025-01-01", 5, "labour_code" } }, 10, "2025-06-30",
			FIGURE_KNOWN, "figure", 7, "2025-02-01" },
		{ "before it grew", { { 30, "2024-12-31", 9, "imported" } }, 30, "2025-01-01", FIGURE_NONE, NULL, 0, NULL },
		{ "on the day it grew", { { 30, "2025-01-01", 9, "imported" } }, 30, "2025-01-01", FIGURE_KNOWN, "figure", 9,
			"2025-01-01" },
		{ "a sum, as old as its oldest part", { { 51, "2025-02-01", 3, "imported" }, { 52, "2025-01-01", 4, "imported" } },
			50, "2025-06-30", FIGURE_KNOWN, "sum", 7, "2025-01-01" },
		{ "its own before the sum", { { 50, "2025-01-01", 1, "imported" }, { 51, "2025-02-01", 3, "imported" },
			{ 52, "2025-01-01", 4, "imported" } }, 50, "2025-06-30", FIGURE_KNOWN, "figure", 1, "2025-01-01" },
		{ "a child is missing", { { 51, "2025-02-01", 3, "imported" } }, 50, "2025-06-30", FIGURE_NONE, NULL, 0, NULL },
		{ "never mixed", { { 51, "2025-02-01", 3, "imported" }, { 52, "2025-01-01", 4, "labour_code" } }, 50, "2025-06-30",
			FIGURE_MIXED, NULL, 0, NULL },
		{ "mixed below is mixed above, whatever else is missing", { { 51, "2025-02-01", 3, "imported" },
			{ 52, "2025-01-01", 4, "labour_code" } }, 1, "2025-06-30", FIGURE_MIXED, NULL, 0, NULL },
		{ "those it came from", { { 10, "2024-01-01", 3, "imported" }, { 11, "2025-01-01", 4, "imported" } }, 20,
			"2026-05-05", FIGURE_KNOWN, "predecessors", 7, "2024-01-01" },
		{ "one it came from has none", { { 10, "2024-01-01", 3, "imported" } }, 20, "2026-05-05", FIGURE_NONE, NULL, 0, NULL },
		{ "came from mixed ones", { { 10, "2024-01-01", 3, "imported" }, { 11, "2025-01-01", 4, "gso_fixed" } }, 20,
			"2026-05-05", FIGURE_MIXED, NULL, 0, NULL },
		{ "came in part", { { 42, "2025-01-01", 3, "imported" } }, 40, "2025-07-01", FIGURE_NONE, NULL, 0, NULL },
		{ "the rest is a part too", { { 42, "2025-01-01", 3, "imported" } }, 41, "2025-07-01", FIGURE_NONE, NULL, 0, NULL },
	};
	struct census censuses[4];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t n = 0;
		struct figure f;

		for (; n < 4 && rows[i].figures[n].unit != 0; n++)
			censuses[n] = (struct census){ rows[i].figures[n].unit, on(rows[i].figures[n].as_of), rows[i].figures[n].count,
				rows[i].figures[n].definition, NULL, NULL };
		f = asked(censuses, n, rows[i].unit, rows[i].day, NULL);
		if (f.state != rows[i].state || (f.state == FIGURE_KNOWN && (strcmp(f.source, rows[i].source) != 0
			|| f.count != rows[i].count || f.as_of.days != on(rows[i].as_of).days)))
			fail_msg("%s: state %d, %s %lld", rows[i].story, f.state, f.source ? f.source : "-", (long long)f.count);
	}
}

// 1 town, not valid from 2025-07-01; 10 ward of the town, split on 2025-03-01 into 20 (group 11) and 21 (the rest);
// 11, 12 groups that end then; 30 body of 10 without a record; 40 abolished without a successor, below 50 that
// goes on; 60 merged with 61 into 62 on 2025-03-01, renamed 63 on 2025-05-01.
static void borders(void **state)
{
	static const struct { int64_t unit, parent; const char *since, *until; } versions[] = {
		{ 1, NONE, NULL, NULL }, { 10, 1, NULL, "2025-02-28" }, { 11, 10, NULL, "2025-02-28" },
		{ 12, 10, NULL, "2025-02-28" }, { 20, 1, "2025-03-01", NULL }, { 21, 1, "2025-03-01", NULL },
		{ 30, 10, NULL, "2025-02-28" }, { 40, 50, NULL, "2025-02-28" }, { 50, 1, NULL, NULL },
		{ 60, 1, NULL, "2025-02-28" }, { 61, 1, NULL, "2025-02-28" }, { 62, 1, "2025-03-01", "2025-04-30" },
		{ 63, 1, "2025-05-01", NULL }, { 64, 63, "2025-05-01", NULL },
	};
	static const struct { int64_t from, to; const char *on; bool gone, partial; } records[] = {
		{ 10, 20, "2025-03-01", false, true }, { 10, 21, "2025-03-01", false, false },
		{ 40, 40, "2025-03-01", true, false },
		{ 60, 62, "2025-03-01", false, false }, { 61, 62, "2025-03-01", false, false },
		{ 62, 63, "2025-05-01", false, false },
	};
	static const struct border_group groups[] = { { 0, 11 } };
	static const struct { const char *day, *tree; int64_t unit, candidates[3]; int64_t among; } rows[] = {
		{ "2025-01-01", "2025-06-01", 1, { 1 }, 1 },
		{ "2025-01-01", "2025-06-01", 10, { 21 }, 1 },		// the rest
		{ "2025-01-01", "2025-06-01", 11, { 20 }, 1 },		// named
		{ "2025-01-01", "2025-06-01", 12, { 21 }, 1 },
		{ "2025-01-01", "2025-06-01", 30, { 21 }, 1 },		// follows its parent
		{ "2025-01-01", "2025-06-01", 40, { 50 }, 2 },		// lost: beside the one above, never in it
		{ "2025-01-01", "2025-06-01", 60, { 63 }, 1 },		// two steps
		{ "2025-01-01", "2025-04-01", 60, { 62 }, 1 },
		{ "2025-06-01", "2025-01-01", 63, { 60, 61 }, 2 },	// back: all it came from
		{ "2025-06-01", "2025-01-01", 64, { 60, 61 }, 2 },
		{ "2025-06-01", "2025-01-01", 20, { 10 }, 1 },
	};
	struct border_version v[COUNT(versions)];
	struct border_record r[COUNT(records)];
	const struct border b = { v, COUNT(v), r, COUNT(r), groups, COUNT(groups) };
	const struct border_place *places;

	(void)state;
	for (size_t i = 0; i < COUNT(v); i++)
		v[i] = (struct border_version){ versions[i].unit, versions[i].parent, on(versions[i].since), on(versions[i].until) };
	for (size_t i = 0; i < COUNT(r); i++)
		r[i] = (struct border_record){ (int64_t)i, records[i].from, records[i].to, on(records[i].on), records[i].gone,
			records[i].partial };
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t n = border_places(&b, on(rows[i].day), on(rows[i].tree), a, &places), found = 0;

		for (size_t k = 0; k < n; k++) {
			if (places[k].unit != rows[i].unit)
				continue;
			assert_true(found < 3);
			assert_int_equal(places[k].candidate, rows[i].candidates[found++]);
			assert_int_equal(places[k].among, rows[i].among);
		}
		assert_true(found > 0 && (found == 3 || rows[i].candidates[found] == 0));
	}
}

// A residential group named by two splits, one after the other, is followed through both.
static void border_twice_split(void **state)
{
	const struct border_version v[] = {
		{ 1, NONE, NO_DATE, on("2025-02-28") }, { 2, NONE, on("2025-03-01"), on("2025-08-31") },
		{ 3, NONE, on("2025-03-01"), NO_DATE }, { 4, NONE, on("2025-09-01"), NO_DATE },
		{ 5, NONE, on("2025-09-01"), NO_DATE }, { 9, 1, NO_DATE, on("2025-02-28") },
	};
	const struct border_record r[] = {
		{ 0, 1, 2, on("2025-03-01"), false, true }, { 1, 1, 3, on("2025-03-01"), false, false },
		{ 2, 2, 4, on("2025-09-01"), false, true }, { 3, 2, 5, on("2025-09-01"), false, false },
	};
	const struct border_group g[] = { { 0, 9 }, { 2, 9 } };
	const struct border b = { v, COUNT(v), r, COUNT(r), g, COUNT(g) };
	const struct border_place *places;
	size_t n = border_places(&b, on("2025-02-01"), on("2025-12-31"), a, &places), seen = 0;

	(void)state;
	for (size_t i = 0; i < n; i++)
		if (places[i].unit == 9) {
			assert_int_equal(places[i].candidate, 4);
			assert_int_equal(places[i].among, 1);
			seen++;
		}
	assert_int_equal(seen, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(shares, begin, end),
		cmocka_unit_test_setup_teardown(figures, begin, end),
		cmocka_unit_test_setup_teardown(borders, begin, end),
		cmocka_unit_test_setup_teardown(border_twice_split, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
