// SPDX-License-Identifier: GPL-3.0-or-later
// Days that facts may have: the API and the data package take the same.
#ifndef BASE_BOUNDS_H
#define BASE_BOUNDS_H

#include <stdbool.h>

#include "base/clock.h"

// May a session be on that day? From 2000 to 2099: anything else is a slip of the hand.
bool session_date_fits(struct date);

// May somebody be born on that day? From 1880, the first year whose end of working age is kept
// (schema/0001_org.sql, working_age_end), to today.
bool birth_fits(struct date birth, struct date today);

#endif
