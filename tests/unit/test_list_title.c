// SPDX-License-Identifier: GPL-3.0-or-later
// Titles of columns of marks, as offices write them: which session of a class each names, or none.
#include "base/arena.h"
#include "base/clock.h"
#include "features/lists/list.h"
#include "tests/unit/unit.h"

static struct arena *arena;

enum { NO = LIST_SESSION_UNSAID };

// Which of the sessions below, when the title stands alone; NO when it is of marks but names none of them, or several.
static const struct { const char *title; bool marks; int64_t session; } titles[] = {
	{ "Buổi 1", true, 1 }, { "BUỔI SỐ 2", true, 2 }, { "b3", true, 3 }, { "S4", true, 4 }, { "Buổi thứ 2", true, 2 }, { "Ngày học thứ 2", false, NO },
	{ "3", true, 3 }, { "Buổi 9", true, NO }, { "Buổi 03", true, 3 },
	{ "2/11", true, 1 }, { "02/11/2026", true, 1 }, { "2026-11-02", true, 1 }, { "2.11.26", true, 1 }, { "ngày 4/11", true, 4 },
	{ "3/11", true, NO }, { "3/11 sáng", true, 2 }, { "3/11 (chiều)", true, 3 }, { "3/11 PM", true, 3 }, { "3/11 tối", true, NO },
	{ "2/11/2025", true, NO }, { "Buổi 1 (2/11)", true, 1 }, { "Buổi 1 2/11/2026", true, 1 }, { "Buổi 2 2/11", true, NO },
	{ "Thứ 2 2/11", true, 1 }, { "T3 3/11 sáng", true, 2 }, { "CN 4/11", true, 4 },
	{ "", false, NO }, { "Buổi", false, NO }, { "Sáng", false, NO }, { "Họ và tên", false, NO }, { "Tổng số buổi", false, NO },
	{ "Ngày thứ năm", false, NO }, { "Số buổi vắng", false, NO }, { "32/11", false, NO }, { "2/13", false, NO }, { "0/11", false, NO },
	{ "12345", false, NO }, { "1000", false, NO }, { "Buổi 1 2 3 4 5", false, NO }, { "1a", false, NO }, { "x3", false, NO },
	{ "Điểm kiểm tra 1", false, NO },
};

static struct date on(const char *day)
{
	struct date d;

	assert_true(date_parse(day, &d));
	return d;
}

static void names_a_session(void **state)
{
	// the second day has a morning and an afternoon
	const struct list_session sessions[] = { { 1, on("2026-11-02"), "08:00" }, { 2, on("2026-11-03"), "08:00" },
		{ 3, on("2026-11-03"), "13:30" }, { 4, on("2026-11-04"), NULL } };

	(void)state;
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
		const char *const of[SHEET_COLUMNS] = { titles[i].title };
		struct list_plan *plan = arena_one(arena, struct list_plan);

		for (int c = 0; c < SHEET_COLUMNS; c++) {
			plan->of[c] = c == 0 ? LIST_marks : LIST_NONE;
			plan->session[c] = NO;
		}
		list_plan_sessions(plan, of, sessions, sizeof sessions / sizeof *sessions, arena);
		if (list_title_marks(titles[i].title, arena) != titles[i].marks || plan->session[0] != titles[i].session)
			fail_msg("\"%s\": marks %d, session %lld", titles[i].title, list_title_marks(titles[i].title, arena),
				(long long)plan->session[0]);
	}
}

static void two_columns_are_not_one_session(void **state)
{
	const struct list_session sessions[] = { { 1, on("2026-11-02"), "08:00" }, { 2, on("2026-11-03"), "08:00" } };
	const char *const of[SHEET_COLUMNS] = { "Buổi 1", "2/11", "Buổi 2" };
	struct list_plan *plan = arena_one(arena, struct list_plan);

	(void)state;
	for (int c = 0; c < SHEET_COLUMNS; c++) {
		plan->of[c] = c < 3 ? LIST_marks : LIST_NONE;
		plan->session[c] = NO;
	}
	list_plan_sessions(plan, of, sessions, 2, arena);
	assert_int_equal(plan->session[0], NO);
	assert_int_equal(plan->session[1], NO);
	assert_int_equal(plan->session[2], 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(names_a_session), cmocka_unit_test(two_columns_are_not_one_session) };
	int failed;

	arena = arena_new();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_drop(arena);
	return failed;
}
