// SPDX-License-Identifier: GPL-3.0-or-later
// demo_dice: splitmix64, small enough to be written here and so never to change under the demo.
#include "demo/demo_dice.h"

struct dice dice_make(enum dice_seed seed)
{
	return (struct dice) { 0x686f637675ULL + ((uint64_t)seed << 40) };
}

static uint64_t dice_next(struct dice *dice)
{
	uint64_t z = dice->state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

// The high bits times the range instead of a remainder: no bias that a demo could show.
int dice_roll(struct dice *dice, int sides)
{
	return (int)(((dice_next(dice) >> 32) * (uint64_t)sides) >> 32);
}

int dice_between(struct dice *dice, int low, int high)
{
	return low + dice_roll(dice, high - low + 1);
}

bool dice_chance(struct dice *dice, int percent)
{
	return dice_roll(dice, 100) < percent;
}
