// SPDX-License-Identifier: GPL-3.0-or-later
// Writes iCalendar by hand: a feed is written far more often than a library would be worth its time.
#include "files/ical.h"

#include <string.h>

#include "base/text.h"

enum { LINE_OCTETS = 75, ZONE_MINUTES = 7 * 60, DAY_MINUTES = 24 * 60, DAY_TEXT = 8, FIXED_LINES = 128, PARTY_MOST = 2048 };

#define CALENDAR_BEGIN "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//hocvu//hocvu//VI\r\nCALSCALE:GREGORIAN\r\n"

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

// Most lines of an event have one length: they are put into a buffer, each where the one before ended.
static char *put(char *at, const char *s)
{
	return mempcpy(at, s, strlen(s));
}

static char *two_put(char *at, int number)
{
	at[0] = (char)('0' + number / 10);
	at[1] = (char)('0' + number % 10);
	return at + 2;
}

// The day written last: an event has one or two, in three places.
struct day { int64_t days; char text[DAY_TEXT]; };

static char *day_put(char *at, int64_t days, struct day *last)
{
	if (last->days != days) {
		const struct civil c = date_civil((struct date){ (int32_t)days });

		last->days = days;
		two_put(two_put(two_put(two_put(last->text, c.year / 100), c.year % 100), c.month), c.day);
	}
	return (char *)memcpy(at, last->text, DAY_TEXT) + DAY_TEXT;
}

// "20260905T010000Z\r\n" from seconds since 1970.
static char *utc_put(char *at, int64_t seconds, struct day *last)
{
	const int64_t day = DAY_MINUTES * 60, s = seconds > SECOND_LAST ? SECOND_LAST : seconds;
	const int64_t days = (s - (s % day + day) % day) / day;
	const int rest = (int)(s - days * day);

	at = day_put(at, days, last);
	*at++ = 'T';
	at = two_put(two_put(two_put(at, rest / 3600), rest / 60 % 60), rest % 60);
	return put(at, "Z\r\n");
}

static char *times_put(char *at, const struct ical_event *e, struct day *last)
{
	const int64_t start = ((int64_t)e->day.days * DAY_MINUTES + e->start.minutes - ZONE_MINUTES) * 60;

	if (e->start.minutes == NO_DAY)
		return put(day_put(put(at, "DTSTART;VALUE=DATE:"), e->day.days, last), "\r\n");
	at = utc_put(put(at, "DTSTART:"), start, last);
	return utc_put(put(at, "DTEND:"), start + e->minutes * 60, last);
}

void ical_begin(struct text *out, const char *name, int hours)
{
	text_add(out, CALENDAR_BEGIN "METHOD:PUBLISH\r\n");
	ical_text(out, "NAME", name);
	ical_text(out, "X-WR-CALNAME", name);
	text_add(out, "X-WR-TIMEZONE:Asia/Ho_Chi_Minh\r\n");
	text_printf(out, "REFRESH-INTERVAL;VALUE=DURATION:PT%dH\r\nX-PUBLISHED-TTL:PT%dH\r\n", hours, hours);
}

// A line that needs no escape, folded.
static void line_add(struct text *out, const char *line)
{
	size_t left = LINE_OCTETS;

	plain_add(out, line, strlen(line), &left);
	text_add(out, "\r\n");
}

// Parameters take no quotes and no control characters: the name is quoted without them (3.2).
static void parties_add(struct text *out, const struct ical_parties *p)
{
	struct text line = text_new(out->arena, PARTY_MOST);

	text_add(&line, "ORGANIZER;CN=\"");
	for (const char *c = p->name; *c != '\0'; c++)
		if ((unsigned char)*c >= ' ' && *c != '"' && *c != 0x7f)
			text_char(&line, *c);
	text_printf(&line, "\":mailto:%s", p->organizer);
	line_add(out, line.at);
	line = text_new(out->arena, PARTY_MOST);
	text_printf(&line, "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:%s", p->attendee);
	line_add(out, line.at);
}

static void event_add(struct text *out, const struct ical_event *e, const struct ical_parties *p)
{
	char lines[FIXED_LINES], *at;
	struct day last = { .days = INT64_MIN };

	text_add(out, "BEGIN:VEVENT\r\n");
	ical_text(out, "UID", e->uid);
	at = utc_put(put(lines, "DTSTAMP:"), e->changed.us / 1000000, &last);
	at = utc_put(put(at, "LAST-MODIFIED:"), e->changed.us / 1000000, &last);
	at = put(at, "SEQUENCE:");
	text_addn(out, lines, (size_t)(at - lines));
	text_int(out, e->sequence);
	at = times_put(put(lines, "\r\n"), e, &last);
	text_addn(out, lines, (size_t)(at - lines));
	ical_text(out, "SUMMARY", e->title);
	if (e->place != NULL)
		ical_text(out, "LOCATION", e->place);
	text_add(out, e->cancelled ? "STATUS:CANCELLED\r\n" : "STATUS:CONFIRMED\r\n");
	text_add(out, e->busy && !e->cancelled ? "TRANSP:OPAQUE\r\n" : "TRANSP:TRANSPARENT\r\n");
	if (p != NULL)
		parties_add(out, p);
	text_add(out, "END:VEVENT\r\n");
}

void ical_event(struct text *out, const struct ical_event *e)
{
	event_add(out, e, NULL);
}

void ical_request(struct text *out, const struct ical_event *e, const struct ical_parties *p)
{
	text_printf(out, CALENDAR_BEGIN "METHOD:%s\r\n", e->cancelled ? "CANCEL" : "REQUEST");
	event_add(out, e, p);
	ical_end(out);
}

void ical_end(struct text *out)
{
	text_add(out, "END:VCALENDAR\r\n");
}
