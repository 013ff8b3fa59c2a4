// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of marks. Of time: the trainer for some hours after the session's end, the organising office
// for some days; a correction by the office after the trainer's time says why. Of order: which of two
// marks stands, whatever the order they come in.
#ifndef FEATURES_TRAINING_MARK_H
#define FEATURES_TRAINING_MARK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

enum mark_role { MARK_TRAINER, MARK_OFFICE };

struct mark_limits {		// settings mark_hours_trainer and mark_days_office
	int64_t trainer_hours, office_days;
};

// For how many minutes after the end of a session a role may mark. Unknown roles: 0.
int64_t mark_window(enum mark_role, const struct mark_limits *);

// May the role mark so many minutes after the end (negative: before it)? The last minute counts.
bool mark_allowed(enum mark_role, int64_t minutes_since_end, const struct mark_limits *);

// Must the role give a reason when it changes a mark?
bool mark_needs_why(enum mark_role, int64_t minutes_since_end, const struct mark_limits *);

// One person's mark, or what took it back. `status` NULL: there never was one; `op` "" when the device named none.
struct mark_state {
	const char *status, *note;
	struct instant at;		// NO_INSTANT: not known
	const char *op;
};

// Is it the very mark that stands, so that nothing is new? By its op; without one by time (`at` as the device said it),
// status and note; without a time, or with one still to come, by status and note.
bool mark_same(const struct mark_state *given, const struct mark_state *stands, struct instant now);

// When a mark counts as made: as the device said; on arrival when that time has not come yet or was not said, but
// then after what stands.
struct instant mark_moment(struct instant said, const struct mark_state *stands, struct instant now);

// Does the first one win: the later moment, then op, status and note in the order of their bytes? What never was loses.
bool mark_wins(const struct mark_state *, const struct mark_state *other);

#endif
