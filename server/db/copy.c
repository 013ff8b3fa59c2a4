// SPDX-License-Identifier: GPL-3.0-or-later
// The text form of COPY.
#include <string.h>

#include "db/copy.h"

size_t copy_room(const char *const *values, int columns)
{
	size_t need = (size_t)columns * 3 + 1;

	for (int c = 0; c < columns; c++)
		need += values[c] == NULL ? 0 : 2 * strlen(values[c]);
	return need;
}

static char *value_write(char *to, const char *s)
{
	for (; *s != '\0'; s++) {
		const char *escaped = *s == '\t' ? "\\t" : *s == '\n' ? "\\n" : *s == '\r' ? "\\r" : *s == '\\' ? "\\\\" : NULL;

		if (escaped == NULL) {
			*to++ = *s;
		} else {
			*to++ = escaped[0];
			*to++ = escaped[1];
		}
	}
	return to;
}

size_t copy_write(char *to, const char *const *values, int columns)
{
	char *start = to;

	for (int c = 0; c < columns; c++) {
		if (c > 0)
			*to++ = '\t';
		to = value_write(to, values[c] == NULL ? "" : values[c]);
		if (values[c] == NULL) {
			*to++ = '\\';
			*to++ = 'N';
		}
	}
	*to++ = '\n';
	return (size_t)(to - start);
}
