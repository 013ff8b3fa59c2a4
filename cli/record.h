// SPDX-License-Identifier: GPL-3.0-or-later
// Records below a unit that come in one by one or as a table: a kind of record is data.
#ifndef CLI_RECORD_H
#define CLI_RECORD_H

#include "cli/cli.h"

enum { FIELDS_MOST = 6, FILTERS_MOST = 4, LISTS_MOST = 2 };

struct column;

enum field_kind { FIELD_TEXT, FIELD_NUMBER, FIELD_PERSON, FIELD_COURSE };

// One member of a record: a column of the CSV and of the JSON, and the option that says it for all rows.
struct field {
	const char *name, *option;	// option NULL: the words of the line say it
	enum field_kind kind;
	bool needed;
};

// One kind of record below /units/<id>.
struct record {
	const char *path;
	const char *lists[LISTS_MOST];	// where people are looked up by code
	struct field fields[FIELDS_MOST];
	const struct column *columns;	// of the list, ended by one without a member
	const char *filters[FILTERS_MOST];	// of the list: the option "--course" is the argument "course"
};


// The commands of a kind: its list, what is said or piped in added to it, one taken away.
void record_list(struct call *, const struct record *);
void record_add(struct call *, const struct record *);
void record_remove(struct call *, const struct record *);

// "/units/12/skills" of the unit the line names; NULL after a call_fail().
const char *record_path(struct call *, const struct record *);
#endif
