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

// Can the folder be opened? If not, why is reported as the package's one error.
bool source_opens(const struct source *, struct package_report *);

// How many tables are in the folder; files in it that no package has are reported at line 1. -1 (errno) when
// it cannot be listed.
int source_list(const struct source *, struct package_report *);

// Both, and reports a folder without a single table and a description that is none. False when the folder
// cannot be opened.
bool source_check(const struct source *, struct package_report *);

// Where NAME.csv of a folder is, whether it is there or not.
const char *source_path(const struct source *, const char *name, struct arena *);

// A reader of NAME.csv, or NULL when the source has no such file, or one that cannot be read: then *failed
// is errno, else 0.
struct csv *source_open(const struct source *, const char *name, struct arena *, int *failed);

#endif
