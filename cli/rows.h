// SPDX-License-Identifier: GPL-3.0-or-later
// A table people paste or save from a spreadsheet (CSV), row by row, its columns by name.
#ifndef CLI_ROWS_H
#define CLI_ROWS_H

#include "cli/cli.h"

enum { ROW_COLUMNS = 8 };

struct csv;

struct rows {
	struct call *call;
	struct csv *csv;
	const char *const *names;	// of the columns wanted, ended by NULL
	size_t at[ROW_COLUMNS];		// where each stands
	bool begun;
	int64_t line;			// of the row, from 1
	const char *values[ROW_COLUMNS];	// by names; NULL: empty, or not there. In the arena
};

// Starts on `bytes`, which stay; fails the call when semicolons or tabs part them. Without a header the columns come in the order of `names`.
void rows_open(struct rows *, struct call *, const char *bytes, const char *const *names);

// The next row that is not empty; false at the end, and after a row that is no CSV: the call has failed then.
bool rows_next(struct rows *);

void rows_close(struct rows *);

#endif
