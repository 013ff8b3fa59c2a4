// SPDX-License-Identifier: GPL-3.0-or-later
// Seals bound to a column and a person, and the mask.
#include "base/personal.h"

#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"

enum { SHOWN_FIRST = 4, SHOWN_LAST = 2, MASKED_LEAST = 8, STARS_MOST = 14, PHONE_LEAST = 8, PHONE_MOST = 15 };

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

bool personal_phone_fits(const char *s)
{
	size_t digits = 0;

	for (const char *p = s + (*s == '+'); *p != '\0'; p++) {
		if (strchr("0123456789 .-()", *p) == NULL)
			return false;
		digits += *p >= '0' && *p <= '9';
	}
	return digits >= PHONE_LEAST && digits <= PHONE_MOST;
}

bool personal_email_fits(const char *s)
{
	const char *at = strchr(s, '@'), *dot = at == NULL ? NULL : strrchr(at, '.');

	return dot != NULL && at > s && dot > at + 1 && dot[1] != '\0' && at[1] != '.' && strchr(at + 1, '@') == NULL &&
		strpbrk(s, " ,;<>\"()") == NULL && strstr(s, "..") == NULL;
}
