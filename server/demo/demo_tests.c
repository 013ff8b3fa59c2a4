// SPDX-License-Identifier: GPL-3.0-or-later
// demo_tests: assessments on the days of the big tests, which belong to no class.
#include "demo/demo_world.h"

#include <stdio.h>

enum { SITTINGS = 3, TRAINED_ONLY = 4 };

// Everybody of a crowd may sit one of the tests; some who fail sit the next.
static const struct test {
	const char *scheme, *prefix;
	enum crowd crowd;
	int percent, pass_mark; // how many sit it; points of a hundred
	int days[SITTINGS];
} tests[] = {
	{ "it_skills_basic", "CNTTCB", OFFICE, 88, 45, { 20190615, 20231014, 20250329 } },
	{ "it_skills_basic", "CNTTCB", TEACHERS, 70, 45, { 20190615, 20231014, 20250329 } },
	{ "it_skills_advanced", "CNTTNC", CORE, 35, 55, { 20200919, 20240608, 20251115 } },
	{ "national_digital_skills", "KNSQG", CORE, 60, 50, { 20250614, 20251018, 20260418 } },
	{ "national_digital_skills", "KNSQG", TEAM, 25, 50, { 20250614, 20251018, 20260418 } },
};

static const struct test *const scenario_test = &tests[3];

// The two dedicated staff of Thượng Hồng: one is assessed in 2025, the other only in 2026.
struct sitting {
	int person, day, score; // 0 points: no verdict
};

static const struct sitting scenario_tests[] = {
	{ 3, 20251018, 81 },
	{ TRAINED_ONLY, 20260418, 44 },
};

static const char *verdict_of(const struct test *test, int score)
{
	if (score == 0)
		return "none";
	return score >= test->pass_mark ? "passed" : "failed";
}

static void sitting_put(struct world *world, const struct test *test, struct sitting sitting)
{
	char reference[48], points[16] = "";

	snprintf(reference, sizeof reference, "%s-%d-%04d", test->prefix, sitting.day / 10000,
		sitting.person + 1);
	if (sitting.score > 0)
		snprintf(points, sizeof points, "%d/100", sitting.score);
	DEMO_PUT(world->package, ASSESSMENTS, demo_person(sitting.person).s, test->scheme,
		ymd_text(sitting.day).s, verdict_of(test, sitting.score), points, reference);
}

static bool test_is_scripted(const struct test *test, int person)
{
	if (test != scenario_test)
		return false;
	for (int i = 0; i < COUNT(scenario_tests); i++)
		if (scenario_tests[i].person == person)
			return true;
	return false;
}

static void test_sit(struct world *world, const struct test *test, int person, struct dice *dice)
{
	for (int i = dice_roll(dice, SITTINGS); i < SITTINGS; i++) {
		int score = dice_chance(dice, 4) ? 0 : dice_between(dice, 38, 99);

		sitting_put(world, test, (struct sitting) { person, test->days[i], score });
		if (score >= test->pass_mark || dice_chance(dice, 40))
			return;
	}
}

void demo_tests(struct world *world)
{
	struct dice dice = dice_make(DICE_TESTS);

	for (int i = 0; i < COUNT(tests); i++) {
		const struct crowd_list *crowd = &world->crowds[tests[i].crowd];

		for (int k = 0; k < crowd->n; k++)
			if (dice_chance(&dice, tests[i].percent)
				&& !test_is_scripted(&tests[i], crowd->who[k]))
				test_sit(world, &tests[i], crowd->who[k], &dice);
	}
	for (int i = 0; i < COUNT(scenario_tests); i++)
		sitting_put(world, scenario_test, scenario_tests[i]);
}
