// SPDX-License-Identifier: GPL-3.0-or-later
// The calendar: days, times of day and instants, to and from text, without the C library's zones.
#include "base/clock.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"

enum {
	SECONDS_A_DAY = 86400, ZONE_SECONDS = 7 * 3600, MICROS = 1000000,
	YEAR_FIRST = 1, YEAR_LAST = 9999,
	DAYS_400_YEARS = 146097,	// after which the calendar repeats
	DAYS_TO_1970 = 719468,		// from 0000-03-01; a year from March ends with its leap day
	DAY_FIRST = -719162, DAY_LAST = 2932896,	// 0001-01-01 and 9999-12-31
	EXIT_CONFIG = 78,
};

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

struct instant clock_now(void)
{
	const char *set = getenv("HOCVU_NOW");
	struct instant now;
	struct timespec t;

	if (set != NULL && *set != '\0') {
		if (!instant_parse(set, &now))
			fatal(EXIT_CONFIG, "HOCVU_NOW is no RFC 3339 instant");
		return now;
	}
	clock_gettime(CLOCK_REALTIME, &t);
	return (struct instant){ (int64_t)t.tv_sec * MICROS + t.tv_nsec / 1000 };
}

int64_t clock_ticks_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct date date_of(struct instant at)
{
	int64_t local = floor_div(at.us, MICROS) + ZONE_SECONDS;

	if (at.us == INT64_MIN)
		return NO_DATE;
	return (struct date){ (int32_t)floor_div(local, SECONDS_A_DAY) };
}

static bool leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (month < 1 || month > 12)
		return 0;
	return days[month - 1] + (month == 2 && leap(year));
}

bool date_valid(int year, int month, int day)
{
	return year >= YEAR_FIRST && year <= YEAR_LAST && day >= 1 &&
		day <= days_in_month(year, month);
}

// Years are counted from March here, so that a leap day is the last day of its year and months have
// lengths that (153 m + 2) / 5 gives.
struct date date_from(int year, int month, int day)
{
	int64_t y = (int64_t)year - (month <= 2);
	int64_t cycle = floor_div(y, 400), in_cycle = y - cycle * 400;
	int64_t in_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return (struct date){ (int32_t)(cycle * DAYS_400_YEARS + in_cycle * 365 + in_cycle / 4
		- in_cycle / 100 + in_year - DAYS_TO_1970) };
}

struct civil date_civil(struct date d)
{
	int64_t days = (int64_t)d.days + DAYS_TO_1970;
	int64_t cycle = floor_div(days, DAYS_400_YEARS), in_cycle = days - cycle * DAYS_400_YEARS;
	int64_t y = (in_cycle - in_cycle / 1460 + in_cycle / 36524 - in_cycle / 146096) / 365;
	int64_t in_year = in_cycle - (365 * y + y / 4 - y / 100);
	int m = (int)((5 * in_year + 2) / 153);
	int month = m < 10 ? m + 3 : m - 9;

	return (struct civil){ .year = (int)(y + cycle * 400 + (month <= 2)), .month = month,
		.day = (int)(in_year - (153 * m + 2) / 5 + 1) };
}

struct date date_add_months(struct date d, int months)
{
	struct civil c = date_civil(d);
	int64_t count = (int64_t)c.year * 12 + c.month - 1 + months;
	int64_t year = floor_div(count, 12);
	int month = (int)(count - year * 12) + 1, last;

	if (d.days == NO_DAY || year < YEAR_FIRST || year > YEAR_LAST)
		return NO_DATE;
	last = days_in_month((int)year, month);
	return date_from((int)year, month, c.day < last ? c.day : last);
}

// Exactly `n` digits at `s`; stops at the first other byte, so it never reads past a NUL.
static bool digits_read(const char *s, int n, int *out)
{
	int value = 0;

	for (int i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		value = value * 10 + (s[i] - '0');
	}
	*out = value;
	return true;
}

static void digits_write(char *out, int n, int value)
{
	for (int i = n - 1; i >= 0; i--, value /= 10)
		out[i] = (char)('0' + value % 10);
}

// The 10 bytes of a day, whatever follows.
static bool day_read(const char *s, struct date *out)
{
	int year, month, day;

	if (!digits_read(s, 4, &year) || s[4] != '-' || !digits_read(s + 5, 2, &month) ||
	    s[7] != '-' || !digits_read(s + 8, 2, &day) || !date_valid(year, month, day))
		return false;
	*out = date_from(year, month, day);
	return true;
}

// The 5 bytes of a time of day, whatever follows.
static bool minutes_read(const char *s, int *out)
{
	int hour, minute;

	if (!digits_read(s, 2, &hour) || s[2] != ':' || !digits_read(s + 3, 2, &minute) ||
	    hour > 23 || minute > 59)
		return false;
	*out = hour * 60 + minute;
	return true;
}

