// SPDX-License-Identifier: GPL-3.0-or-later
// Data on standard output: tables and records people read, or the answer as it came (--json).
#ifndef CLI_SHOW_H
#define CLI_SHOW_H

#include "cli/cli.h"

enum cell { CELL_TEXT, CELL_CODE, CELL_NUMBER, CELL_DAY, CELL_INSTANT, CELL_YES, CELL_WORD, CELL_LIST };

// One column of a table, or one line of a record.
struct column {
	enum sentence title;
	const char *member;		// of the JSON object
	enum cell cell;			// texts, words and lists give way when the terminal is narrow
	const char *group;		// CELL_WORD, CELL_LIST: whose words
};
#define COLUMNS(...) (const struct column[]){ __VA_ARGS__, { .member = NULL } }

// A table of the rows, or with --json c->raw. Nothing once the call has failed.
void show_table(struct call *, const struct column *, const struct value *rows);

// One object, a line a member; members that are unknown are left out.
void show_record(struct call *, const struct column *, const struct value *);

// A table that belongs to the record above it: nothing when there are no rows, or with --json.
void show_below(struct call *, const struct column *, const struct value *rows);

// Prints c->raw (with --json) and says so; else false.
bool show_raw(struct call *);

// A member as people read it: 1.234, 05/09/2026, the word of a value. In the arena, never NULL.
const char *cell_of(struct arena *, const struct column *, const struct value *row);

// 1234 as "1.234" (vi) or "1,234" (en); 812 tenths as "81,2%".
const char *number_text(struct arena *, int64_t);
const char *percent_text(struct arena *, double percent);
const char *day_text(struct arena *, const char *iso);

// Without control characters: what the server sends must not steer the terminal.
const char *cell_clean(struct arena *, const char *);

// `s` cut to at most `width` characters, the last one then an ellipsis.
const char *cell_cut(struct arena *, const char *s, size_t width);

// `s` and spaces up to `width` characters, to the right when `right`.
void cell_print(const char *s, size_t width, bool right);

#endif
