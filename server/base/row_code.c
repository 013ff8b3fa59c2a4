// SPDX-License-Identifier: GPL-3.0-or-later
// Codes of rows: a person's number in 31 signs that do not look alike, and a sign that sums them up.
#include "base/row_code.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { CODE_LEAST = 3, CODE_MOST = ROW_CODE - 2 };

static const char digits[] = "0123456789ACDEFGHJKLMNPQRTUVWXY";
static const int64_t base = sizeof digits - 1;

static int64_t value_of(char c)
{
	return strchr(digits, c) - digits;
}

void row_code(int64_t person, char out[ROW_CODE])
{
	char back[ROW_CODE];
	size_t n = 0, at = 0;
	int64_t sum = 0;

	for (int64_t rest = person; rest > 0 || n < CODE_LEAST; rest /= base)
		back[n++] = digits[rest % base];
	while (n > 0) {
		out[at++] = back[--n];
		sum += value_of(out[at - 1]) * (int64_t)(at + 1);
	}
	out[at] = digits[sum % base];
	out[at + 1] = '\0';
}

// The sign somebody meant, or '\0'.
static char meant(char c)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'O')
		c = '0';
	if (c == 'I')
		c = '1';
	return c != '\0' && strchr(digits, c) != NULL ? c : '\0';
}

int64_t row_code_read(const char *typed)
{
	char signs[CODE_MOST + 1], again[ROW_CODE];
	int64_t person = 0;
	size_t n = 0;

	for (; *typed != '\0'; typed++) {
		if (*typed == ' ' || *typed == '-')
			continue;
		if (n == CODE_MOST || meant(*typed) == '\0')
			return 0;
		signs[n++] = meant(*typed);
	}
	signs[n] = '\0';
	if (n <= CODE_LEAST || (n > CODE_LEAST + 1 && signs[0] == '0'))
		return 0;
	for (size_t i = 0; i + 1 < n; i++) {
		if (person > (INT64_MAX - base) / base)
			return 0;
		person = person * base + value_of(signs[i]);
	}
	row_code(person, again);
	return person > 0 && strcmp(again, signs) == 0 ? person : 0;
}