bool date_parse(const char *s, struct date *out)
{
	struct date d;

	if (s == NULL || !day_read(s, &d) || s[10] != '\0')
		return false;
	*out = d;
	return true;
}

bool date_said(const char *s, struct date *out)
{
	long parts[3] = { 0 };	// day, month, year
	char *end;

	if (date_parse(s, out))
		return true;
	if (s == NULL || strlen(s) > 10 || strspn(s, "0123456789/") != strlen(s))
		return false;
	for (size_t i = 0; i < 3; i++) {
		parts[i] = strtol(s, &end, 10);
		if (end == s || *end != (i < 2 ? '/' : '\0'))
			return false;
		s = end + 1;
	}
	if (parts[2] > 9999 || !date_valid((int)parts[2], (int)parts[1], (int)parts[0]))
		return false;
	*out = date_from((int)parts[2], (int)parts[1], (int)parts[0]);
	return true;
}

// A day that has no text (unknown, or outside the years 1 to 9999) gives an empty one.
void date_text(struct date d, char out[DATE_TEXT])
{
	struct civil c = date_civil(d);

	out[0] = '\0';
	if (!date_valid(c.year, c.month, c.day))
		return;
	digits_write(out, 4, c.year);
	out[4] = out[7] = '-';
	digits_write(out + 5, 2, c.month);
	digits_write(out + 8, 2, c.day);
	out[10] = '\0';
}

bool hhmm_parse(const char *s, struct hhmm *out)
{
	int minutes;

	if (s == NULL || !minutes_read(s, &minutes) || s[5] != '\0')
		return false;
	*out = (struct hhmm){ minutes };
	return true;
}

void hhmm_text(struct hhmm t, char out[HHMM_TEXT])
{
	out[0] = '\0';
	if (t.minutes < 0 || t.minutes >= 24 * 60)
		return;
	digits_write(out, 2, t.minutes / 60);
	out[2] = ':';
	digits_write(out + 3, 2, t.minutes % 60);
	out[5] = '\0';
}

// A fraction of any length as microseconds; what is finer is cut off.
static bool fraction_read(const char **at, int *micros)
{
	const char *s = *at;
	int unit = MICROS;

	*micros = 0;
	if (*s != '.')
		return true;
	for (s++; *s >= '0' && *s <= '9'; s++) {
		unit /= 10;
		*micros += (*s - '0') * unit;
	}
	if (s == *at + 1)
		return false;
	*at = s;
	return true;
}

// Z or an offset, and then the end.
static bool offset_read(const char *s, int *minutes)
{
	*minutes = 0;
	if (*s == 'Z' || *s == 'z')
		return s[1] == '\0';
	if ((*s != '+' && *s != '-') || !minutes_read(s + 1, minutes) || s[6] != '\0')
		return false;
	if (*s == '-')
		*minutes = -*minutes;
	return true;
}

bool instant_parse(const char *s, struct instant *out)
{
	struct date day;
	int minutes, seconds, micros, offset;
	int64_t total;

	if (s == NULL || !day_read(s, &day) || (s[10] != 'T' && s[10] != 't') ||
	    !minutes_read(s + 11, &minutes) || s[16] != ':' || !digits_read(s + 17, 2, &seconds) ||
	    seconds > 59)
		return false;
	s += 19;
	if (!fraction_read(&s, &micros) || !offset_read(s, &offset))
		return false;
	total = (int64_t)day.days * SECONDS_A_DAY + (int64_t)(minutes - offset) * 60 + seconds;
	if (total < (int64_t)DAY_FIRST * SECONDS_A_DAY || total >= (DAY_LAST + INT64_C(1)) * SECONDS_A_DAY)
		return false;
	*out = (struct instant){ total * MICROS + micros };
	return true;
}

void instant_text(struct instant at, char out[INSTANT_TEXT])
{
	int64_t seconds = floor_div(at.us, MICROS);
	int micros = (int)((at.us % MICROS + MICROS) % MICROS);	// seconds * MICROS may not fit
	int64_t days = floor_div(seconds, SECONDS_A_DAY);
	int in_day = (int)(seconds - days * SECONDS_A_DAY);
	int end = 19;

	date_text((struct date){ (int32_t)days }, out);
	if (out[0] == '\0')
		return;
	out[10] = 'T';
	hhmm_text((struct hhmm){ in_day / 60 }, out + 11);
	out[16] = ':';
	digits_write(out + 17, 2, in_day % 60);
	if (micros > 0) {
		out[end++] = '.';
		digits_write(out + end, 6, micros);
		for (end += 6; out[end - 1] == '0'; end--)
			;
	}
	out[end++] = 'Z';
	out[end] = '\0';
}
