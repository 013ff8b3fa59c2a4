// SPDX-License-Identifier: GPL-3.0-or-later
// Until when who may mark, as a table.
#include "features/training/mark.h"

#include <stddef.h>

enum { HOUR = 60, DAY = 24 * HOUR };

int64_t mark_window(enum mark_role role, const struct mark_limits *limits)
{
	const int64_t windows[] = {
		[MARK_TRAINER] = limits->trainer_hours * HOUR,
		[MARK_OFFICE] = limits->office_days * DAY,
	};

	return (size_t)role < sizeof windows / sizeof windows[0] ? windows[role] : 0;
}

bool mark_allowed(enum mark_role role, int64_t minutes_since_end, const struct mark_limits *limits)
{
	return minutes_since_end <= mark_window(role, limits);
}

bool mark_needs_why(enum mark_role role, int64_t minutes_since_end, const struct mark_limits *limits)
{
	return role == MARK_OFFICE && !mark_allowed(MARK_TRAINER, minutes_since_end, limits);
}
