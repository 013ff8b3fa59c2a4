// SPDX-License-Identifier: GPL-3.0-or-later
// What a file is by its bytes, whatever it is called, and the names of columns.
#include "files/sheet.h"

#include <string.h>

enum { LETTERS = 26, LOOKED_AT = 1024 };

void sheet_column_name(int column, char out[SHEET_COLUMN_NAME])
{
	char name[SHEET_COLUMN_NAME];
	size_t n = 0;

	for (int c = column; c >= 0 && n + 1 < sizeof name; c = c / LETTERS - 1)
		name[n++] = (char)('A' + c % LETTERS);
	for (size_t i = 0; i < n; i++)
		out[i] = name[n - 1 - i];
	out[n] = '\0';
}

int sheet_column_read(const char *s, const char **end)
{
	int column = 0, n = 0;

	for (; n < 4; n++, s++) {
		char c = (char)(*s >= 'a' && *s <= 'z' ? *s - 'a' + 'A' : *s);

		if (c < 'A' || c > 'Z')
			break;
		column = column * LETTERS + (c - 'A' + 1);
	}
	*end = s;
	return n == 0 || n > 3 ? -1 : column - 1;
}

static bool begins(const char *bytes, size_t len, const char *with)
{
	return len >= strlen(with) && memcmp(bytes, with, strlen(with)) == 0;
}

// Excel 2, 3 and 4: the first record of a table that stands alone.
static bool is_before_97(const char *bytes, size_t len)
{
	return len > 4 && bytes[0] == '\x09' && (bytes[1] == 0 || bytes[1] == 2 || bytes[1] == 4) &&
		(bytes[2] == 4 || bytes[2] == 6) && bytes[3] == 0;
}

// A page or XML saved under a table's name, which old programs do.
static bool is_markup(const char *bytes, size_t len)
{
	size_t i = begins(bytes, len, "\xEF\xBB\xBF") ? 3 : 0;

	while (i < len && (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\r' || bytes[i] == '\n'))
		i++;
	if (begins(bytes + i, len - i, "MIME-Version:"))	// the page with its pictures in one file
		return true;
	return i + 1 < len && bytes[i] == '<' && memchr(bytes + i, '>', len - i) != NULL;
}

// Text in 16-bit letters begins with its byte order mark; no other table holds a NUL.
static bool is_binary(const char *bytes, size_t len)
{
	if (begins(bytes, len, "\xFF\xFE") || begins(bytes, len, "\xFE\xFF"))
		return false;
	return memchr(bytes, '\0', len < LOOKED_AT ? len : LOOKED_AT) != NULL;
}

const char *sheet_parse(const char *bytes, size_t len, int which, const struct sheet_sink *sink)
{
	if (len == 0)
		return "sheet_empty";
	if (begins(bytes, len, "PK\x03\x04"))
		return xlsx_parse(bytes, len, which, sink);
	if (begins(bytes, len, "\xD0\xCF\x11\xE0") || begins(bytes, len, "\x09\x08"))	// MS-CFB; its stream alone
		return xls_parse(bytes, len, which, sink);
	if (is_before_97(bytes, len))
		return "sheet_old";
	if (is_markup(bytes, len))
		return "sheet_markup";
	if (begins(bytes, len, "%PDF") || is_binary(bytes, len))
		return "sheet_no_table";
	return csv_lax_parse(bytes, len, sink);
}
