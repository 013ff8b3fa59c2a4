// SPDX-License-Identifier: GPL-3.0-or-later
// A calendar written and read back twice: strictly, line by line as RFC 5545 says, and by libical.
//
// The input is a line of numbers (day, minutes of the day or less than 0 for none, length, SEQUENCE,
// seconds of its change, cancelled, busy), then name, title, place and uid with \xff between.
#include "tests/fuzz/fuzz.h"

#include <libical/ical.h>

#include "base/text.h"
#include "base/utf8.h"
#include "files/ical.h"

enum {
	CALENDAR_MOST = 1 << 20, LINE_OCTETS = 75, HOURS = 6,
	LENGTH_MOST = 1000000, DAY_MINUTES = 1440, ZONE_MINUTES = 420,
	DAY_FIRST = -719162, DAY_LAST = 2932896,	// 0001-01-01, 9999-12-31
};
#define SECONDS_MOST INT64_C(253402300799)		// 9999-12-31T23:59:59Z

static const char white[] = " \t\n";

static int64_t within(int64_t n, int64_t least, int64_t most)
{
	return n < least || n > most ? least + (int64_t)((uint64_t)n % (uint64_t)(most - least + 1)) : n;
}

static int64_t number_next(char **s)
{
	return strtoll(*s, s, 10);
}

static struct ical_event event_of(char *numbers)
{
	struct ical_event e = { .uid = "" };
	int64_t start;

	e.day.days = (int32_t)within(number_next(&numbers), DAY_FIRST, DAY_LAST);
	start = number_next(&numbers);
	e.start = start < 0 ? NO_HHMM : (struct hhmm){ (int32_t)within(start, 0, DAY_MINUTES - 1) };
	e.minutes = within(number_next(&numbers), 1, LENGTH_MOST);
	e.sequence = within(number_next(&numbers), 0, INT32_MAX);
	e.changed.us = within(number_next(&numbers), 0, SECONDS_MOST) * 1000000;
	e.cancelled = number_next(&numbers) != 0;
	e.busy = number_next(&numbers) != 0;
	return e;
}

// What a reader is to see: the text without controls, its line breaks and tabs kept.
static const char *readable(const char *s, struct arena *a)
{
	char *out = arena_copyn(a, s, strlen(s)), *end = out;

	for (; *s != '\0'; s++)
		if (((unsigned char)*s >= 0x20 && *s != 0x7f) || *s == '\n' || *s == '\t')
			*end++ = *s;
	*end = '\0';
	return out;
}

// The text unfolded, in place of nothing: every line of at most 75 octets, each by itself valid UTF-8.
static char *unfolded(const char *s, struct arena *a)
{
	char *out = arena_alloc(a, strlen(s) + 1), *end = out;

	while (*s != '\0') {
		const char *eol = strstr(s, "\r\n");
		size_t len = eol == NULL ? 0 : (size_t)(eol - s);

		must(eol != NULL && len > 0 && len <= LINE_OCTETS);
		must(utf8_valid(s, len));
		must(memchr(s, '\r', len) == NULL && memchr(s, '\n', len) == NULL);
		if (*s == ' ' && end > out)
			end[-1] = '\0', end--;
		memcpy(end, s + (*s == ' '), len - (*s == ' '));
		end += len - (*s == ' ');
		*end++ = '\n';
		s = eol + 2;
	}
	return out;
}

// Is there a line "NAME:" with that value, escaped and nothing else?
static void line_look(const char *text, const char *name, const char *value)
{
	const char *at = strstr(text, name);

	must(at != NULL);
	for (at += strlen(name); *value != '\0'; value++, at++) {
		if (strchr("\\;,\n", *value) != NULL)
			must(*at++ == '\\');
		must(*at == (*value == '\n' ? 'n' : *value));
	}
	must(*at == '\n');
}

static int64_t minute_of(struct icaltimetype t)
{
	return (int64_t)date_from(t.year, t.month, t.day).days * DAY_MINUTES + t.hour * 60 + t.minute;
}

static void times_look(icalcomponent *v, const struct ical_event *e)
{
	struct icaltimetype start = icalcomponent_get_dtstart(v), end = icalcomponent_get_dtend(v);
	struct icaltimetype stamp = icalcomponent_get_dtstamp(v);
	int64_t wanted = (int64_t)e->day.days * DAY_MINUTES + e->start.minutes - ZONE_MINUTES;
	const int64_t last = SECONDS_MOST / 60;	// what four digits of a year can say

	must(minute_of(stamp) * 60 + stamp.second == e->changed.us / 1000000 && icaltime_is_utc(stamp));
	if (e->start.minutes == NO_DAY) {
		must(start.is_date && minute_of(start) == (int64_t)e->day.days * DAY_MINUTES);
		return;
	}
	must(icaltime_is_utc(start) && icaltime_is_utc(end));
	must(minute_of(start) == wanted);
	must(minute_of(end) == (wanted + e->minutes > last ? last : wanted + e->minutes));
}

// libical drops white space at both ends of a value; apart from that it reads what was written.
static void same_text(const char *read, const char *written)
{
	size_t len;

	read = read == NULL ? "" : read + strspn(read, white);
	written += strspn(written, white);
	len = strlen(written);
	while (len > 0 && strchr(white, written[len - 1]) != NULL)
		len--;
	must(strncmp(read, written, len) == 0 && strspn(read + len, white) == strlen(read + len));
}

// libical calls a property without a value an error; the program writes none.
static bool says_something(const char *s, struct arena *a)
{
	s = readable(s, a);
	return s[strspn(s, white)] != '\0';
}

static void libical_look(const char *text, const struct ical_event *e, struct arena *a)
{
	icalcomponent *calendar = icalparser_parse_string(text);
	icalcomponent *v = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);

	must(v != NULL && icalcomponent_count_errors(calendar) == 0);
	same_text(icalcomponent_get_summary(v), readable(e->title, a));
	same_text(icalcomponent_get_location(v), readable(e->place, a));
	must(icalcomponent_get_sequence(v) == e->sequence);
	must((icalcomponent_get_status(v) == ICAL_STATUS_CANCELLED) == e->cancelled);
	times_look(v, e);
	icalcomponent_free(calendar);
	icalmemory_free_ring();
}

void fuzz_one(const uint8_t *bytes, size_t len)
{
	struct arena *a = arena_new();
	struct input in = { (const char *)bytes, len };
	struct ical_event e = event_of(input_part(&in, '\n', NULL, a));
	const char *name = input_part(&in, '\xff', NULL, a), *lines;
	struct text out = text_new(a, CALENDAR_MOST);

	e.title = input_part(&in, '\xff', NULL, a);
	e.place = input_part(&in, '\xff', NULL, a);
	e.uid = input_part(&in, '\0', NULL, a);
	if (utf8_valid(name, strlen(name)) && utf8_valid(e.title, strlen(e.title)) &&
		utf8_valid(e.place, strlen(e.place)) && utf8_valid(e.uid, strlen(e.uid))) {
		ical_begin(&out, name, HOURS);
		ical_event(&out, &e);
		ical_end(&out);
		must(!out.over);
		lines = unfolded(out.at, a);
		line_look(lines, "\nX-WR-CALNAME:", readable(name, a));
		line_look(lines, "\nSUMMARY:", readable(e.title, a));
		line_look(lines, "\nLOCATION:", readable(e.place, a));
		line_look(lines, "\nUID:", readable(e.uid, a));
		if (says_something(name, a) && says_something(e.title, a) &&
			says_something(e.place, a) && says_something(e.uid, a))
			libical_look(out.at, &e, a);
	}
	arena_drop(a);
}
