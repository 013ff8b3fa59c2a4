// SPDX-License-Identifier: GPL-3.0-or-later
// Public figures: few people hidden, and nothing left from which they could be worked out.
#include "unit.h"

#include <string.h>

#include "features/coverage/public_rule.h"

enum { MOST = 8 };

#define BARE INT64_MIN	// a count has no denominator

// A tree in order, and what is expected of each: 's' shown, 'f' few, 'd' difference; ends with an expectation of 0.
static const struct {
	const char *what, *expect;
	struct public_cell cells[MOST];
} table[] = {
	{ "one figure of many is shown", "s", { { 34, 40, PUBLIC_TOP, NULL } } },
	{ "four missing are a few", "f", { { 36, 40, PUBLIC_TOP, NULL } } },
	{ "four reached are a few", "f", { { 4, 40, PUBLIC_TOP, NULL } } },
	{ "four people are a few", "f", { { 4, 4, PUBLIC_TOP, NULL } } },
	{ "five are not, nor is nobody", "sss", { { 5, 10, PUBLIC_TOP, NULL }, { 0, 10, PUBLIC_TOP, NULL }, { 0, 0, PUBLIC_TOP, NULL } } },
	{ "all reached is told", "s", { { 40, 40, PUBLIC_TOP, NULL } } },
	{ "a count has no missing", "sf", { { 7, BARE, PUBLIC_TOP, NULL }, { 3, BARE, PUBLIC_TOP, NULL } } },
	{ "one hidden part takes the smallest other with it", "sdsf",
		{ { 60, 120, PUBLIC_TOP, NULL }, { 18, 40, 0, NULL }, { 40, 70, 0, NULL }, { 2, 10, 0, NULL } } },
	{ "two hidden parts that are many together protect each other", "ssff",
		{ { 50, 100, PUBLIC_TOP, NULL }, { 43, 80, 0, NULL }, { 4, 10, 0, NULL }, { 3, 10, 0, NULL } } },
	{ "two hidden parts that are a few together do not", "sdff",
		{ { 47, 100, PUBLIC_TOP, NULL }, { 43, 80, 0, NULL }, { 2, 10, 0, NULL }, { 2, 10, 0, NULL } } },
	{ "what belongs to no part shown is a part too", "ssf",
		{ { 60, 120, PUBLIC_TOP, NULL }, { 40, 70, 0, NULL }, { 2, 20, 0, NULL } } },
	{ "below a hidden figure nothing is shown", "fdd",
		{ { 38, 40, PUBLIC_TOP, NULL }, { 18, 20, 0, NULL }, { 20, 20, 0, NULL } } },
	{ "parts of a part that is hidden for another's sake", "sdfd",
		{ { 60, 110, PUBLIC_TOP, NULL }, { 58, 100, 0, NULL }, { 2, 10, 0, NULL }, { 58, 100, 1, NULL } } },
	{ "parts that hold nobody protect nobody", "sfsd",
		{ { 32, 60, PUBLIC_TOP, NULL }, { 2, 10, 0, NULL }, { 0, 0, 0, NULL }, { 30, 50, 0, NULL } } },
};

static void each_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct public_cell cells[MOST];
		const size_t n = strlen(table[i].expect);

		memcpy(cells, table[i].cells, sizeof cells);
		public_hide(cells, n);
		for (size_t k = 0; k < n; k++) {
			const char got = cells[k].hidden == NULL ? 's' : cells[k].hidden[0];

			if (got != table[i].expect[k] && !(got == 'f' && table[i].expect[k] == 'd'))
				fail_msg("%s: figure %zu is %c, expected %c", table[i].what, k, got, table[i].expect[k]);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_row) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
