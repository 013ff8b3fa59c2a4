// SPDX-License-Identifier: GPL-3.0-or-later
// Calendars as text (RFC 5545, RFC 7986), for programs that subscribe to them.
//
// Lines end in CRLF and are folded at 75 octets, never inside a character. Times are UTC, so that no
// reader has to know our zone. The same events give the same bytes: nothing here asks for the time.
#ifndef FILES_ICAL_H
#define FILES_ICAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

struct text;

struct ical_event {
	const char *uid;		// the same as long as the event is the same
	const char *title, *place;	// plain UTF-8; place may be NULL
	int64_t sequence;		// how often time, place or status changed
	struct instant changed;		// when that was; whole seconds are written
	struct date day;		// local (UTC+7)
	struct hhmm start;		// NO_HHMM: the whole day
	int64_t minutes;		// its length, at least 1
	bool cancelled;
	bool busy;			// it takes the subscriber's own time
};

// Begins a calendar of that name. Subscribers are asked to come back after `hours`.
void ical_begin(struct text *, const char *name, int hours);
void ical_event(struct text *, const struct ical_event *);
void ical_end(struct text *);

// Who invites whom (RFC 5546): a name, two addresses of mail that hold nothing but printable ASCII.
struct ical_parties { const char *name, *organizer, *attendee; };

// A whole calendar of one event for a mail to one person: METHOD REQUEST, or CANCEL when it is cancelled. Nobody is asked
// for an answer. Readers tell by uid and sequence whether it is newer than what they have.
void ical_request(struct text *, const struct ical_event *, const struct ical_parties *);

// One line "NAME:value" with a value of type TEXT: escaped (3.3.11) and folded (3.1). Line breaks in it
// stay, other control characters are left out.
void ical_text(struct text *, const char *name, const char *value);

#endif
