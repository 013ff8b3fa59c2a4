// SPDX-License-Identifier: GPL-3.0-or-later
// How long a session is, as a pure rule.
#include "features/training/training.h"

int64_t session_minutes(struct hhmm start, struct hhmm end, int64_t periods, int64_t period_minutes)
{
	if (end.minutes == NO_DAY)
		return periods * period_minutes;
	return end.minutes > start.minutes ? end.minutes - start.minutes : 0;
}
