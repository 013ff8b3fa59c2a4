// SPDX-License-Identifier: GPL-3.0-or-later
// demo_package: a data package being written, one open CSV file for each table of the demo.
#ifndef DEMO_DEMO_PACKAGE_H
#define DEMO_DEMO_PACKAGE_H

#include <stddef.h>

enum table {
	UNITS,
	SUCCESSIONS,
	PEOPLE,
	AFFILIATIONS,
	RESIDENCES,
	POPULATIONS,
	COURSES,
	CLASSES,
	SESSIONS,
	ENROLMENTS,
	ATTENDANCE,
	EXTERNAL_COMPLETIONS,
	ASSESSMENTS,
	SKILLS,
	HEADCOUNTS,
	TABLES
};

struct demo_package;

// Makes the folder if it is missing, writes datapackage.json and opens every table with its header.
// NULL after a message on stderr.
struct demo_package *demo_open(const char *folder);

// Adds one row, the fields in the order of the table's columns; NULL or "" is unknown.
// A failure is remembered and told by demo_close().
#define DEMO_PUT(package, table, ...)                                                              \
	demo_put(package, table, (const char *const[]) { __VA_ARGS__ },                            \
		sizeof((const char *const[]) { __VA_ARGS__ }) / sizeof(const char *))
void demo_put(struct demo_package *package, enum table table, const char *const *fields, size_t n);

// Closes and frees. 0, or -1 after a message on stderr when any row could not be written.
int demo_close(struct demo_package *package);

#endif
