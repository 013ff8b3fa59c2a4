// SPDX-License-Identifier: GPL-3.0-or-later
// The pure rules of training: states of a class, windows for marks, how long a session is.
#include "tests/unit/unit.h"

#include "features/training/class.h"
#include "features/training/mark.h"
#include "features/training/training.h"

// Every pair of states: a row's letters say where the class may go from there, capitals only with a reason.
static void a_class_turns_as_the_table_says(void **state)
{
	static const char *const states[] = { "draft", "open", "closed", "running", "finished", "cancelled" };
	static const char *const may[] = { ".o...X", "..c..X", ".o.r.X", "..C.fX", "...R..", "......" };

	(void)state;
	for (size_t from = 0; from < COUNT(states); from++)
		for (size_t to = 0; to < COUNT(states); to++)
			assert_int_equal(class_turning(states[from], states[to]), may[from][to] == '.' ? TURNS_NOT :
				may[from][to] < 'a' ? TURNS_WITH_REASON : TURNS);
	assert_int_equal(class_turning("open", "unheard"), TURNS_NOT);
	assert_int_equal(class_turning("unheard", "open"), TURNS_NOT);
}

static void marks_have_their_time(void **state)
{
	static const struct mark_limits limits = { .trainer_hours = 24, .office_days = 400 };
	static const struct { enum mark_role role; int64_t minutes; bool allowed, why; } rows[] = {
		{ MARK_TRAINER, -120, true, false },
		{ MARK_TRAINER, 0, true, false },
		{ MARK_TRAINER, 24 * 60, true, false },
		{ MARK_TRAINER, 24 * 60 + 1, false, false },
		{ MARK_OFFICE, 24 * 60, true, false },
		{ MARK_OFFICE, 24 * 60 + 1, true, true },
		{ MARK_OFFICE, 400 * 24 * 60, true, true },
		{ MARK_OFFICE, 400 * 24 * 60 + 1, false, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(mark_allowed(rows[i].role, rows[i].minutes, &limits), rows[i].allowed);
		assert_int_equal(mark_needs_why(rows[i].role, rows[i].minutes, &limits), rows[i].why);
	}
	assert_int_equal(mark_window((enum mark_role)7, &limits), 0);
}

static void a_session_ends_when_said_or_after_its_periods(void **state)
{
	const struct hhmm eight = { 8 * 60 }, eleven = { 11 * 60 };

	(void)state;
	assert_int_equal(session_minutes(eight, NO_HHMM, 4, 45), 180);
	assert_int_equal(session_minutes(eight, eleven, 1, 45), 180);
	assert_int_equal(session_minutes(eleven, eight, 4, 45), 0);
	assert_int_equal(session_minutes(eight, eight, 4, 45), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_class_turns_as_the_table_says),
		cmocka_unit_test(marks_have_their_time),
		cmocka_unit_test(a_session_ends_when_said_or_after_its_periods),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
