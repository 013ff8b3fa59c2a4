// SPDX-License-Identifier: GPL-3.0-or-later
// The data package as a table: its files, their columns, what a value of each may be.
//
// package.def is the one place that knows them. The header check, the row checks, the stage, the export
// and datapackage.json all read it from here.
#ifndef EXCHANGE_PACKAGE_H
#define EXCHANGE_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum value_kind {
	VALUE_CODE,		// 1-64 of a-z 0-9 - _ .
	VALUE_TARGET_CODE,	// the same and capitals
	VALUE_TEXT,
	VALUE_NAME,		// a text, also folded for search
	VALUE_FULL_NAME,	// a person's, also as a sort key and folded
	VALUE_DATE,
	VALUE_SESSION_DATE,	// of the years a session may be in
	VALUE_BIRTH,		// YYYY-MM-DD or YYYY
	VALUE_WINDOW,		// YYYY-MM-DD or `year`
	VALUE_COUNT,		// 0 to PACKAGE_NUMBER_MOST
	VALUE_SIZE,		// 1 to PACKAGE_NUMBER_MOST
	VALUE_PERCENT,		// 1 to 100
	VALUE_FLAG,		// true, false; empty is false
	VALUE_INSTANT,		// RFC 3339 with offset
	VALUE_HHMM,
	VALUE_WORD,		// of a closed list
	VALUE_SCHEME,		// of a closed list, or course:<code>
	VALUE_NATIONAL_ID,	// 12 digits, stored sealed
	VALUE_SECRET,		// a text, stored sealed
	VALUE_WORDS,		// lists from here on: of a closed list
	VALUE_CATEGORY_LIST,	// a category, which a segment may bind: S3:board_member
	VALUE_EVIDENCE,		// of a closed list, parted by +
	VALUE_CODES,
	VALUE_TASKS,		// plan/section
	VALUE_TEXTS,
};

enum value_need { NEED_MAY, NEED_MUST, NEED_KEY, NEED_KEY_OPEN };

enum { PACKAGE_FILES = 18, PACKAGE_COLUMNS = 20, PACKAGE_TEXT_MOST = 500, PACKAGE_NUMBER_MOST = 1000000000 };

struct package_column {
	const char *name;		// NULL ends the columns
	enum value_kind kind;
	enum value_need need;
	const char *of;			// the closed list "a|b", or for a code the file it names
};

struct package_file {
	const char *name;		// "units"; NULL ends the files
	const struct package_column *columns;
};

extern const struct package_file package_files[];	// in the order errors are listed

// Which file is FILE.csv, or -1; which column has that name, or -1; how many columns a file has.
int package_file_of(const char *csv_name);
int package_column_of(const struct package_file *, const char *name);
int package_width(const struct package_file *);

// The place of the file with that name in package_files; it must exist.
int package_place(const char *name);

bool column_is_key(const struct package_column *);

// Writes datapackage.json, the same bytes each time.
void package_describe(FILE *out);

#endif
