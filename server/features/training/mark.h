// SPDX-License-Identifier: GPL-3.0-or-later
// The rule of time for marks: the trainer for some hours after the session's end, the organising office
// for some days; a correction by the office after the trainer's time says why.
#ifndef FEATURES_TRAINING_MARK_H
#define FEATURES_TRAINING_MARK_H

#include <stdbool.h>
#include <stdint.h>

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

#endif
