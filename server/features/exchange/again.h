// SPDX-License-Identifier: GPL-3.0-or-later
// The same package once more: known without reading its rows when nothing can have changed since.
//
// A package is known by a keyed hash over its tables and the program. package_changes counts every statement
// of others that writes to a table a package covers. An import notes the number at which it began, unless
// somebody was in the middle of writing then: whoever writes later moves the number before what they wrote
// can be seen. So while the number stands, the tables are what that import left, and it would find nothing
// to do. It needs no lock, and a crash or a statement rolled back only makes an import read the rows again.
#ifndef EXCHANGE_AGAIN_H
#define EXCHANGE_AGAIN_H

#include <stdbool.h>
#include <stdint.h>

struct package_report;
struct source;
struct work;

struct again {
	const struct source *source;
	const char *digest;	// of its tables; NULL: not to be had
	int64_t changes;	// package_changes when the import began
	bool quiet;		// nobody was writing then
};

// Has this package been imported last and nothing been written since? Then `rows_before` and `warnings` of the
// report are those of that time. Inside a transaction.
bool package_unchanged(struct work *, struct again *, struct package_report *);

// Once an import has its lock and before it reads anything: looks at who writes, takes the note away and has
// the import's own statements not counted.
void again_begin(struct work *, struct again *);

// At the end of an import that went well: one row of the record for all it added, with how many rows each file had.
void again_record(struct work *, const struct again *, const struct package_report *);

// Then notes it, if its files are still what they were.
void again_note(struct work *, const struct again *, const struct package_report *);

#endif
