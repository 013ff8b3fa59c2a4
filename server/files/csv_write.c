// SPDX-License-Identifier: GPL-3.0-or-later
// csv_write: writes records of comma separated values; the other direction is csv_read.
#include "files/csv_write.h"

#include <stdbool.h>
#include <string.h>

#include "files/csv_read.h"

static bool field_needs_quotes(const char *field, bool alone)
{
	if (*field == '\0')
		return alone;
	return field[strcspn(field, ",\"\r\n")] != '\0';
}

static void field_put(FILE *out, const char *field, bool alone)
{
	const char *guard = csv_is_formula(field) ? "'" : "";

	if (!field_needs_quotes(field, alone)) {
		fprintf(out, "%s%s", guard, field);
		return;
	}
	fprintf(out, "\"%s", guard);
	for (; *field != '\0'; field++) {
		if (*field == '"')
			putc('"', out);
		putc(*field, out);
	}
	putc('"', out);
}

int csv_row(FILE *out, const char *const *fields, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			putc(',', out);
		field_put(out, fields[i] != NULL ? fields[i] : "", n == 1);
	}
	putc('\n', out);
	return ferror(out) ? -1 : 0;
}
