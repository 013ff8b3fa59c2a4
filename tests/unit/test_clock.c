// SPDX-License-Identifier: GPL-3.0-or-later
// The calendar: leap days, month ends, what is refused, and the zone.
#include "tests/unit/unit.h"

#include "base/clock.h"

static void known_days(void **state)
{
	static const struct {
		int year, month, day, days;
	} rows[] = {
		{ 1970, 1, 1, 0 },
		{ 1969, 12, 31, -1 },
		{ 1970, 3, 1, 59 },
		{ 2000, 1, 1, 10957 },
		{ 2000, 2, 29, 11016 },
		{ 2000, 3, 1, 11017 },
		{ 2024, 2, 29, 19782 },
		{ 2026, 9, 5, 20701 },
		{ 1, 1, 1, -719162 },
		{ 9999, 12, 31, 2932896 },
		{ 1600, 2, 29, -135081 },
		{ 1900, 2, 28, -25509 },
		{ 1900, 3, 1, -25508 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct civil c = date_civil((struct date){ rows[i].days });

		assert_int_equal(
			date_from(rows[i].year, rows[i].month, rows[i].day).days, rows[i].days);
		assert_int_equal(c.year, rows[i].year);
		assert_int_equal(c.month, rows[i].month);
		assert_int_equal(c.day, rows[i].day);
	}
}

// Walks every day of the years 1 to 9999 by the rules a child learns.
static void every_day_follows_the_one_before(void **state)
{
	struct civil c = { 1, 1, 1 };

	(void)state;
	for (int32_t d = -719162; d <= 2932896; d++) {
		struct civil got = date_civil((struct date){ d });

		if (got.year != c.year || got.month != c.month || got.day != c.day ||
			date_from(c.year, c.month, c.day).days != d ||
			!date_valid(c.year, c.month, c.day))
			fail_msg("day %d is not %d-%d-%d", (int)d, c.year, c.month, c.day);
		if (++c.day <= days_in_month(c.year, c.month))
			continue;
		c.day = 1;
		c.year += c.month == 12;
		c.month = c.month % 12 + 1;
	}
	assert_int_equal(c.year, 10000);
}

static void month_lengths(void **state)
{
	static const struct {
		int year, month, days;
	} rows[] = {
		{ 2023, 2, 28 },
		{ 2024, 2, 29 },
		{ 1900, 2, 28 },
		{ 2000, 2, 29 },
		{ 2100, 2, 28 },
		{ 2024, 1, 31 },
		{ 2024, 4, 30 },
		{ 2024, 12, 31 },
		{ 2024, 0, 0 },
		{ 2024, 13, 0 },
		{ 2024, -1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(days_in_month(rows[i].year, rows[i].month), rows[i].days);
	assert_false(date_valid(0, 1, 1));
	assert_false(date_valid(10000, 1, 1));
	assert_false(date_valid(2024, 1, 0));
	assert_false(date_valid(2023, 2, 29));
}

static void date_texts(void **state)
{
	static const char *const good[] = { "2026-09-05", "2024-02-29", "0001-01-01", "9999-12-31",
		"1969-12-31" };
	static const char *const bad[] = { "", "2026", "2026-9-5", "2026-09-05 ", " 2026-09-05",
		"2026/09/05", "2023-02-29", "1900-02-29", "2026-00-01", "2026-13-01", "2026-01-00",
		"2026-04-31", "0000-01-01", "26-09-05", "2026-09-0a", "+026-09-05", "-026-09-05",
		"2026-09-05T00:00", "02026-09-05", "2026-09-", "２０２６-09-05", "infinity" };
	char text[DATE_TEXT];
	struct date d;

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		assert_true(date_parse(good[i], &d));
		date_text(d, text);
		assert_string_equal(text, good[i]);
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		d = (struct date){ 99 };
		if (date_parse(bad[i], &d))
			fail_msg("'%s' was taken for a date", bad[i]);
		assert_int_equal(d.days, 99);
	}
	assert_false(date_parse(NULL, &d));
	date_text(NO_DATE, text);
	assert_string_equal(text, "");
}

static void days_as_people_say_them(void **state)
{
	static const struct { const char *said, *day; } rows[] = {
		{ "2025-12-31", "2025-12-31" }, { "31/12/2025", "2025-12-31" }, { "1/2/2025", "2025-02-01" },
		{ "29/02/2024", "2024-02-29" }, { "29/02/2025", NULL }, { "31-12-2025", NULL }, { "12/31/2025", NULL },
		{ "31/12/25x", NULL }, { "31/12", NULL }, { "//", NULL }, { "", NULL }, { "soon", NULL },
	};
	char text[DATE_TEXT];
	struct date day;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(date_said(rows[i].said, &day), rows[i].day != NULL);
		if (rows[i].day == NULL)
			continue;
		date_text(day, text);
		assert_string_equal(text, rows[i].day);
	}
	assert_false(date_said(NULL, &day));
}

static void hhmm_texts(void **state)
{
	static const char *const bad[] = { "", "8:00", "08:0", "08:00:00", "24:00", "23:60",
		"-1:00", "08.00", "08:00 ", "0800", "ab:cd" };
	char text[HHMM_TEXT], again[HHMM_TEXT];
	struct hhmm t;

	(void)state;
	for (int m = 0; m < 24 * 60; m++) {
		snprintf(text, sizeof(text), "%02u:%02u", (unsigned)m / 60 % 24, (unsigned)m % 60);
		assert_true(hhmm_parse(text, &t));
		assert_int_equal(t.minutes, m);
		hhmm_text(t, again);
		assert_string_equal(text, again);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(hhmm_parse(bad[i], &t));
	assert_false(hhmm_parse(NULL, &t));
	hhmm_text(NO_HHMM, text);
	assert_string_equal(text, "");
	hhmm_text((struct hhmm){ 24 * 60 }, text);
	assert_string_equal(text, "");
}

static void instants_parse(void **state)
{
	static const struct {
		const char *text;
		int64_t us;
		const char *written;
	} rows[] = {
		{ "1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z" },
		{ "1970-01-01t00:00:00z", 0, "1970-01-01T00:00:00Z" },
		{ "1970-01-01T07:00:00+07:00", 0, "1970-01-01T00:00:00Z" },
		{ "1969-12-31T23:59:59.999999Z", -1, "1969-12-31T23:59:59.999999Z" },
		{ "1970-01-01T00:00:00.5Z", 500000, "1970-01-01T00:00:00.5Z" },
		{ "1970-01-01T00:00:00.000001Z", 1, "1970-01-01T00:00:00.000001Z" },
		{ "1970-01-01T00:00:00.1234567899Z", 123456, "1970-01-01T00:00:00.123456Z" },
		{ "2026-09-05T08:00:00+07:00", INT64_C(1788570000000000), "2026-09-05T01:00:00Z" },
		{ "2026-09-04T18:00:00-07:00", INT64_C(1788570000000000), "2026-09-05T01:00:00Z" },
		{ "2026-09-05T01:00:00-00:00", INT64_C(1788570000000000), "2026-09-05T01:00:00Z" },
		{ "2024-03-01T06:30:00+07:00", INT64_C(1709249400000000), "2024-02-29T23:30:00Z" },
		{ "9999-12-31T23:59:59.999999Z", INT64_C(253402300799999999),
			"9999-12-31T23:59:59.999999Z" },
		{ "0001-01-01T00:00:00Z", INT64_C(-62135596800000000), "0001-01-01T00:00:00Z" },
	};
	char text[INSTANT_TEXT];
	struct instant at;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_true(instant_parse(rows[i].text, &at));
		assert_int_equal(at.us, rows[i].us);
		instant_text(at, text);
		assert_string_equal(text, rows[i].written);
	}
	instant_text(NO_INSTANT, text);
	assert_string_equal(text, "");
	instant_text((struct instant){ INT64_MAX }, text);
	assert_string_equal(text, "");
}

static void instants_refused(void **state)
{
	static const char *const bad[] = { "", "2026-09-05", "2026-09-05T08:00:00",
		"2026-09-05T08:00Z", "2026-09-05 08:00:00Z", "2026-09-05T24:00:00Z",
		"2026-09-05T08:60:00Z", "2026-09-05T08:00:60Z", "2026-02-29T08:00:00Z",
		"2026-09-05T08:00:00.Z", "2026-09-05T08:00:00+7:00", "2026-09-05T08:00:00+07",
		"2026-09-05T08:00:00+0700", "2026-09-05T08:00:00+24:00",
		"2026-09-05T08:00:00+07:60", "2026-09-05T08:00:00Zx", "2026-09-05T08:00:00+07:00x",
		"2026-09-05T08:00:00,5Z", "2026-09-05T8:00:00Z",
		"2026-09-05T08:00:", "2026-09-05T",
		"0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01" };
	struct instant at = { 99 };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		if (instant_parse(bad[i], &at))
			fail_msg("'%s' was taken for an instant", bad[i]);
	assert_false(instant_parse(NULL, &at));
	assert_int_equal(at.us, 99);
}

static void days_begin_at_seventeen_hours_utc(void **state)
{
	static const struct {
		const char *at, *day;
	} rows[] = {
		{ "2026-09-05T16:59:59.999999Z", "2026-09-05" },
		{ "2026-09-05T17:00:00Z", "2026-09-06" },
		{ "1969-12-31T16:59:59.999999Z", "1969-12-31" },
		{ "1969-12-31T17:00:00Z", "1970-01-01" },
		{ "1950-12-31T17:00:00Z", "1951-01-01" },
		{ "2024-02-28T17:00:00Z", "2024-02-29" },
	};
	char day[DATE_TEXT];
	struct instant at;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_true(instant_parse(rows[i].at, &at));
		date_text(date_of(at), day);
		assert_string_equal(day, rows[i].day);
	}
	assert_int_equal(date_of(NO_INSTANT).days, NO_DAY);
	assert_true(date_of((struct instant){ INT64_MAX }).days > 0);
	assert_true(date_of((struct instant){ INT64_MIN + 1 }).days < 0);
}

