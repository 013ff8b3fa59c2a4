// SPDX-License-Identifier: GPL-3.0-or-later
// Where the units of one day lie in the tree of another: boundaries in time.
//
// A unit that is valid on the tree's day is itself. Else it has candidates: those that followed it, or those it
// came from, traced along the succession records. The rules are in README.md, "Boundaries in time".
#ifndef COVERAGE_BORDER_H
#define COVERAGE_BORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

struct arena;
struct work;

// One version of a unit; NO_DAY: since always, or without an end. Parent NONE: none.
struct border_version { int64_t unit, parent; struct date since, until; };

struct border_record {
	int64_t id, from_unit, to_unit;
	struct date on;
	bool gone;			// abolished without a successor
	bool partial;			// takes only the residential groups named
};

// A residential group that a record takes.
struct border_group { int64_t record, unit; };

struct border {
	const struct border_version *versions;	// by unit
	size_t version_count;
	const struct border_record *records;
	size_t record_count;
	const struct border_group *groups;
	size_t group_count;
};

// A unit and one of its candidates, of `among` in all. A unit that is lost, in part or whole, has one more than
// rows, so that it is never placed; its rows are the candidates it has and those of the nearest unit above it
// that is not lost.
struct border_place { int64_t unit, candidate, among; };

// The places of every unit valid on `day` in the tree of the day `tree`; in the arena.
size_t border_places(const struct border *, struct date day, struct date tree, struct arena *,
	const struct border_place **out);

// The same from the database, as three PostgreSQL arrays of equal length.
struct border_arrays { const char *units, *candidates, *among; };
struct border_arrays border_load(struct work *, struct date day, struct date tree);

#endif
