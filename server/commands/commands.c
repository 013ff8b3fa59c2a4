// SPDX-License-Identifier: GPL-3.0-or-later
// The table of commands, and what every command says when it is asked how it is used.
#include "commands/commands.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

const struct command commands[] = {
#define COMMAND(name, usage, says) { #name, command_##name, usage, says },
#include "commands/commands.def"
#undef COMMAND
	{ NULL, NULL, NULL, NULL },
};

const struct command *command_named(const char *name)
{
	for (const struct command *c = commands; c->name != NULL; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

void command_help_all(FILE *out)
{
	fputs("usage: hocvud [--conf FILE] [--set name=value]... COMMAND ...\n\n", out);
	for (const struct command *c = commands; c->name != NULL; c++)
		fprintf(out, "  %-10s %s\n", c->name, c->says);
	fputs("\n`hocvud COMMAND --help` says more; `hocvud config` shows every setting.\n", out);
}

void command_help(const struct command *c, FILE *out)
{
	fprintf(out, "usage: hocvud %s%s%s\n%s\n\n  --conf FILE        settings from FILE instead of "
		"/etc/hocvu/hocvu.conf\n  --set name=value   one setting, above all other sources\n",
		c->name, c->usage[0] == '\0' ? "" : " ", c->usage, c->says);
}

int command_usage(const char *name)
{
	const struct command *c = command_named(name);

	if (c == NULL)
		command_help_all(stderr);
	else
		command_help(c, stderr);
	return EX_USAGE;
}

bool command_day(const char *name, const char *said, struct date *out)
{
	if (date_said(said, out))
		return true;
	fprintf(stderr, "hocvud %s: a day is 2025-12-31 or 31/12/2025, not %s\n", name, said);
	return false;
}
