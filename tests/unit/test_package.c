// SPDX-License-Identifier: GPL-3.0-or-later
// Pure rules of the data package: doubts about personal numbers, cycles in the tree of units.
#include "tests/unit/unit.h"

#include "base/arena.h"
#include "base/national_id.h"
#include "base/shape.h"
#include "features/exchange/package.h"
#include "features/exchange/relations.h"
#include "features/exchange/value.h"

static void personal_numbers_are_doubted(void **state)
{
	static const bool prefixes[1000] = { [0] = true, [33] = true };
	static const struct { const char *id, *sex, *birth, *doubt; } cases[] = {
		{ "033090000001", "male", "1990-05-06", NULL },
		{ "033190000001", "female", "1990", NULL },
		{ "033205000001", "male", "2005-01-01", NULL },
		{ "033090000001", NULL, NULL, NULL },
		{ "033090000001", "female", "1990", "national_id_other_sex" },
		{ "033090000001", "male", "2090-01-01", "national_id_other_year" },
		{ "033090000001", "male", "1991", "national_id_other_year" },
		{ "999090000001", "male", "1990", "national_id_prefix_unknown" },
		{ "000999999999", "male", "1950", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *doubt = national_id_doubt(cases[i].id, cases[i].sex, cases[i].birth, prefixes);

		if (cases[i].doubt == NULL)
			assert_null(doubt);
		else
			assert_string_equal(doubt, cases[i].doubt);
	}
}

// Edges are {line, unit, parent, from, to}; wants the lines told, 0 for none.
static const struct {
	struct tree_edge edges[4];
	size_t n;
	int64_t told[2];
} trees[] = {
	{ { { 2, 0, 1, NONE, NONE } }, 1, { 0 } },
	{ { { 2, 0, 0, 10, 20 } }, 1, { 2 } },
	{ { { 2, 0, 1, NONE, NONE }, { 3, 1, 0, NONE, NONE } }, 2, { 2 } },
	{ { { 2, 0, 1, NONE, 10 }, { 3, 1, 0, 10, NONE } }, 2, { 0 } },		// never on one day
	{ { { 2, 0, 1, NONE, 11 }, { 3, 1, 0, 10, NONE } }, 2, { 2 } },
	{ { { 5, 0, 1, 5, 30 }, { 4, 1, 2, 7, 30 }, { 3, 2, 0, 9, 30 }, { 6, 3, 0, 20, 25 } }, 4, { 3 } },
	{ { { NONE, 0, 1, 5, 30 }, { 9, 1, 0, 7, 30 } }, 2, { 9 } },		// a stored row is not told
	{ { { 2, 0, 1, NONE, 10 }, { 3, 1, 0, NONE, 5 }, { 4, 2, 3, 8, NONE }, { 5, 3, 2, 8, NONE } }, 4, { 2, 4 } },
	{ { { 2, 0, 1, 0, 5 }, { 3, 1, 2, 0, 9 }, { 4, 2, 3, 0, 9 }, { 5, 0, 3, 5, 9 } }, 4, { 0 } },
};

static void cycles_are_found_on_any_day(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof trees / sizeof trees[0]; i++) {
		const struct tree_edge *found[4];
		size_t n = tree_cycles(arena, trees[i].edges, trees[i].n, found), want = 0;

		while (want < 2 && trees[i].told[want] != 0)
			want++;
		assert_int_equal(n, want);
		for (size_t k = 0; k < n; k++)
			assert_int_equal(found[k]->line, trees[i].told[k]);
	}
	arena_drop(arena);
}

static void codes_have_one_form(void **state)
{
	static const struct { const char *code; bool plain, capitals; } cases[] = {
		{ "a", true, true }, { "a-b_c.9", true, true }, { "T1", false, true }, { "", false, false },
		{ "á", false, false }, { "a b", false, false },
		{ "0123456789012345678901234567890123456789012345678901234567890123", true, true },
		{ "01234567890123456789012345678901234567890123456789012345678901234", false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(code_valid(cases[i].code, false), cases[i].plain);
		assert_int_equal(code_valid(cases[i].code, true), cases[i].capitals);
	}
}

// Reads one value of a column; gives what is stored first, or the code of what is wrong.
static const char *reads(const char *file, const char *column, const char *text, struct arena *arena)
{
	const struct package_file *f = &package_files[package_place(file)];
	struct value v = { .column = &f->columns[package_column_of(f, column)], .bytes = text, .len = strlen(text),
		.arena = arena };
	const char *fault = value_read(&v);

	return fault != NULL ? fault : v.stored[0];
}

static void values_are_stored_composed_and_as_lists(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(reads("units", "name", "Xa\xCC\x83 Ho\xCC\x80" "a", arena), "X\xC3\xA3 H\xC3\xB2" "a");
	assert_string_equal(reads("tasks", "coordinators", "a;b \"c\";d\\e", arena), "{\"a\",\"b \\\"c\\\"\",\"d\\\\e\"}");
	assert_string_equal(reads("targets", "evidence", "completed+assessed", arena), "{\"completed\",\"assessed\"}");
	assert_string_equal(reads("targets", "categories", "", arena), "{}");
	assert_string_equal(reads("people", "birth_date", "1964", arena), "1964-01-01");
	assert_string_equal(reads("sessions", "number", "007", arena), "7");
	assert_string_equal(reads("sessions", "cancelled", "", arena), "f");
	assert_string_equal(reads("attendance", "recorded_at", "2025-03-01T09:00:00+07:00", arena), "2025-03-01T02:00:00Z");
	assert_null(reads("targets", "window_from", "year", arena));
	assert_null(reads("units", "valid_to", "", arena));
	assert_string_equal(reads("units", "name", "a\nb", arena), "text_line_break");
	arena_drop(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(personal_numbers_are_doubted),
		cmocka_unit_test(cycles_are_found_on_any_day),
		cmocka_unit_test(codes_have_one_form),
		cmocka_unit_test(values_are_stored_composed_and_as_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
