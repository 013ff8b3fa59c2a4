// SPDX-License-Identifier: GPL-3.0-or-later
// The table of commands, made of commands.def, and looking things up in it.
#include "cli/commands.h"

#include <string.h>

const char flags_usage[] = "[--json] [--url ADDRESS] [--lang LANG] [--help]";

const struct command commands[] = {
#define COMMAND(noun, verb, usage, example, vi, en) { #noun, #verb, usage, example, { vi, en }, noun##_##verb },
#define ALONE(noun, usage, example, vi, en) { #noun, "", usage, example, { vi, en }, noun##_run },
#define NAMED(function, noun, usage, example, vi, en) { noun, "", usage, example, { vi, en }, function##_run },
#include "cli/commands.def"
#undef COMMAND
#undef ALONE
#undef NAMED
	{ .noun = NULL }
};

const struct command *command_find(const char *noun, const char *verb)
{
	for (const struct command *c = commands; c->noun != NULL; c++)
		if (strcmp(c->noun, noun) == 0 && (*c->verb == '\0' || strcmp(c->verb, verb) == 0))
			return c;
	return NULL;
}

bool noun_known(const char *noun)
{
	for (const struct command *c = commands; c->noun != NULL; c++)
		if (strcmp(c->noun, noun) == 0)
			return true;
	return false;
}

const char *command_name(const struct command *c, struct arena *a)
{
	return *c->verb == '\0' ? c->noun : arena_printf(a, "%s %s", c->noun, c->verb);
}
