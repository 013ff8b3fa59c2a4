// SPDX-License-Identifier: GPL-3.0-or-later
// What rows of a package say about each other and about what is stored: checked once all are staged.
#ifndef EXCHANGE_RELATIONS_H
#define EXCHANGE_RELATIONS_H

#include <stddef.h>
#include <stdint.h>

#include "features/exchange/report.h"

struct work;

// A line at fault.
struct finding {
	int64_t line;
	const char *field, *code, *value;
};

// A node of a tree below its parent: a version of a unit, or a plan. Days count from 1970-01-01; NONE means
// without end.
struct tree_edge {
	int64_t line;			// NONE: stored
	int64_t node, parent;		// small numbers, 0 and up
	int64_t day_from, day_to;	// day_to exclusive
};

// Adds every error to the report.
void relations_check(struct work *, struct package_report *);

// On any day, does a node stand below itself? Gives one edge of every cycle found in `found` (at most
// n), a staged one when there is one, and how many there are. Pure.
size_t tree_cycles(struct arena *, const struct tree_edge *, size_t n, const struct tree_edge **found);

#endif
