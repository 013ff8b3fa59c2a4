// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of a workbook's reader share: the book around its sheets.
#ifndef FILES_XLSX_H
#define FILES_XLSX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "files/sheet.h"

struct arena;
struct unzip;
struct xml_ears;

enum { XLSX_SHEETS = 100, XLSX_STYLES = 65536, XLSX_STRINGS = 1000000, XLSX_STRING_BYTES = 48 << 20 };

struct xlsx {
	struct unzip *zip;
	struct arena *arena;
	const struct sheet_sink *sink;
	bool from_1904;			// days are counted from 1904 (old Macintosh)
	const char *part;		// of the sheet that is read: "xl/worksheets/sheet1.xml"
	bool *dates;			// of each cell format: does it show a day?
	size_t dates_n;
	struct text strings;		// shared strings, each ended by NUL
	uint32_t *string_at;		// where each begins
	size_t strings_n, strings_room;
};

// Reads one part through listeners. NULL or the refusal.
const char *xlsx_part(struct xlsx *, const char *name, const struct xml_ears *);

// Fills the book: its sheets (told to the sink), the chosen one's part, formats, strings. NULL or the refusal.
const char *xlsx_book(struct xlsx *, int which);

// Reads the chosen sheet's rows into the sink. NULL or the refusal.
const char *xlsx_rows(struct xlsx *);

#endif
