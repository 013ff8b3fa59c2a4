// SPDX-License-Identifier: GPL-3.0-or-later
// Writes iCalendar by hand: a feed is written far more often than a library would be worth its time.
#include "files/ical.h"

#include <string.h>

#include "base/text.h"

enum { LINE_OCTETS = 75, ZONE_MINUTES = 7 * 60, DAY_MINUTES = 24 * 60, STAMP = 20 };

// What of a value cannot stand in a line as it is.
#define UNSAFE "\\;,\x01\x02\x03\x04\x05\x06\x07\x08\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15" \
	"\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f"

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
		size_t plain = strcspn(value, UNSAFE);

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

// "DTSTART:20260905T010000Z" from seconds since 1970.
static void utc_add(struct text *out, const char *name, int64_t seconds)
{
	const int64_t day = DAY_MINUTES * 60, days = (seconds - (seconds % day + day) % day) / day;
	const int rest = (int)(seconds - days * day);
	char stamp[STAMP], *at = day_put(stamp, days);

	*at++ = 'T';
	at = digits_put(digits_put(digits_put(at, rest / 3600, 2), rest / 60 % 60, 2), rest % 60, 2);
	*at++ = 'Z';
	text_add(out, name);
	text_addn(out, stamp, (size_t)(at - stamp));
	text_add(out, "\r\n");
}

static void time_add(struct text *out, const struct ical_event *e)
{
	const int64_t start = ((int64_t)e->day.days * DAY_MINUTES + e->start.minutes - ZONE_MINUTES) * 60;
	char day[STAMP];

	if (e->start.minutes == NO_DAY) {
		text_add(out, "DTSTART;VALUE=DATE:");
		text_addn(out, day, (size_t)(day_put(day, e->day.days) - day));
		text_add(out, "\r\n");
		return;
	}
	utc_add(out, "DTSTART:", start);
	utc_add(out, "DTEND:", start + e->minutes * 60);
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
	int64_t changed = e->changed.us / 1000000;

	text_add(out, "BEGIN:VEVENT\r\n");
	ical_text(out, "UID", e->uid);
	utc_add(out, "DTSTAMP:", changed);
	utc_add(out, "LAST-MODIFIED:", changed);
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
