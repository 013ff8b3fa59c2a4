// SPDX-License-Identifier: GPL-3.0-or-later
// Where the files of a package come from: a folder, or the reference data carried in the program.
#ifndef EXCHANGE_SOURCE_H
#define EXCHANGE_SOURCE_H

#include <stdbool.h>

struct arena;
struct csv;
struct package_report;

struct source {
	const char *folder;	// NULL: the package carried in the program
};

// Can the folder be listed? Files in it that no package has are reported at line 1.
bool source_list(const struct source *, struct package_report *);

// A reader of NAME.csv, or NULL when the source has no such file; *failed is errno when it has one that
// cannot be read, else 0.
struct csv *source_open(const struct source *, const char *name, struct arena *, int *failed);

#endif
