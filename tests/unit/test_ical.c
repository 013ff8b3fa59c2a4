// SPDX-License-Identifier: GPL-3.0-or-later
// Calendars: lines, escapes, times, and random texts that libical reads back as they were.
#include "tests/unit/unit.h"

#include <libical/ical.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/utf8.h"
#include "files/ical.h"

enum { MOST = 1 << 20, ROUNDS = 3000, LONGEST = 120 };

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

static const char *line_of(const char *value)
{
	struct text t = text_new(a, MOST);

	ical_text(&t, "SUMMARY", value);
	return t.at;
}

// Every line within 75 octets, ended by CRLF, each valid UTF-8 by itself.
static void assert_lines(const char *s)
{
	while (*s != '\0') {
		const char *eol = strstr(s, "\r\n");

		assert_non_null(eol);
		assert_true(eol - s <= 75);
		assert_true(utf8_valid(s, (size_t)(eol - s)));
		s = eol + 2;
	}
}

static void a_short_text_is_one_line(void **state)
{
	(void)state;
	assert_string_equal(line_of("Lớp 1"), "SUMMARY:Lớp 1\r\n");
	assert_string_equal(line_of(""), "SUMMARY:\r\n");
	assert_string_equal(line_of("a;b,c\\d\ne\r\x01\x7f:\"f\""), "SUMMARY:a\\;b\\,c\\\\d\\ne:\"f\"\r\n");
}

static void lines_fold_at_75_octets_in_front_of_a_character(void **state)
{
	char plain[68] = "", cut[80] = "";

	(void)state;
	memset(plain, 'x', 67);
	assert_string_equal(line_of(plain), arena_printf(a, "SUMMARY:%s\r\n", plain));
	assert_string_equal(line_of(arena_printf(a, "%sy", plain)), arena_printf(a, "SUMMARY:%s\r\n y\r\n", plain));
	memset(cut, 'x', 66);
	assert_string_equal(line_of(arena_printf(a, "%sở", cut)), arena_printf(a, "SUMMARY:%s\r\n ở\r\n", cut));
	assert_string_equal(line_of(arena_printf(a, "%s;", cut)), arena_printf(a, "SUMMARY:%s\r\n \\;\r\n", cut));
}

static struct ical_event event_at(int year, int month, int day, int minutes)
{
	return (struct ical_event){ .uid = "u", .title = "t", .day = date_from(year, month, day),
		.start = { minutes }, .minutes = 90, .changed = { 0 } };
}

static void assert_has(const struct ical_event *e, const char *wanted)
{
	struct text t = text_new(a, MOST);

	ical_event(&t, e);
	if (strstr(t.at, wanted) == NULL)
		fail_msg("%s is not in %s", wanted, t.at);
}

static void times_are_utc(void **state)
{
	struct ical_event e = event_at(2026, 3, 1, 6 * 60);

	(void)state;
	assert_has(&e, "\r\nDTSTART:20260228T230000Z\r\nDTEND:20260301T003000Z\r\n");
	assert_has(&e, "\r\nDTSTAMP:19700101T000000Z\r\nLAST-MODIFIED:19700101T000000Z\r\nSEQUENCE:0\r\n");
	e = event_at(2028, 2, 29, 23 * 60 + 59);
	assert_has(&e, "\r\nDTSTART:20280229T165900Z\r\nDTEND:20280229T182900Z\r\n");
	e = event_at(1970, 1, 1, 0);
	assert_has(&e, "\r\nDTSTART:19691231T170000Z\r\n");
	e.start = NO_HHMM;
	assert_has(&e, "\r\nDTSTART;VALUE=DATE:19700101\r\nSUMMARY:t\r\nSTATUS:CONFIRMED\r\nTRANSP:TRANSPARENT\r\n");
	e.cancelled = e.busy = true;
	assert_has(&e, "\r\nSTATUS:CANCELLED\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n");
}

// Texts made of what is awkward: escapes, line breaks, characters of one to four octets.
static const char *random_text(unsigned *seed)
{
	static const char *const pieces[] = { "a", "x y", "\\", ";", ",", "\n", "\\n", ":", "\"", "=", "ở", "Đ", "ẵ", "🙂", " " };
	struct text t = text_new(a, MOST);

	text_char(&t, '.');	// libical drops white space at both ends
	for (int i = rand_r(seed) % LONGEST; i >= 0; i--)
		text_add(&t, pieces[(unsigned)rand_r(seed) % COUNT(pieces)]);
	text_char(&t, '.');
	return t.at;
}

static void assert_read_back(const char *text, const char *title, const char *place)
{
	icalcomponent *calendar = icalparser_parse_string(text);
	icalcomponent *e = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);

	assert_non_null(e);
	assert_int_equal(icalcomponent_count_errors(calendar), 0);
	assert_string_equal(icalcomponent_get_summary(e), title);
	assert_string_equal(icalcomponent_get_location(e), place);
	icalcomponent_free(calendar);
	icalmemory_free_ring();
}

static void libical_reads_back_what_was_written(void **state)
{
	unsigned seed = 20260905;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct arena_mark mark = arena_now(a);
		const char *title = random_text(&seed), *place = random_text(&seed);
		struct ical_event e = event_at(2026, 9, 5, 8 * 60);
		struct text t = text_new(a, MOST);

		e.title = title;
		e.place = place;
		ical_begin(&t, title, 6);
		ical_event(&t, &e);
		ical_end(&t);
		assert_lines(t.at);
		assert_read_back(t.at, title, place);
		arena_rewind(a, mark);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_short_text_is_one_line, begin, end),
		cmocka_unit_test_setup_teardown(lines_fold_at_75_octets_in_front_of_a_character, begin, end),
		cmocka_unit_test_setup_teardown(times_are_utc, begin, end),
		cmocka_unit_test_setup_teardown(libical_reads_back_what_was_written, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
