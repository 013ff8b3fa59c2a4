// SPDX-License-Identifier: GPL-3.0-or-later
// The states of a class as a table.
#include "features/training/class.h"

#include <stddef.h>
#include <string.h>

static const struct { const char *from, *to; enum class_turning how; } turns[] = {
	{ "draft", "open", TURNS },
	{ "open", "closed", TURNS },
	{ "closed", "open", TURNS },
	{ "closed", "running", TURNS },
	{ "running", "closed", TURNS_WITH_REASON },
	{ "running", "finished", TURNS },
	{ "finished", "running", TURNS_WITH_REASON },
	{ "draft", "cancelled", TURNS_WITH_REASON },
	{ "open", "cancelled", TURNS_WITH_REASON },
	{ "closed", "cancelled", TURNS_WITH_REASON },
	{ "running", "cancelled", TURNS_WITH_REASON },
};

enum class_turning class_turning(const char *from, const char *to)
{
	for (size_t i = 0; i < sizeof turns / sizeof turns[0]; i++)
		if (strcmp(turns[i].from, from) == 0 && strcmp(turns[i].to, to) == 0)
			return turns[i].how;
	return TURNS_NOT;
}
