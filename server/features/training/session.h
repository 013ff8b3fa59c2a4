// SPDX-License-Identifier: GPL-3.0-or-later
// A session as it is shown, as it is while it is changed or marked, and what one session and a series
// have in common.
#ifndef FEATURES_TRAINING_SESSION_H
#define FEATURES_TRAINING_SESSION_H

#include "http/http.h"

#define SESSION_MEMBERS \
	int64_t id, class; \
	const char *class_code, *class_title, *class_state; \
	int64_t number; \
	struct date date; \
	struct hhmm start, end; \
	int64_t periods; \
	const char *venue; \
	int64_t venue_id; \
	const char *venue_name; \
	int64_t trainer; \
	const char *trainer_name; \
	bool cancelled; \
	int64_t marked, version; \
	struct instant reconciled_at; \
	bool reconciled_changed

struct session { SESSION_MEMBERS; };
extern const struct shape session_shape;

struct trainee_clash {		// a person who is to be in two classes at once
	int64_t person;
	const char *full_name;
	int64_t session, class;
	const char *class_code, *class_title;
	int64_t other_session;
	struct date date;
	struct hhmm start, end;
};
extern const struct shape trainee_clash_shape;

struct session_head {		// read by session_locked
	int64_t id, class;
	const char *class_state;
	struct date date;
	struct hhmm start, end;
	int64_t periods;
	bool cancelled;
	int64_t venue_id, trainer, version;
	bool marked;
};
extern const struct shape session_head_shape;

// A day of a series; with a reason it is left out.
struct series_day { struct date date; const char *reason, *name; };
extern const struct shape series_day_shape;

#define MEETING_FIELDS(T) \
	FIELD(T, start, REQUIRED), \
	FIELD(T, end, OPTIONAL, .says = "none: start and periods"), \
	FIELD(T, periods, REQUIRED, .min = 1, .max = 20, .says = "length in periods (tiết)"), \
	FIELD(T, venue, OPTIONAL, .says = "place in words"), \
	FIELD(T, venue_id, OPTIONAL, .min = 1, .says = "a registered room"), \
	FIELD(T, trainer, OPTIONAL, .min = 1, .says = "the person who teaches")

// When, how long and with whom: what one session and a series have in common.
struct meeting {
	int64_t self;			// the session that is moved, or NONE
	struct list days;		// JSON dates
	struct hhmm start, end;
	int64_t periods, minutes;
	const char *venue;
	int64_t venue_id, trainer;
};

// The days that are not left out, as a JSON list.
struct list session_days(struct request *, const struct series_day *, size_t n);

// Rows of a shape as a list to be put into an answer.
struct list session_listed(struct request *, const struct shape *, const void *rows, size_t n);

// People of the class who are elsewhere at the time of one session, or of those from a number on (the
// other is NONE).
struct list session_clashes(struct request *, int64_t class, int64_t number, int64_t session);

// Writes the meetings into the class of the path; gives the first one's number through *number and
// status 0, or the refusal to answer with: cancelled and finished classes, an end before the start, a
// room or trainer that is taken, each named.
struct reply meetings_add(struct request *, const struct meeting *, int64_t *number);

#endif
