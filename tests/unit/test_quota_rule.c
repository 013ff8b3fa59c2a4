// SPDX-License-Identifier: GPL-3.0-or-later
// Seats divided among units: worked examples, then what must hold of every division.
#include "unit.h"

#include "features/training/quota_rule.h"

enum { MOST = 5 };

static const struct {
	const char *what;
	int64_t seats;
	struct quota_share units[MOST];		// code, uncovered, expected seats; ends with a NULL code
} table[] = {
	{ "whole parts fit", 10, { { "a", 50, 5 }, { "b", 30, 3 }, { "c", 20, 2 } } },
	{ "two seats left go to the two largest of .8 .6 .6, a tie by code", 10, { { "a", 48, 5 }, { "b", 16, 2 }, { "c", 36, 3 } } },
	{ "a small unit with a large remainder goes before a larger one", 7, { { "a", 9, 3 }, { "b", 8, 2 }, { "c", 5, 2 } } },
	{ "ties go by code", 1, { { "b", 4, 0 }, { "a", 4, 1 } } },
	{ "ties go by code, whatever the order", 2, { { "c", 3, 0 }, { "a", 3, 1 }, { "b", 3, 1 } } },
	{ "codes compare as bytes", 1, { { "a-b", 1, 1 }, { "a.b", 1, 0 } } },
	{ "seats for everyone: nobody gets more than people", 100, { { "a", 3, 3 }, { "b", 4, 4 } } },
	{ "exactly as many seats as people", 7, { { "a", 3, 3 }, { "b", 4, 4 } } },
	{ "one seat short", 6, { { "a", 3, 3 }, { "b", 4, 3 } } },
	{ "a unit without a gap gets nothing", 5, { { "a", 0, 0 }, { "b", 9, 5 } } },
	{ "nobody has a gap", 5, { { "a", 0, 0 }, { "b", 0, 0 } } },
	{ "no seats", 0, { { "a", 3, 0 }, { "b", 4, 0 } } },
	{ "fewer than none", -4, { { "a", 3, 0 } } },
	{ "one unit alone", 5, { { "a", 9, 5 } } },
	{ "a small one against a large one", 10, { { "a", 1, 0 }, { "b", 999, 10 } } },
	{ "figures of a whole province", 100000, { { "a", 1000000000, 50000 }, { "b", 1000000000, 50000 } } },
	{ "nobody at all", 5, { { NULL, 0, 0 } } },
};

static void divides_as_the_table_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct quota_share units[MOST] = { { NULL, 0, 0 } };
		size_t n = 0;

		for (; n < MOST && table[i].units[n].code != NULL; n++)
			units[n] = (struct quota_share){ table[i].units[n].code, table[i].units[n].uncovered, -1 };
		quota_divide(units, n, table[i].seats);
		for (size_t k = 0; k < n; k++)
			if (units[k].seats != table[i].units[k].seats)
				fail_msg("%s: %s got %lld", table[i].what, units[k].code, (long long)units[k].seats);
	}
}

// Every division of every small number of seats among every three small gaps.
static void gives_out_all_and_never_too_much(void **state)
{
	(void)state;
	for (int code = 0; code < 8 * 8 * 8 * 30; code++) {
		struct quota_share units[] = { { "a", code % 8, 0 }, { "b", code / 8 % 8, 0 }, { "c", code / 64 % 8, 0 } };
		int64_t seats = code / 512, people = 0, given = 0;

		quota_divide(units, COUNT(units), seats);
		for (size_t k = 0; k < COUNT(units); k++) {
			people += units[k].uncovered;
			given += units[k].seats;
			assert_true(units[k].seats >= 0 && units[k].seats <= units[k].uncovered);
		}
		assert_int_equal(given, seats < people ? seats : people);
		for (size_t k = 0; k < COUNT(units) && seats < people; k++)
			assert_true(units[k].seats == units[k].uncovered * seats / people ||
				units[k].seats == units[k].uncovered * seats / people + 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(divides_as_the_table_says),
		cmocka_unit_test(gives_out_all_and_never_too_much),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
