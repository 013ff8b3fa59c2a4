// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of the marks of one request: which are new, which of them stand.
#ifndef FEATURES_TRAINING_VERDICT_H
#define FEATURES_TRAINING_VERDICT_H

#include "features/training/mark.h"
#include "features/training/session.h"

enum { ARRAY_MOST = 1 << 20 };	// bytes of an argument that holds one thing of every mark

struct mark {			// one person in one session, as it came
	int64_t person;
	const char *code, *national_id, *status, *note;
	struct instant recorded_at;
	const char *op, *why;
};

struct standing {		// somebody of the class, or marked, with the mark that stands
	int64_t person;
	bool seated;
	const char *status, *note;
	struct instant recorded_at;
	const char *op;
};

// What one request is about. Its session is locked, so what stands is what it changes.
struct roster {
	const struct session_head *head;
	const struct standing *standing;	// by number
	size_t standing_n;
	struct mark *marks;
	size_t marks_n;
	struct list json;			// the marks as they came, with everybody's number
	bool needs_why;
};

// What stands of that person, or NULL when the class does not know them.
const struct standing *standing_of(const struct roster *, int64_t person);

struct verdict {
	const struct mark *mark;
	struct mark_state given, stood;		// given.at: the moment it counts as made
	bool seated, stale, clamped, wins;	// stale: nothing new; clamped: its time had not come yet
};

// A verdict for each mark, in order of people.
struct verdict *verdicts(struct request *, const struct roster *);
// Writes what is new: the history, and what stands. Gives how many marks that was.
size_t verdicts_write(struct request *, const struct roster *, const struct verdict *);

#endif
