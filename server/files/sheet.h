// SPDX-License-Identifier: GPL-3.0-or-later
// Tables as offices keep them, row by row: an Excel workbook (.xlsx) (also the old .xls) or what spreadsheets call CSV.
//
// Files come from strangers. Nothing in one is run, no declared size is believed, everything read is counted
// against the ceilings below, and what goes beyond is refused with a code that has a sentence: a file is never
// half read in silence.
#ifndef FILES_SHEET_H
#define FILES_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SHEET_COLUMNS = 256,		// a filled cell further right refuses the file
	SHEET_ROWS = 60000,		// filled rows
	SHEET_ROW_LAST = 1048576,	// Excel's own last row
	SHEET_TEXT = 8000,		// bytes of a cell
	SHEET_COLUMN_NAME = 8,		// "ABC" and its NUL
};

// A date is a number whose format shows a day; its text is YYYY-MM-DD.
enum cell_kind { CELL_TEXT, CELL_NUMBER, CELL_DATE, CELL_BOOL, CELL_ERROR, CELL_KINDS };
// Computed by the spreadsheet; copied from a merged cell's corner; letters of an old font, read as what they show.
enum { CELL_FORMULA = 1, CELL_SPREAD = 2, CELL_TCVN3 = 4, CELL_VNI = 8, CELL_LETTERS = CELL_TCVN3 | CELL_VNI };

struct sheet_cell {
	int column;			// from 0
	enum cell_kind kind;
	unsigned flags;
	const char *text;		// valid UTF-8, never empty
	size_t len;
	const char *stood;		// of a cell with old letters: what stands there without its font; else NULL
	size_t stood_len;
};

struct sheet_row {
	int64_t number;			// from 1, as the spreadsheet shows it
	size_t n;			// filled cells, in the order of their columns
	struct sheet_cell cells[SHEET_COLUMNS];
};

// Who listens. Both give false to stop. `about` hears what the file is: "format" (xlsx, xls, csv), "encoding" (utf-8,
// utf-16, windows-1258, tcvn3, vni), "separator", "sheet" (once for each, in order), "chosen" (the number of the sheet read, from 0).
struct sheet_sink {
	bool (*about)(void *ctx, const char *key, const char *value);
	bool (*row)(void *ctx, const struct sheet_row *);
	void *ctx;
};

// Reads sheet `which` (from 0; -1: the first that is not hidden) of the file. NULL, or the code of the refusal
// (static storage); "sheet_stopped" when a listener said no.
const char *sheet_parse(const char *bytes, size_t len, int which, const struct sheet_sink *);

// The same in a process of its own with little memory and time and nearly no system calls, so that a fault of the
// libraries stays there.
const char *sheet_read(const char *bytes, size_t len, int which, const struct sheet_sink *);

// That process: the file on standard input, rows on standard output.
void sheet_serve(int which);

// One format each.
const char *xlsx_parse(const char *bytes, size_t len, int which, const struct sheet_sink *);
const char *xls_parse(const char *bytes, size_t len, int which, const struct sheet_sink *);
// Loads what converts letters, which is read from the disk: before the process is fenced in.
void csv_lax_prepare(void);
const char *csv_lax_parse(const char *bytes, size_t len, const struct sheet_sink *);

// "A" for 0, "AB" for 27.
void sheet_column_name(int column, char out[SHEET_COLUMN_NAME]);
// The column of letters like "AB" (small ones too), or -1; *end is behind them.
int sheet_column_read(const char *s, const char **end);

#endif
