// SPDX-License-Identifier: GPL-3.0-or-later
// What an import found: every error with its place, and how many rows each file had.
#ifndef EXCHANGE_REPORT_H
#define EXCHANGE_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "features/exchange/package.h"

struct arena;

struct package_error {
	int file;		// place in package_files; PACKAGE_FILES: a file the package does not know
	const char *name;	// the file's name when the package does not know it
	int64_t line;		// physical line on which the record begins
	int column;		// place in the file's columns; -1: none
	const char *other;	// the column's name when the file does not know it
	const char *code;	// the sentence's key is "import_" and this
	const char *value;	// what may be shown of the value, or NULL
};

struct package_report {
	struct arena *arena;	// where errors live
	struct package_error *errors;
	size_t n, room;
	int64_t rows[PACKAGE_FILES];
	bool keys_lost[PACKAGE_FILES];	// the header is broken: what the file holds cannot be known
	int64_t rows_before;	// rows of a package that is the one imported last: not read again
	int64_t changed;	// rows written
	int64_t warnings;
	FILE *progress;		// where warnings, progress and rate are told; NULL: nowhere
};

struct package_report report_new(struct arena *, FILE *progress);

void report_error(struct package_report *, struct package_error);

// In the order files, lines, columns are listed; exact repetitions go.
void report_sort(struct package_report *);

// The errors as a JSON array, or as a table people read (Vietnamese).
void report_json(const struct package_report *, FILE *out);
void report_table(const struct package_report *, FILE *out);

#endif
