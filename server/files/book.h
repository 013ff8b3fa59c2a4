// SPDX-License-Identifier: GPL-3.0-or-later
// Workbooks (.xlsx) written sheet by sheet and row by row, in a process of its own: what writing one takes is given back
// with it, and the server carries none of it while nobody wants a workbook.
#ifndef FILES_BOOK_H
#define FILES_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

#define BOOK_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// What a cell holds. Its text: as it is; 12.5; YYYY-MM-DD; YYYY-MM-DDTHH:MM; HH:MM. What does not read as such stays text.
// Text is never a formula, whatever it begins with.
enum book_kind { BOOK_TEXT, BOOK_NUMBER, BOOK_DATE, BOOK_MOMENT, BOOK_TIME, BOOK_KINDS };

enum book_look { BOOK_PLAIN, BOOK_TITLE, BOOK_HEAD, BOOK_WRONG, BOOK_DOUBT, BOOK_QUIET, BOOK_LOOKS };

struct book_cell { enum book_kind kind; enum book_look look; const char *text; };	// NULL or "": empty

struct book;

// A workbook begins. What goes wrong on the way is said by book_end() alone.
struct book *book_new(struct arena *);

// The next sheet; its name (at most 31 characters, none of []:*?/\) is taken as far as it may be one.
void book_sheet(struct book *, const char *name);

// How wide a column of the sheet is, in characters, and how what somebody types into it later is taken. Before its rows.
void book_column(struct book *, int column, int width, enum book_kind);

// The next row; n 0 leaves one empty.
void book_row(struct book *, const struct book_cell *, size_t n);

// The row just written holds `n` headings: it stays in sight, and what comes below can be filtered by it.
void book_head(struct book *, size_t n);

// From the row just written on, `rows` cells of a column take one of the cells `from`, "='Danh mục'!$A$2:$A$9".
void book_choice(struct book *, int column, int rows, const char *from);

// Gives a descriptor with the finished file, at its beginning, or -1. The caller closes it.
int book_end(struct book *);

// The other process: messages on standard input, the file on standard output. False when it could not be written.
bool book_serve(void);

// What goes between the two: a letter, then its numbers and texts.
enum book_message { MESSAGE_SHEET = 'S', MESSAGE_COLUMN = 'C', MESSAGE_ROW = 'R', MESSAGE_HEAD = 'H', MESSAGE_CHOICE = 'V',
	MESSAGE_END = 'E' };
enum { BOOK_TEXT_MOST = 32767, BOOK_COLUMNS = 256, BOOK_BYTES_MOST = 4 * BOOK_TEXT_MOST };	// Excel's own: characters of a cell

#endif
