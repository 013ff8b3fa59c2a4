// SPDX-License-Identifier: GPL-3.0-or-later
// How long a session is and on which days it may be, as pure rules.
#include "features/training/training.h"

int64_t session_minutes(struct hhmm start, struct hhmm end, int64_t periods, int64_t period_minutes)
{
	if (end.minutes == NO_DAY)
		return periods * period_minutes;
	return end.minutes > start.minutes ? end.minutes - start.minutes : 0;
}

bool session_date_fits(struct date day)
{
	return date_from(2000, 1, 1).days <= day.days && day.days <= date_from(2099, 12, 31).days;
}
