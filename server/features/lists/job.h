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

// Something rows may name: a unit, a course.
struct list_folded { int64_t id; const char *code, *folded; };
struct list_names {
	const struct list_folded *units, *courses;
	size_t units_n, courses_n;
	int64_t home;			// of rows that name no unit; 0: they must
};

// What a row is about, as far as it is known.
struct list_about_row {
	int64_t row;
	int64_t person, unit, course;	// 0: none, or not known
	struct list_read *read;
};

// A row as it lies: its cells, what was read of them, what was found of whom it is about.
struct list_cells { int64_t row; const char *cells_sealed, *read_sealed, *verdict; };
extern const struct shape list_cells_shape;
extern const struct shape list_session_shape;

// A list at work. Its transactions are those of whoever brought it: row-level security and the record say so.
struct list_run {
	struct work *w;
	const struct list_todo *todo;
	const struct list_job *job;
	const struct list_kind *kind;
	bool letters_kept;		// the plan says so of old letters
};

// What is done with rows of a kind. `ask` is what list_ask_begin() and its kin write: the list, and rows. Of nominations
// training checks and writes.
struct list_steps {
	const struct query *who;	// (account, unit, today): may the account bring it?
	const struct query *wrong;	// (ask) -> list_wrong; NULL: nothing more can be
	const struct query *made;	// (ask): writes them, and what came of each; who is new is there by then
	const struct query *built;	// (import): how many have something built upon them
	const struct query *undo;	// (ask): takes back what is not a person, of rows behind `after` up to `upto`
};
const struct list_steps *list_steps_of(const struct list_kind *);

// What the database finds wrong with a row: in what a field says, or in a column ("@5", from 0).
struct list_wrong { int64_t row; const char *field, *code, *taken; bool blocks; };
extern const struct shape list_wrong_shape;

void list_wrong_add(struct list_read *, const struct list_wrong *);

// Tells a row that somebody, or the same of somebody, stood further up in the file; kept for the rows below.
struct seen;
void list_twice_look(struct list_run *, struct seen *, struct list_about_row *);

// A list and some of its rows as JSON for the steps.
enum { LIST_ASK_MOST = 24 << 20 };
struct text list_ask_begin(struct list_run *);
void list_ask_row(struct text *, const struct list_about_row *, const struct list_kind *);
const char *list_ask_end(struct text *);
// The list and a range of its rows, the first not with them.
const char *list_ask_range(struct list_run *, int64_t after, int64_t upto);
// A member of the row that was begun last; nothing for NULL.
void list_ask_more(struct text *, const char *key, const char *value);

// What rows of the list may name. The caller's transaction; the work's arena.
struct list_names list_names_load(struct list_run *);
// Fills unit and course of a row; what is not found is a problem of it.
void list_names_find(const struct list_names *, const struct list_kind *, struct list_about_row *, struct arena *);

// Begins a transaction of the account that brought the list.
void list_begin(struct list_run *);

// Seals and opens texts of one list; `place` is unique in it. Opened text that was altered is NULL.
const char *list_seal(int64_t import, const char *place, const char *text, struct arena *);
const char *list_open(int64_t import, const char *place, const char *sealed, struct arena *);
// The place of what was found, of a part of the file, of a row's cells, and of what was read of them.
#define LIST_PLACE_FOUND "found"
const char *list_place_part(int64_t part, struct arena *);
const char *list_place_cells(int64_t row, struct arena *);
const char *list_place_read(int64_t row, struct arena *);

// What is known of the file besides its rows: lines "key US value RS".
const char *list_found_add(const char *found, const char *key, const char *value, struct arena *);
// The next of them: *found is moved behind it; false at the end.
bool list_found_next(const char **found, const char **key, const char **value, struct arena *);
// The rest of a value like "B=..." when it is about that column, else NULL.
const char *list_found_of(const char *value, const char *column);
// As much of a cell as is shown of it.
const char *list_sample(const char *text, struct arena *);

// Old letters that were read in a file, column by column.
struct list_letters;
struct list_letters *list_letters_new(struct arena *);
// Hears a row; what it keeps of it is in the arena it was made in.
void list_letters_hear(struct list_letters *, const struct sheet_row *);
// Adds what was heard to what is known of the file.
const char *list_letters_found(const struct list_letters *, const char *found);
// What is known of them, for who looks at the list, as JSON of `list_letters_column_shape`: "[]" when there are none.
const char *list_letters_json(const char *found, const struct list_plan *, struct arena *);
extern const struct shape list_letters_column_shape;

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
