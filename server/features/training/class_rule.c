// SPDX-License-Identifier: GPL-3.0-or-later
// The states of a class as a table.
#include "features/training/class.h"

#include <stddef.h>
#include <string.h>

static const struct { const char *from, *to; } turns[] = {
	{ "draft", "open" },
	{ "open", "closed" },
	{ "closed", "open" },
	{ "closed", "running" },
	{ "running", "finished" },
	{ "draft", "cancelled" },
	{ "open", "cancelled" },
	{ "closed", "cancelled" },
	{ "running", "cancelled" },
};

bool class_may_turn(const char *from, const char *to)
{
	for (size_t i = 0; i < sizeof turns / sizeof turns[0]; i++)
		if (strcmp(turns[i].from, from) == 0 && strcmp(turns[i].to, to) == 0)
			return true;
	return false;
}
