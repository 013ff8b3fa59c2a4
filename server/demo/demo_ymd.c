// SPDX-License-Identifier: GPL-3.0-or-later
// demo_ymd: the civil calendar in plain integers, away from the machine's zone and locale.
#include "demo/demo_ymd.h"

#include <stdio.h>

// Days since 1 March of the year 0: with February last, leap days need no special case.
static int ymd_number(int ymd)
{
	int month = ymd / 100 % 100;
	int year = ymd / 10000 - (month <= 2);
	int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + ymd % 100 - 1;

	return year * 365 + year / 4 - year / 100 + year / 400 + day_of_year;
}

static int ymd_of_number(int number)
{
	int era = number / 146097;
	int of_era = number % 146097;
	int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int day_of_year = of_era - (365 * year + year / 4 - year / 100);
	int shifted = (5 * day_of_year + 2) / 153;
	int day = day_of_year - (153 * shifted + 2) / 5 + 1;
	int month = shifted < 10 ? shifted + 3 : shifted - 9;

	return (year + era * 400 + (month <= 2)) * 10000 + month * 100 + day;
}

int ymd_add(int ymd, int days)
{
	return ymd_of_number(ymd_number(ymd) + days);
}

int ymd_between(int from, int to)
{
	return ymd_number(to) - ymd_number(from);
}

bool ymd_is_weekend(int ymd)
{
	// 1 March 2025 was a Saturday.
	return (ymd_number(ymd) - ymd_number(20250301) % 7) % 7 <= 1;
}

struct ymd_text ymd_text(int ymd)
{
	struct ymd_text text = { "" };

	if (ymd != 0 && ymd % 10000 == 0)
		snprintf(text.s, sizeof text.s, "%04d", ymd / 10000);
	else if (ymd != 0)
		snprintf(text.s, sizeof text.s, "%04d-%02d-%02d", ymd / 10000, ymd / 100 % 100,
			ymd % 100);
	return text;
}

struct ymd_text ymd_instant(int ymd, int minute)
{
	struct ymd_text text = ymd_text(ymd);
	struct ymd_text instant;

	snprintf(instant.s, sizeof instant.s, "%.10sT%.5s:00+07:00", text.s, ymd_clock(minute).s);
	return instant;
}

struct ymd_text ymd_clock(int minute)
{
	struct ymd_text text;

	snprintf(text.s, sizeof text.s, "%02d:%02d", minute / 60 % 24, minute % 60);
	return text;
}
