// SPDX-License-Identifier: GPL-3.0-or-later
// demo_dice: chance that falls the same way on every run.
#ifndef DEMO_DEMO_DICE_H
#define DEMO_DEMO_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice {
	uint64_t state;
};

// One set of dice per noun: a change in how one is drawn leaves the others as they were.
enum dice_seed { DICE_STAFF = 1, DICE_HOMES, DICE_SKILLS, DICE_SCENARIO, DICE_CLASSES, DICE_TESTS };

struct dice dice_make(enum dice_seed seed);

// A number from 0 to sides - 1; sides must be at least 1.
int dice_roll(struct dice *dice, int sides);

// A number from low to high, both included.
int dice_between(struct dice *dice, int low, int high);

// True in so many of a hundred cases.
bool dice_chance(struct dice *dice, int percent);

#endif
