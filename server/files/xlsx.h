// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of a workbook's reader share: the book around its sheets.
#ifndef FILES_XLSX_H
#define FILES_XLSX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "files/letters.h"
#include "files/sheet.h"

struct arena;
struct unzip;
struct xml_ears;

enum { XLSX_SHEETS = 100, XLSX_STYLES = 65536, XLSX_STRINGS = 1000000, XLSX_STRING_BYTES = 48 << 20 };

// What a cell format says of what stands in a cell.
struct xlsx_style { bool day; enum letters letters; };

struct xlsx {
	struct unzip *zip;
	struct arena *arena;
	const struct sheet_sink *sink;
	bool from_1904;			// days are counted from 1904 (old Macintosh)
	const char *part;		// of the sheet that is read: "xl/worksheets/sheet1.xml"
	struct xlsx_style *styles;
	size_t styles_n;
	struct text strings;		// shared strings with the signs of their runs, each ended by NUL
	uint32_t *string_at;		// where each begins
	size_t strings_n, strings_room;
};

// Reads one part through listeners. NULL or the refusal.
const char *xlsx_part(struct xlsx *, const char *name, const struct xml_ears *);

// Which font the letters are in while a text is read: hears every element of it, in order, and writes the sign of a run.
struct xlsx_run { char now, last; };
void xlsx_run_opened(struct xlsx_run *, const char *name, const char **attributes, struct text *into);

// Room for one cell's text, used again for each.
struct xlsx_texts { struct text read, stood; };
struct xlsx_texts xlsx_texts_new(struct arena *);

// A text with its signs as a cell, read in the letters of its fonts, those of the cell itself being `own`. Its texts stay
// until the next; of its members column is not set.
struct sheet_cell xlsx_text_cell(struct xlsx_texts *, enum letters own, const char *s, size_t len);

// Fills the book: its sheets (told to the sink), the chosen one's part, formats, strings. NULL or the refusal.
const char *xlsx_book(struct xlsx *, int which);

// Reads the chosen sheet's rows into the sink. NULL or the refusal.
const char *xlsx_rows(struct xlsx *);

#endif
