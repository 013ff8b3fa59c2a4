// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of the reader of .xlsx share: where the workbook's parts are.
#ifndef FILES_XLSX_H
#define FILES_XLSX_H

#include "files/sheet_book.h"

struct unzip;
struct xml_ears;

struct xlsx {
	struct unzip *zip;
	struct sheet_book book;
	const char *part;		// of the sheet that is read: "xl/worksheets/sheet1.xml"
};

// Reads one part through listeners. NULL or the refusal.
const char *xlsx_part(struct xlsx *, const char *name, const struct xml_ears *);

// Which font the letters are in while a text is read: hears every element of it, in order, and writes the sign of a run.
struct xlsx_run { int now, last; };	// enum letters; LETTERS_KINDS: those of the cell
void xlsx_run_opened(struct xlsx_run *, const char *name, const char **attributes, struct text *into);

// Fills the book: its sheets (told to the sink), the chosen one's part, formats, strings. NULL or the refusal.
const char *xlsx_book(struct xlsx *);

// Reads the chosen sheet's rows into the sink. NULL or the refusal.
const char *xlsx_rows(struct xlsx *);

#endif
