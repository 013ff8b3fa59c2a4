// SPDX-License-Identifier: GPL-3.0-or-later
// Which published figures would tell of a few people, and which others have to be hidden so that those cannot be
// worked out: from a total and the other parts of it, or from the parts of a part.
#ifndef COVERAGE_PUBLIC_RULE_H
#define COVERAGE_PUBLIC_RULE_H

#include <stddef.h>
#include <stdint.h>

enum { PUBLIC_LEAST = 5 };		// a group of fewer people, but not of none, is not told

#define PUBLIC_TOP SIZE_MAX		// nothing shown stands above it

struct public_cell {
	int64_t numerator;
	int64_t denominator;		// INT64_MIN: a count, or none to be had
	size_t parent;			// place of the figure it is a part of, which stands before it, or PUBLIC_TOP
	const char *hidden;		// set: "few", "difference", or NULL: shown
};

// Decides for every figure of one target on one day. Parts need not add up to their whole: what is left is taken as
// one more part, which is never shown. Below a figure that is hidden nothing is shown.
void public_hide(struct public_cell *, size_t n);

#endif
