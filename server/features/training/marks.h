// SPDX-License-Identifier: GPL-3.0-or-later
// The one way by which marks are written: rights of time, strangers, reasons, history, counters.
#ifndef FEATURES_TRAINING_MARKS_H
#define FEATURES_TRAINING_MARKS_H

#include "features/training/verdict.h"

struct marks {			// of one session, as they came
	int64_t session;
	const struct mark *marks;
	size_t n;
	struct list json;	// the same as checked JSON, or without any
};

struct marks_taken {
	int64_t present, late, excused, unexcused, unmarked, changed, history, overtaken, clamped;
};
extern const struct shape marks_taken_shape;

// Writes the marks that are new, behind a lock on the session, and counts the roll as it is then into *taken. Status 0, or
// the refusal to answer with. Whoever calls has asked the account's right to the session.
struct reply marks_take(struct request *, const struct marks *, struct marks_taken *);

// Of each session of a class that is held: when it ends, and what stands against marks of the organising office now, if
// anything does. [{"session", "ended", "obstacle"}] as JSON, in the arena of the work.
const char *marks_times(struct work *, int64_t class, int64_t account);

#endif
