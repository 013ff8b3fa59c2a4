// SPDX-License-Identifier: GPL-3.0-or-later
// The pure rules of training: states of a class, windows for marks, how long a session is.
#include "tests/unit/unit.h"

#include "features/training/class.h"
#include "features/training/mark.h"
#include "features/training/reconcile_rule.h"
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

#define AT(minute) { (minute) * INT64_C(60000000) }
static const struct instant now = AT(100);

static void a_mark_that_stands_already_is_no_news(void **state)
{
	static const struct mark_state never = { 0 }, stands = { "late", "xe", AT(50), "" }, device = { "late", NULL, AT(50), "a1" };
	static const struct { const struct mark_state *stands; struct mark_state given; bool same; } rows[] = {
		{ &never,  { "unmarked", NULL, { INT64_MIN }, "" }, true },
		{ &never,  { "present", NULL, { INT64_MIN }, "" }, false },
		{ &never,  { "unmarked", NULL, AT(50), "" }, false },	// a taking back with a time of its own
		{ &stands, { "late", "xe", { INT64_MIN }, "" }, true },
		{ &stands, { "late", NULL, { INT64_MIN }, "" }, false },
		{ &stands, { "late", "", { INT64_MIN }, "" }, false },
		{ &stands, { "late", "xe", AT(50), "" }, true },
		{ &stands, { "late", "xe", AT(51), "" }, false },
		{ &stands, { "late", "xe", AT(101), "" }, true },	// a time to come is none
		{ &stands, { "late", "xe", AT(50), "a1" }, false },
		{ &device, { "present", "another", AT(1), "a1" }, true },
		{ &device, { "late", NULL, AT(50), "" }, false },
		{ &device, { "late", NULL, { INT64_MIN }, "" }, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct mark_state given = rows[i].given;

		if (given.at.us == INT64_MIN)
			given.at = NO_INSTANT;
		assert_int_equal(mark_same(&given, rows[i].stands, now), rows[i].same);
	}
}

static void a_mark_is_made_when_said_but_never_after_its_arrival(void **state)
{
	const struct mark_state never = { 0 }, early = { "late", NULL, AT(50), "" }, ahead = { "late", NULL, AT(120), "" };
	const struct instant said = AT(60), to_come = AT(160);

	(void)state;
	assert_int_equal(mark_moment(said, &ahead, now).us, said.us);
	assert_int_equal(mark_moment(to_come, &ahead, now).us, now.us);
	assert_int_equal(mark_moment(NO_INSTANT, &never, now).us, now.us);
	assert_int_equal(mark_moment(NO_INSTANT, &early, now).us, now.us);
	assert_int_equal(mark_moment(NO_INSTANT, &ahead, now).us, ahead.at.us + 1);
	assert_int_equal(mark_moment(NO_INSTANT, &(struct mark_state){ "late", NULL, now, "" }, now).us, now.us + 1);
}

// In the order in which they win.
static void of_two_marks_the_later_stands_whatever_came_first(void **state)
{
	static const struct mark_state never = { 0 }, order[] = {
		{ "present", NULL, AT(1), "z" }, { "late", NULL, AT(2), "" }, { "late", "a", AT(2), "" }, { "present", NULL, AT(2), "" },
		{ "excused", NULL, AT(2), "a1" }, { "excused", NULL, AT(2), "a2" }, { "unmarked", NULL, AT(3), "" },
	};
	const struct mark_state timeless = { "present", NULL, NO_INSTANT, "" };

	(void)state;
	for (size_t i = 0; i < COUNT(order); i++) {
		assert_true(mark_wins(&order[i], &never));
		assert_true(mark_wins(&order[i], &timeless));
		for (size_t k = 0; k < COUNT(order); k++)
			assert_int_equal(mark_wins(&order[i], &order[k]), i > k);
	}
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

// Every mark, with and without a check-in, with everything the paper may say.
static void check_in_mark_and_paper_differ_as_the_table_says(void **state)
{
	static const char *const statuses[] = { "present", "late", "excused", "unexcused", "unmarked" };
	static const char *const papers[] = { "signed", "unsigned", "unreadable", NULL };
	static const char came[] = ".UR?", away[] = "S.R?", away_claimed[] = "SCRC";

	(void)state;
	for (size_t s = 0; s < COUNT(statuses); s++)
		for (size_t p = 0; p < COUNT(papers); p++)
			for (int claimed = 0; claimed < 2; claimed++) {
				const char *d = reconcile_difference(&(struct reconcile_facts){ statuses[s], claimed, papers[p], true });
				char is = s == 4 ? 'O' : s < 2 ? came[p] : claimed ? away_claimed[p] : away[p];
				const char *wanted = is == 'O' ? "unmarked" : is == 'U' ? "unsigned_present" : is == 'R' ? "paper_unreadable" :
					is == 'S' ? "signed_absent" : is == 'C' ? "claimed_absent" : is == '?' ? "paper_unsaid" : NULL;

				if (wanted == NULL)
					assert_null(d);
				else
					assert_string_equal(d, wanted);
			}
}

static void without_paper_only_check_in_and_mark_are_compared(void **state)
{
	(void)state;
	assert_null(reconcile_difference(&(struct reconcile_facts){ "present", false, NULL, false }));
	assert_null(reconcile_difference(&(struct reconcile_facts){ "excused", false, NULL, false }));
	assert_string_equal(reconcile_difference(&(struct reconcile_facts){ "unexcused", true, NULL, false }), "claimed_absent");
	assert_string_equal(reconcile_difference(&(struct reconcile_facts){ "unmarked", true, NULL, false }), "unmarked");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_class_turns_as_the_table_says),
		cmocka_unit_test(marks_have_their_time),
		cmocka_unit_test(a_mark_that_stands_already_is_no_news),
		cmocka_unit_test(a_mark_is_made_when_said_but_never_after_its_arrival),
		cmocka_unit_test(of_two_marks_the_later_stands_whatever_came_first),
		cmocka_unit_test(a_session_ends_when_said_or_after_its_periods),
		cmocka_unit_test(check_in_mark_and_paper_differ_as_the_table_says),
		cmocka_unit_test(without_paper_only_check_in_and_mark_are_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
