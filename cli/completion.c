// SPDX-License-Identifier: GPL-3.0-or-later
// What completes hocvu's lines: the table of commands as shell variables, then the shell's own part.
//
// Both shells read the same three texts, a line a row, tabs between its parts:
//	_hocvu_flags	  the tokens common to all commands
//	_hocvu_commands	  command, what it does, its tokens
//	_hocvu_terms	  token, what it is for, the values it may have
// A token is written as its usage line has it, in one word: --as-of=DAY, --all, CODE, PERSON...
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/embed.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/settings.h"

enum { TABLE_MOST = 1 << 18 };

// A token as one word.
static const char *token_word(struct arena *a, const struct token *t)
{
	const char *name = arena_copyn(a, t->name, t->len);

	if (t->option && t->takes != NULL)
		return arena_printf(a, "%s=%s", name, arena_copyn(a, t->takes, t->takes_len));
	return arena_printf(a, "%s%s", name, t->many ? "..." : "");
}

static void tokens_add(struct text *out, const char *usage)
{
	struct token t;

	for (const char *gap = ""; token_next(&usage, &t); gap = " ")
		text_printf(out, "%s%s", gap, token_word(out->arena, &t));
}

// A row for every token that is not there yet, by its word without dots.
static void terms_add(struct text *out, const char *usage)
{
	struct arena *a = out->arena;
	struct token t;

	while (token_next(&usage, &t)) {
		struct choices it = { .at = NULL };
		struct choice choice;
		const char *key;

		t.many = false;
		key = arena_printf(a, "\n%s\t", token_word(a, &t));
		if (strstr(out->at, key) != NULL)
			continue;
		text_printf(out, "%s%s\t", key, token_says(a, &t));
		for (const char *gap = ""; t.takes != NULL && choice_next(a, &t, &it, &choice);
			gap = " ")
			text_printf(out, "%s%.*s", gap, (int)choice.len, choice.value);
	}
}

// name='text', whatever the text holds.
static void variable_print(const char *name, const char *s)
{
	printf("%s='", name);
	for (; *s != '\0'; s++)
		if (*s == '\'')
			fputs("'\\''", stdout);
		else
			putchar(*s);
	printf("'\n");
}

static void tables_print(struct arena *a)
{
	struct text flags = text_new(a, TABLE_MOST), rows = text_new(a, TABLE_MOST),
		    terms = text_new(a, TABLE_MOST);

	tokens_add(&flags, flags_usage);
	terms_add(&terms, flags_usage);
	for (const struct command *c = commands; c->noun != NULL; c++) {
		text_printf(&rows, "\n%s\t%s\t", command_name(c, a), c->says[settings->language]);
		tokens_add(&rows, c->usage);
		terms_add(&terms, c->usage);
	}
	variable_print("_hocvu_flags", flags.at);
	variable_print("_hocvu_commands", rows.at);
	variable_print("_hocvu_terms", terms.at);
}

void completion_run(struct call *c)
{
	const char *path = arena_printf(c->arena, "cli/completion.%s", c->words[0]);
	const struct embedded *shell = embedded_find(path);
	const char *body;

	if (shell == NULL) {
		call_fail(c, EX_SOFTWARE, say(c->arena, SAY_code_unknown, path));
		return;
	}
	body = shell->bytes + strcspn(shell->bytes, "\n") + 1;
	printf("%.*s", (int)(body - shell->bytes), shell->bytes); // zsh looks at the first line
	tables_print(c->arena);
	printf("%s", body);
}
