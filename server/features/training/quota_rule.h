// SPDX-License-Identifier: GPL-3.0-or-later
// How the seats of a class are divided among units by the size of their gap.
#ifndef FEATURES_TRAINING_QUOTA_RULE_H
#define FEATURES_TRAINING_QUOTA_RULE_H

#include <stddef.h>
#include <stdint.h>

struct quota_share {
	const char *code;		// the unit's
	int64_t uncovered;		// its people still without training: the weight, never negative
	int64_t seats;			// what it gets
};

// Divides `seats` by largest remainder: everyone the whole part of his share, what is left one by one
// to the largest remainders, ties to the smaller code (bytes). Nobody gets more seats than people; with
// seats for all of them the rest stays undivided.
void quota_divide(struct quota_share *, size_t n, int64_t seats);

#endif
