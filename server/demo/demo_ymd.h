// SPDX-License-Identifier: GPL-3.0-or-later
// demo_ymd: days written as the number 20251231, so that tables of dates can be read.
#ifndef DEMO_DEMO_YMD_H
#define DEMO_DEMO_YMD_H

#include <stdbool.h>

struct ymd_text {
	char s[40];
};

// The day so many days later (or earlier, when days is negative).
int ymd_add(int ymd, int days);

// Days from one day to another; negative when it goes back.
int ymd_between(int from, int to);

// Saturday or Sunday.
bool ymd_is_weekend(int ymd);

// "2025-12-31"; "2025" for 20250000, a day of which only the year is known; "" for 0, unknown.
struct ymd_text ymd_text(int ymd);

// "2025-12-31T11:05:00+07:00", the minute counted from midnight in Vietnam.
struct ymd_text ymd_instant(int ymd, int minute);

// "08:05"
struct ymd_text ymd_clock(int minute);

#endif
