// SPDX-License-Identifier: GPL-3.0-or-later
// Help out of the table of commands: all of it, a noun's part, one command with its example.
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/settings.h"

enum { NAME_COLUMN = 22 };

static const char *says(const struct command *c)
{
	return settings->language == EN ? c->en : c->vi;
}

static void line(const struct command *c)
{
	int len = printf("  %s %s", c->noun, c->verb);

	printf("%*s %s\n", len < NAME_COLUMN ? NAME_COLUMN - len : 0, "", says(c));
}

void help_all(void)
{
	printf("%s\n\n", say_plain(SAY_help_head));
	for (const struct command *c = commands; c->noun != NULL; c++)
		line(c);
	printf("\n%s\n", say_plain(SAY_help_flags));
}

void help_noun(const char *noun)
{
	for (const struct command *c = commands; c->noun != NULL; c++)
		if (strcmp(c->noun, noun) == 0)
			line(c);
	printf("\n%s\n", say_plain(SAY_help_flags));
}

void help_command(const struct command *c)
{
	const char *gap = *c->verb == '\0' ? "" : " ";

	printf("hocvu %s%s%s %s\n\n%s.\n\n", c->noun, gap, c->verb, c->usage, says(c));
	printf("%s:\n  %s\n\n%s\n", say_plain(SAY_example), c->example, say_plain(SAY_help_flags));
}