static void months_clamp(void **state)
{
	static const struct {
		const char *from;
		int months;
		const char *to;
	} rows[] = {
		{ "2024-02-29", 12, "2025-02-28" },
		{ "2024-02-29", 48, "2028-02-29" },
		{ "2024-01-31", 1, "2024-02-29" },
		{ "2023-01-31", 1, "2023-02-28" },
		{ "2023-12-31", 2, "2024-02-29" },
		{ "2024-03-31", -1, "2024-02-29" },
		{ "2024-03-31", 1, "2024-04-30" },
		{ "2024-01-15", -1, "2023-12-15" },
		{ "2024-12-15", 1, "2025-01-15" },
		{ "2024-06-30", 0, "2024-06-30" },
		{ "2024-05-01", -16, "2023-01-01" },
		{ "1969-12-31", 2, "1970-02-28" },
		{ "1960-08-15", 62 * 12, "2022-08-15" },
		{ "9999-12-31", 1, "" },
		{ "0001-01-01", -1, "" },
		{ "2024-01-01", INT32_MAX, "" },
		{ "2024-01-01", INT32_MIN, "" },
	};
	char text[DATE_TEXT];
	struct date d;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_true(date_parse(rows[i].from, &d));
		date_text(date_add_months(d, rows[i].months), text);
		assert_string_equal(text, rows[i].to);
	}
	assert_int_equal(date_add_months(NO_DATE, 1).days, NO_DAY);
}

