// SPDX-License-Identifier: GPL-3.0-or-later
// The manual page out of the table of commands, in mdoc(7).
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "cli/commands.h"
#include "cli/settings.h"

enum section { ENVIRONMENT, FILES, STATUS };

static const struct { const char *says[2]; } intros[] = {
#define INTRO(vi, en) { { [VI] = (vi), [EN] = (en) } },
#define MANUAL(section, what, vi, en)
#include "cli/manual.def"
#undef INTRO
#undef MANUAL
};

static const struct {
	enum section section;
	const char *what, *says[2];
} rows[] = {
#define INTRO(vi, en)
#define MANUAL(section, what, vi, en) { section, what, { [VI] = (vi), [EN] = (en) } },
#include "cli/manual.def"
#undef INTRO
#undef MANUAL
};

// Text as it is: no request, no escape, and every - the one that is typed.
static void text_print(const char *s)
{
	if (*s == '.' || *s == '\'')
		fputs("\\&", stdout);
	for (; *s != '\0'; s++)
		if (*s == '\\')
			fputs("\\e", stdout);
		else if (strncmp(s, ". ", 2) == 0) // a sentence, a line: mdoc(7)
			s++, printf(".\n");
		else if (*s == '-')
			fputs("\\-", stdout);
		else
			putchar(*s);
	putchar('\n');
}

// "Fl Fl as\-of Ar DAY", "Ar PERSON Ns ...", "Cm \-".
static void token_print(struct arena *a, const struct token *t)
{
	const char *word = arena_copyn(a, t->name, t->len);

	if (t->option)
		printf("Fl Fl %s%s%s\n", word + 2, t->takes == NULL ? "" : " Ar ",
			t->takes == NULL ? "" : arena_copyn(a, t->takes, t->takes_len));
	else
		printf("%s%s\n", *word == '-' ? "Cm \\-" : arena_printf(a, "Ar %s", word),
			t->many ? " Ns ..." : "");
}

static void usage_print(struct arena *a, const char *usage)
{
	struct token t;

	while (token_next(&usage, &t)) {
		fputs(t.optional ? ".Op " : ".", stdout);
		token_print(a, &t);
	}
}

static void choices_print(struct arena *a, const struct token *t)
{
	struct choices it = { .at = NULL };
	struct choice choice;

	while (t->takes != NULL && *t->takes != '-' && choice_next(a, t, &it, &choice)) {
		printf(".br\n");
		text_print(choice.says == NULL ? choice.value :
			arena_printf(a, "%s: %s", choice.value, choice.says));
	}
}

static void terms_print(struct arena *a, const char *usage)
{
	struct token t;

	if (*usage == '\0')
		return;
	printf(".Bl -tag -width Ds -compact\n");
	while (token_next(&usage, &t)) {
		t.many = false;
		printf(".It ");
		token_print(a, &t);
		text_print(token_says(a, &t));
		choices_print(a, &t);
	}
	printf(".El\n");
}

static void command_print(struct arena *a, const struct command *c)
{
	printf(".Ss %s\n.Nm hocvu %s\n", command_name(c, a), command_name(c, a));
	usage_print(a, c->usage);
	printf(".Pp\n");
	text_print(arena_printf(a, "%s.", c->says[settings->language]));
	terms_print(a, c->usage);
	printf(".Bd -literal -offset indent\n");
	text_print(c->example);
	printf(".Ed\n");
}

static void section_print(enum section section, const char *title)
{
	printf(".Sh %s\n.Bl -tag -width Ds\n", title);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].section == section) {
			printf(".It ");
			text_print(rows[i].what);
			text_print(rows[i].says[settings->language]);
		}
	printf(".El\n");
}

static void head_print(struct arena *a)
{
	static const char *const months[] = { "January", "February", "March", "April", "May",
		"June", "July", "August", "September", "October", "November", "December" };
	struct civil today = date_civil(date_of(clock_now()));

	printf(".\\\" -*- mode: nroff; coding: utf-8 -*-\n.Dd %s %d, %d\n.Dt HOCVU 1\n.Os\n",
		months[today.month - 1], today.day, today.year);
	printf(".Sh NAME\n.Nm hocvu\n.Nd %s\n.Sh SYNOPSIS\n.Nm\n", say_plain(SAY_man_name));
	usage_print(a, flags_usage);
	printf(".Ar COMMAND ...\n.Sh DESCRIPTION\n");
	for (size_t i = 0; i < sizeof intros / sizeof *intros; i++) {
		printf(i == 0 ? "" : ".Pp\n");
		text_print(intros[i].says[settings->language]);
	}
}

// Sections keep their English names, which tools look for.
void man_run(struct call *c)
{
	head_print(c->arena);
	printf(".Sh OPTIONS\n");
	terms_print(c->arena, flags_usage);
	printf(".Sh COMMANDS\n");
	for (const struct command *i = commands; i->noun != NULL; i++)
		command_print(c->arena, i);
	section_print(ENVIRONMENT, "ENVIRONMENT");
	section_print(FILES, "FILES");
	section_print(STATUS, "EXIT STATUS");
}
