// SPDX-License-Identifier: GPL-3.0-or-later
// Lists of people as offices bring them: what their columns are, what a row says. No database here.
#ifndef FEATURES_LISTS_LIST_H
#define FEATURES_LISTS_LIST_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "files/sheet.h"

struct arena;
struct text;

enum list_field {
#define COLUMN(field, spellings) LIST_##field,
#include "features/lists/columns.def"
#undef COLUMN
	LIST_FIELDS, LIST_NONE = LIST_FIELDS
};

#define LIST_BIT(field) (UINT64_C(1) << (field))
static_assert(LIST_FIELDS <= 64, "a set of fields is one number");

// What a list may be of: a row of kinds.def. Sets of fields are numbers with a bit each.
enum list_about { ABOUT_ANYBODY, ABOUT_KNOWN, ABOUT_THING };
enum list_places { PLACE_BODY, PLACE_HOME, PLACE_TERRITORY, PLACE_ANY };
enum list_class { OF_NO_CLASS = false, OF_CLASS = true, OF_CLASS_TAUGHT };
struct list_kind {
	const char *name;		// in the API and in the database
	enum list_about about;
	enum list_places places;
	enum list_class of_class;
	uint64_t names, key, needs, says;
	uint64_t fields;		// everything its columns may be
};
extern const struct list_kind list_kinds[];
extern const size_t list_kinds_n;
const struct list_kind *list_kind_named(const char *);	// NULL: there is none

// "full_name"; LIST_NONE has none (NULL). The field of a name, or LIST_NONE.
const char *list_field_name(enum list_field);
enum list_field list_field_named(const char *name);

// Which column is what. Rows up to `header` + `header_rows` - 1 are the title block and the titles. A column of marks
// is of one session, by its number in the class.
enum { LIST_SESSION_UNSAID = -1 };
struct list_plan {
	int64_t header, header_rows;
	enum list_field of[SHEET_COLUMNS];
	int64_t session[SHEET_COLUMNS];		// of columns of marks
	const char *of_all[LIST_FIELDS];	// of rows that have no such cell, or NULL
	bool letters_kept;		// old letters stay as they stand: somebody said that they are none
};

enum { LIST_LOOKED_AT = 60, LIST_SAMPLES = 3, LIST_PROBLEMS = 24, LIST_MARKS = 120 };

// A session of the class a list is of, as titles may name it.
struct list_session { int64_t number; struct date date; const char *starts; };	// starts: HH:MM, or NULL

// Does a title read like that of a column of marks: "Buổi 1", "12/11", "12/11/2026 sáng", "3"?
bool list_title_marks(const char *title, struct arena *);
// Says which sessions columns of marks are of; a title that fits none, or several, or that another has too, stays unsaid.
void list_plan_sessions(struct list_plan *, const char *const titles[SHEET_COLUMNS], const struct list_session *, size_t n,
	struct arena *);
// Takes columns without a known title for marks when nothing but marks stands in them; their session is unsaid.
void list_plan_marks(struct list_plan *, const struct list_kind *, const struct sheet_row *rows, size_t n, struct arena *);
// Has the plan a column of marks for each session, instead of a row for each mark?
bool list_plan_wide(const struct list_plan *);

// Finds the titles among the first rows of a sheet. `titles` gets the title of each column (NULL: none). A plan
// without a column of the kind's names has found nothing: header 0.
struct list_plan list_detect(const struct list_kind *, const struct sheet_row *rows, size_t n,
	const char *titles[SHEET_COLUMNS], struct arena *);

// Titles and fields of a sheet whose titles somebody says begin in that row and take so many rows.
struct list_plan list_titled(const struct list_kind *, const struct sheet_row *rows, size_t n, int64_t header,
	int64_t header_rows, const char *titles[SHEET_COLUMNS], struct arena *);

// Which of these fields a title names, and how sure that is: 100 as in the table, 80 one that begins so, 0 none.
enum list_field list_field_titled(const char *title, uint64_t fields, int *sure, struct arena *);

// A plan as one line of text for keeping, and back; false when it is none.
const char *list_plan_text(const struct list_plan *, struct arena *);
bool list_plan_read(const char *, struct list_plan *, struct arena *);

// Does a plan's text keep old letters as they stand?
bool list_plan_keeps(const char *);

// Something noticed in a row: an error holds it back, a notice tells what was taken for what.
struct list_problem {
	const char *code;		// the sentence is list_<code>
	int column;			// -1: of the whole row
	bool blocks;
	const char *said, *taken;	// what stands there, what it was taken for; either may be NULL
};

// A mark of somebody in one session, and where it stands.
struct list_mark { int column; int64_t session; const char *status; };

// What a row says.
struct list_read {
	const char *value[LIST_FIELDS];	// as it would be kept, NULL: nothing said
	int column[LIST_FIELDS];	// where it stood, -1: nowhere
	struct list_problem problems[LIST_PROBLEMS];
	size_t problems_n;
	struct list_mark marks[LIST_MARKS];	// of a sheet with a column for each session
	size_t marks_n;
	bool skipped;			// no row of the list: a heading, a total, a signature
	bool blocked;			// some problem holds it back
};
void list_read_row(const struct list_plan *, const struct list_kind *, const struct sheet_row *, struct date today,
	struct list_read *, struct arena *);
void list_problem_add(struct list_read *, const struct list_problem *);

// Cells, and what was read of them, as text to be sealed, and back. Packed text that is damaged gives fewer.
const char *list_cells_pack(const struct sheet_row *, struct arena *);
void list_cells_unpack(const char *, struct sheet_row *, struct arena *);
// Old letters of the row as they stand.
void list_cells_keep(struct sheet_row *);
const char *list_read_pack(const struct list_read *, struct arena *);
void list_read_unpack(const char *, struct list_read *, struct arena *);

#endif