static void ask_the_time(void) { clock_now(); }

static void now_can_be_set(void **state)
{
	struct instant first, second;
	char said[256], text[INSTANT_TEXT];

	(void)state;
	unsetenv("HOCVU_NOW");
	first = clock_now();
	second = clock_now();
	assert_true(second.us >= first.us);
	assert_true(first.us > INT64_C(1700000000000000));
	setenv("HOCVU_NOW", "2026-09-05T08:00:00+07:00", 1);
	instant_text(clock_now(), text);
	assert_string_equal(text, "2026-09-05T01:00:00Z");
	setenv("HOCVU_NOW", "tomorrow", 1);
	assert_int_equal(in_child(ask_the_time, said, sizeof(said)), 78);
	unsetenv("HOCVU_NOW");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_days),
		cmocka_unit_test(every_day_follows_the_one_before),
		cmocka_unit_test(month_lengths),
		cmocka_unit_test(date_texts),
		cmocka_unit_test(days_as_people_say_them),
		cmocka_unit_test(hhmm_texts),
		cmocka_unit_test(instants_parse),
		cmocka_unit_test(instants_refused),
		cmocka_unit_test(days_begin_at_seventeen_hours_utc),
		cmocka_unit_test(months_clamp),
		cmocka_unit_test(now_can_be_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
