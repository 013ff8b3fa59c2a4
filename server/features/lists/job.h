// SPDX-License-Identifier: GPL-3.0-or-later
// What the steps of the job share: one list while it is worked on.
#ifndef FEATURES_LISTS_JOB_H
#define FEATURES_LISTS_JOB_H

#include "features/lists/list.h"
#include "features/lists/lists.h"

enum { LIST_BATCH = 500 };	// rows a statement

struct list_todo { int64_t id, account, person; const char *state; };

struct list_job {
	int64_t id;
	const char *kind;
	int64_t unit, class, account, bytes;
	const char *state;
	int64_t sheet;
	const char *plan, *found_sealed, *mode, *why;
	int64_t rows_all, parts;
};

// A body that rows may name.
struct list_unit { int64_t id; const char *code, *folded; };
extern const struct shape list_unit_shape;

// A row as it lies: its cells, what was read of them, what was found of whom it is about.
struct list_cells { int64_t row; const char *cells_sealed, *read_sealed, *verdict; };
extern const struct shape list_cells_shape;

// A list at work. Its transactions are those of whoever brought it: row-level security and the record say so.
struct list_run {
	struct work *w;
	const struct list_todo *todo;
	const struct list_job *job;
	enum list_kind kind;
};

// Begins a transaction of the account that brought the list.
void list_begin(struct list_run *);

// Seals and opens texts of one list; `place` is unique in it. Opened text that was altered is NULL.
const char *list_seal(int64_t import, const char *place, const char *text, struct arena *);
const char *list_open(int64_t import, const char *place, const char *sealed, struct arena *);
// The place of a row's cells, and of what was read of them.
const char *list_place_cells(int64_t row, struct arena *);
const char *list_place_read(int64_t row, struct arena *);

// What is known of the file besides its rows: lines "key US value RS".
const char *list_found_add(const char *found, const char *key, const char *value, struct arena *);

// The cells of rows, opened into `rows`; gives how many opened: those that were altered are left out.
size_t list_cells_open(struct list_run *, const struct list_cells *, size_t n, struct sheet_row *rows);

// The plan somebody said, or one found in the first rows (header 0: none). *found gets what is told of the file, in the
// arena of the work; the plan's texts stay in `lasting`.
struct list_plan list_plan_make(struct list_run *, struct arena *lasting, const char **found);

// The sentence of something noticed: list_<code>, or the code's own where another room has one. In the arena.
const char *list_said(enum language, const char *code, const char *said, const char *taken, struct arena *);
// The sentence of a problem of a row; what identifies or reaches a person is masked in it.
const char *list_problem_said(enum language, const struct list_read *, const struct list_problem *, struct arena *);
// "D9"; NULL without a column.
const char *list_address(int64_t row, int column, struct arena *);

// The steps. Each begins and ends its transactions; the first two give false when the list was refused or the database
// failed.
bool list_file_read(struct list_run *);
bool list_look(struct list_run *);
bool list_write(struct list_run *);
bool list_take_back(struct list_run *);

#endif
