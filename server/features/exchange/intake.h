// SPDX-License-Identifier: GPL-3.0-or-later
// One file of a package while it is read: shared by header.c and stage.c.
#ifndef EXCHANGE_INTAKE_H
#define EXCHANGE_INTAKE_H

#include "base/text.h"
#include "features/exchange/stage.h"
#include "features/exchange/value.h"
#include "files/csv_read.h"

enum { STAGE_COLUMNS = 2 + PACKAGE_COLUMNS * VALUE_STORED };

struct intake {
	struct stage *stage;
	const struct package_file *file;
	int place;			// of the file in package_files
	int width;			// its columns
	size_t fields;			// of its header
	int at[PACKAGE_COLUMNS];	// which field a column is; -1: the header lacks it
	struct csv *csv;
	struct csv_record record;
	struct arena *arena;		// of one row
	const char *values[STAGE_COLUMNS];
	int filled;			// of `values`
	const char *texts[PACKAGE_COLUMNS];	// the row's good values as they were read, or NULL
	struct text bad;		// names of the row's bad columns
	struct instant begun, told;
};

// An error in the record being read; `column` -1 when none is at fault.
void intake_error(struct intake *, int column, const char *code, const char *value);

// What is wrong with the file as a whole, told once: of its rows nothing can be known. Gives false.
bool file_refused(struct intake *, const char *code);

// Reads the header into `at` and `fields`. False, with the errors told, when it says nothing of the rows
// below it. A column that is not there is empty in every row: a row replaces the stored one whole.
bool header_read(struct intake *);

// How a record breaks the rules of CSV, as an error's code, by csv_fault.
extern const char *const record_faults[];

#endif
