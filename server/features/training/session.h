// SPDX-License-Identifier: GPL-3.0-or-later
// A session while it is being changed or marked.
#ifndef FEATURES_TRAINING_SESSION_H
#define FEATURES_TRAINING_SESSION_H

#include "base/shape.h"

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

#endif
