// SPDX-License-Identifier: GPL-3.0-or-later
// What both forms of Excel's workbooks (.xlsx, .xls) come to: formats, texts with the fonts they
// are in, rows with what is merged, and the ceilings of all that.
//
// All of it lives in the arena of the book. What goes beyond a ceiling is a refusal, which is a
// code with a sentence.
#ifndef FILES_SHEET_BOOK_H
#define FILES_SHEET_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "files/letters.h"
#include "files/sheet.h"

struct arena;

enum {
	BOOK_SHEETS = 100, BOOK_STYLES = 65536, BOOK_FORMATS = 4096, BOOK_FONTS = 4096, BOOK_NAME = 400,
	BOOK_STRINGS = 1000000, BOOK_STRING_BYTES = 48 << 20,
	BOOK_NUMBER_TEXT = 40,
};

// What a cell format says of what stands in a cell.
struct book_style { bool day; enum letters letters; };

struct sheet_book {
	struct arena *arena;
	const struct sheet_sink *sink;
	int which, seen;		// the sheet that is wanted; how many there are
	bool chosen;			// it was found
	bool from_1904;			// days are counted from 1904 (old Macintosh)
	int64_t *days;			// own number formats that show a day
	size_t days_n;
	enum letters *fonts;
	size_t fonts_n;
	struct book_style *styles;
	size_t styles_n;
	struct text strings;		// shared strings with the signs of their runs, each ended by NUL
	uint32_t *string_at;		// where each begins
	size_t strings_n, strings_room;
};

// --- sheet_book.c ---

// A book whose sheet `which` is wanted (from 0; -1: the first that is not hidden).
struct sheet_book sheet_book_new(struct arena *, const struct sheet_sink *, int which);

// Tells the sink of the next sheet, and whether it is the one; *is_it stays when it is not. NULL or
// the refusal. `name` is valid UTF-8.
const char *sheet_book_offer(struct sheet_book *, const char *name, bool hidden, bool *is_it);

// A number format by its code ("dd/mm/yyyy"); a font by its name (NULL: none yet, it is plain); a
// cell format of both. What is beyond the ceilings is left out: such cells are plain numbers and
// plain text.
void sheet_book_format(struct sheet_book *, int64_t number, const char *code);
void sheet_book_font(struct sheet_book *, const char *name);
void sheet_book_style(struct sheet_book *, int64_t format, uint64_t font);

// A shared string: begun, then written to `strings` with its signs, then ended. NULL or the
// refusal.
const char *sheet_book_string_begin(struct sheet_book *);
const char *sheet_book_string_end(struct sheet_book *);

// The day of a serial number (ECMA-376 part 1, 18.17.4.1), or false: none that Excel knows.
bool sheet_book_day(const struct sheet_book *, double serial, char out[BOOK_NUMBER_TEXT]);

// --- sheet_text.c ---

// Signs in front of what follows in a text: in the font of its cell, in that font.
void sheet_text_of_cell(struct text *);
void sheet_text_of_letters(struct text *, enum letters);

// Room for one cell's text, used again for each.
struct sheet_texts { struct text read, stood; };
struct sheet_texts sheet_texts_new(struct arena *);

// A text with its signs as a cell, read in the letters of its fonts, those of the cell itself being
// `own`. Its texts stay until the next; of its members column is not set.
struct sheet_cell sheet_text_cell(struct sheet_texts *, enum letters own, const char *s, size_t len);

// --- sheet_rows.c ---

// Cells that are one, both ends included; rows from 1, columns from 0.
struct sheet_area { int64_t row, last_row; int column, last_column; };

// Where a cell stands and what is said of it beside its value.
struct sheet_place { int column; size_t style; bool formula; };

// The rows of one sheet on their way to the sink. `enough` once nothing more is wanted; `refusal`
// says why, the first one stays.
struct sheet_rows {
	struct sheet_book *book;
	bool enough;
	const char *refusal;
	size_t filled;			// rows that had a cell
	int64_t number;			// of the row
	struct row_work *work;
};

struct sheet_rows sheet_rows_new(struct sheet_book *);
void sheet_rows_refuse(struct sheet_rows *, const char *code);

// All that is merged, in any order, is said before the first row.
void sheet_rows_merge(struct sheet_rows *, struct sheet_area);

// Rows come in order, from 1, and their cells in the order of their columns. A cell without a text
// is none.
void sheet_rows_begin(struct sheet_rows *, int64_t number);
void sheet_rows_text(struct sheet_rows *, struct sheet_place, const char *s, size_t len);
void sheet_rows_number(struct sheet_rows *, struct sheet_place, double);
void sheet_rows_mark(struct sheet_rows *, struct sheet_place, enum cell_kind, const char *s, size_t len);
void sheet_rows_string(struct sheet_rows *, struct sheet_place, uint64_t index);	// one of the shared ones
void sheet_rows_end(struct sheet_rows *);

// NULL or the refusal, once the last row has ended.
const char *sheet_rows_done(const struct sheet_rows *);

#endif
