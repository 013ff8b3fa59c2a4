// SPDX-License-Identifier: GPL-3.0-or-later
// Writes iCalendar by hand: a feed is written far more often than a library would be worth its time.
#include "files/ical.h"

#include <string.h>

#include "base/text.h"

enum { LINE_OCTETS = 75, ZONE_MINUTES = 7 * 60, DAY_MINUTES = 24 * 60, STAMP = 24 };

// 9999-12-31T23:59:59Z: a year has four digits (RFC 5545, 3.3.4), and what lasts longer ends there.
#define SECOND_LAST INT64_C(253402300799)

// Octets that cannot stand in a value as they are: controls but tab, and what is escaped.
static const bool special[256] = {
	1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	[','] = 1, [';'] = 1, ['\\'] = 1, [0x7f] = 1,
};

static size_t plain_len(const char *s)
{
	const char *at = s;

	while (!special[(unsigned char)*at])
		at++;
	return (size_t)(at - s);
}

// A piece that must stay together; *left is how many octets this line still takes.
static void piece_add(struct text *out, const char *s, size_t len, size_t *left)
{
	if (len > *left) {
		text_add(out, "\r\n ");
		*left = LINE_OCTETS - 1;
	}
	text_addn(out, s, len);
	*left -= len;
}

// Octets that need no escape, in as many lines as they take, cut in front of a character.
static void plain_add(struct text *out, const char *s, size_t len, size_t *left)
{
	while (len > *left) {
		size_t cut = *left;

		while (cut > 0 && ((unsigned char)s[cut] & 0xc0) == 0x80)
			cut--;
		text_addn(out, s, cut);
		text_add(out, "\r\n ");
		*left = LINE_OCTETS - 1;
		s += cut;
		len -= cut;
	}
	text_addn(out, s, len);
	*left -= len;
}

void ical_text(struct text *out, const char *name, const char *value)
{
	size_t left = LINE_OCTETS;

	piece_add(out, name, strlen(name), &left);
	piece_add(out, ":", 1, &left);
	while (*value != '\0') {
		size_t plain = plain_len(value);

		plain_add(out, value, plain, &left);
		value += plain;
		if (*value == '\n')
			piece_add(out, "\\n", 2, &left);
		else if (*value == '\\' || *value == ';' || *value == ',')
			piece_add(out, (const char[]){ '\\', *value }, 2, &left);
		value += *value != '\0';
	}
	text_add(out, "\r\n");
}

static char *digits_put(char *at, int number, int width)
{
	for (int i = width - 1; i >= 0; i--) {
		at[i] = (char)('0' + number % 10);
		number /= 10;
	}
	return at + width;
}

static char *day_put(char *at, int64_t days)
{
	const struct civil day = date_civil((struct date){ (int32_t)days });

	return digits_put(digits_put(digits_put(at, day.year, 4), day.month, 2), day.day, 2);
}

// "20260905T010000Z\r\n" from seconds since 1970.
static const char *utc_put(char stamp[STAMP], int64_t seconds)
{
	const int64_t day = DAY_MINUTES * 60, s = seconds > SECOND_LAST ? SECOND_LAST : seconds;
	const int64_t days = (s - (s % day + day) % day) / day;
	const int rest = (int)(s - days * day);
	char *at = day_put(stamp, days);

	*at++ = 'T';
	at = digits_put(digits_put(digits_put(at, rest / 3600, 2), rest / 60 % 60, 2), rest % 60, 2);
	memcpy(at, "Z\r\n", sizeof "Z\r\n");
	return stamp;
}

static void time_add(struct text *out, const struct ical_event *e)
{
	const int64_t start = ((int64_t)e->day.days * DAY_MINUTES + e->start.minutes - ZONE_MINUTES) * 60;
	char stamp[STAMP];

	if (e->start.minutes == NO_DAY) {
		text_add(out, "DTSTART;VALUE=DATE:");
		text_addn(out, stamp, (size_t)(day_put(stamp, e->day.days) - stamp));
		text_add(out, "\r\n");
		return;
	}
	text_add(out, "DTSTART:");
	text_add(out, utc_put(stamp, start));
	text_add(out, "DTEND:");
	text_add(out, utc_put(stamp, start + e->minutes * 60));
}

void ical_begin(struct text *out, const char *name, int hours)
{
	text_add(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//hocvu//hocvu//VI\r\nCALSCALE:GREGORIAN\r\n"
		"METHOD:PUBLISH\r\n");
	ical_text(out, "NAME", name);
	ical_text(out, "X-WR-CALNAME", name);
	text_add(out, "X-WR-TIMEZONE:Asia/Ho_Chi_Minh\r\n");
	text_printf(out, "REFRESH-INTERVAL;VALUE=DURATION:PT%dH\r\nX-PUBLISHED-TTL:PT%dH\r\n", hours, hours);
}

void ical_event(struct text *out, const struct ical_event *e)
{
	char stamp[STAMP];

	utc_put(stamp, e->changed.us / 1000000);
	text_add(out, "BEGIN:VEVENT\r\n");
	ical_text(out, "UID", e->uid);
	text_add(out, "DTSTAMP:");
	text_add(out, stamp);
	text_add(out, "LAST-MODIFIED:");
	text_add(out, stamp);
	text_add(out, "SEQUENCE:");
	text_int(out, e->sequence);
	text_add(out, "\r\n");
	time_add(out, e);
	ical_text(out, "SUMMARY", e->title);
	if (e->place != NULL)
		ical_text(out, "LOCATION", e->place);
	text_add(out, e->cancelled ? "STATUS:CANCELLED\r\n" : "STATUS:CONFIRMED\r\n");
	text_add(out, e->busy && !e->cancelled ? "TRANSP:OPAQUE\r\n" : "TRANSP:TRANSPARENT\r\n");
	text_add(out, "END:VEVENT\r\n");
}

void ical_end(struct text *out)
{
	text_add(out, "END:VCALENDAR\r\n");
}
