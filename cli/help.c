// SPDX-License-Identifier: GPL-3.0-or-later
// Help out of the table of commands: all of it, a noun's part, one command with its example.
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/settings.h"
#include "cli/show.h"

enum { NAME_COLUMN = 20, TERM_COLUMN = 30, WIDTH_STANDARD = 100 };

static void command_line(struct arena *a, const struct command *c)
{
	printf("  ");
	cell_print(command_name(c, a), NAME_COLUMN, false);
	printf(" %s\n", c->says[settings->language]);
}

// The values a token may have, as many a line as fit: "draft (nháp), open (mở đăng ký)".
static void choices_print(struct arena *a, const struct token *t)
{
	size_t width = settings->width == 0 ? WIDTH_STANDARD : (size_t)settings->width, at = width;
	struct choices it = { .at = NULL };
	struct choice choice;
	bool first = true;

	while (choice_next(a, t, &it, &choice)) {
		const char *said = choice.says == NULL ? choice.value :
			arena_printf(a, "%s (%s)", choice.value, choice.says);
		size_t len = utf8_length(said) + 2;

		if (!first)
			putchar(',');
		if (at + len > width) {
			printf("%s%*s", first ? "" : "\n", TERM_COLUMN + 2, "");
			at = TERM_COLUMN + 2;
		} else {
			putchar(' ');
		}
		fputs(said, stdout);
		at += len;
		first = false;
	}
	if (!first)
		putchar('\n');
}

// What each token of the usage line is for.
static void terms_print(struct arena *a, const char *usage)
{
	struct token t;

	while (token_next(&usage, &t)) {
		printf("  ");
		cell_print(token_text(a, &t), TERM_COLUMN - 1, false);
		printf(" %s\n", token_says(a, &t));
		if (t.takes != NULL && *t.takes != '-')
			choices_print(a, &t);
	}
}

// Everything, or the part of one noun.
static void list_print(struct arena *a, const char *noun)
{
	if (noun == NULL)
		printf("%s\n\n", say_plain(SAY_help_head));
	for (const struct command *c = commands; c->noun != NULL; c++)
		if (noun == NULL || strcmp(c->noun, noun) == 0)
			command_line(a, c);
	printf("\n%s:\n", say_plain(SAY_help_flags));
	terms_print(a, flags_usage);
	printf("\n%s\n", say_plain(SAY_help_foot));
}

static void command_print(struct arena *a, const struct command *c)
{
	printf("hocvu %s %s\n\n%s.\n\n", command_name(c, a), c->usage, c->says[settings->language]);
	terms_print(a, c->usage);
	printf("%s%s:\n  %s\n", *c->usage == '\0' ? "" : "\n", say_plain(SAY_example), c->example);
	printf("\n%s: %s\n%s\n", say_plain(SAY_help_flags), flags_usage, say_plain(SAY_help_foot));
}

void help_print(struct call *c, const char *noun, const char *verb)
{
	const struct command *found =
		noun == NULL ? NULL : command_find(noun, verb == NULL ? "" : verb);

	if (found != NULL)
		command_print(c->arena, found);
	else if (noun == NULL || (verb == NULL && noun_known(noun)))
		list_print(c->arena, noun);
	else
		call_fail(c, EX_USAGE,
			say(c->arena, SAY_command_unknown, noun_known(noun) ? verb : noun));
}

// The same as --help behind these words.
void help_run(struct call *c)
{
	help_print(c, c->n > 0 ? c->words[0] : NULL, c->n > 1 ? c->words[1] : NULL);
}
