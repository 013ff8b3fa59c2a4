// SPDX-License-Identifier: GPL-3.0-or-later
// Seals bound to a column and a person, and the mask.
#include "base/personal.h"

#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"

enum { SHOWN_FIRST = 4, SHOWN_LAST = 2, MASKED_LEAST = 8, STARS_MOST = 14 };

static const char *place_of(const char *column, const char *person, struct arena *a)
{
	return arena_printf(a, "person|%s|%s", column, person);
}

const char *personal_seal(const char *plain, const char *column, const char *person, struct arena *a)
{
	return plain == NULL ? NULL : crypto_seal(plain, place_of(column, person, a), a);
}

const char *personal_open(const char *sealed, const char *column, const char *person, struct arena *a)
{
	static const char before[] = "k0.";

	if (sealed == NULL)
		return NULL;
	if (strcmp(column, "email") == 0 && strncmp(sealed, before, strlen(before)) == 0)
		return sealed + strlen(before);
	return crypto_open(sealed, place_of(column, person, a), a);
}

const char *personal_masked(const char *plain, struct arena *a)
{
	static const char stars[] = "**************";
	size_t len = plain == NULL ? 0 : strlen(plain), hidden = len - SHOWN_FIRST - SHOWN_LAST;

	if (plain == NULL)
		return NULL;
	if (len < MASKED_LEAST)
		return "******";
	return arena_printf(a, "%.4s%.*s%s", plain, (int)(hidden < STARS_MOST ? hidden : STARS_MOST), stars,
		plain + len - SHOWN_LAST);
}
