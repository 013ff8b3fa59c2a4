// SPDX-License-Identifier: GPL-3.0-or-later
// The first and the last day of each kind of fact.
#include "base/bounds.h"

enum { SESSION_FIRST = 2000, SESSION_LAST = 2099, BIRTH_FIRST = 1880 };	// years

bool session_date_fits(struct date day)
{
	return date_from(SESSION_FIRST, 1, 1).days <= day.days && day.days <= date_from(SESSION_LAST, 12, 31).days;
}

bool birth_fits(struct date birth, struct date today)
{
	return date_from(BIRTH_FIRST, 1, 1).days <= birth.days && birth.days <= today.days;
}
