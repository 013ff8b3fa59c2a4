// SPDX-License-Identifier: GPL-3.0-or-later
// Nominating people of a unit for a class, by code or number, one by one or as a pasted list.
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/text.h"
#include "cli/ask.h"
#include "cli/body.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/settings.h"
#include "cli/show.h"

enum { LIST_MOST = 1 << 20 };

static bool number(const char *s)
{
	return strspn(s, "0123456789") == strlen(s);
}

// The people said as numbers, or those said as codes, as a JSON list; NULL when there are none.
static const char *people_said(struct call *c, bool numbers)
{
	struct text t = text_new(c->arena, LIST_MOST);

	for (size_t i = 1; i < c->n; i++) {
		if (number(c->words[i]) != numbers)
			continue;
		text_char(&t, t.len == 0 ? '[' : ',');
		if (numbers)
			text_add(&t, c->words[i]);
		else
			text_json(&t, c->words[i]);
	}
	text_char(&t, ']');
	return t.len == 1 ? NULL : t.at;
}

void nominate_run(struct call *c)
{
	const char *class, *unit, *body;

	if (strcmp(c->words[c->n - 1], "-") == 0) {
		c->n--;
		input_words(c);
	}
	if (c->exit == 0 && c->n < 2)
		call_fail(c, EX_DATAERR, say(c->arena, SAY_word_missing, "PERSON"));
	unit = ask_path(c, NOUN_UNIT, option(c, "--unit"), "/nominations");
	class = arena_printf(c->arena, "%lld", (long long)ask_number(c, NOUN_CLASS, c->words[0]));
	body = BODY(c, { "class", class, MEMBER_NUMBER }, { "people", people_said(c, true), MEMBER_JSON },
		{ "codes", people_said(c, false), MEMBER_JSON },
		{ "mode", option(c, "--valid-only") == NULL ? NULL : "valid", MEMBER_TEXT },
		{ "even_if_trained", option(c, "--even-if-trained"), MEMBER_TRUE },
		{ "rehearse", option(c, "--rehearse"), MEMBER_TRUE }, { "why", option(c, "--why"), MEMBER_TEXT });
	show_table(c, COLUMNS({ SAY_code, "code", CELL_CODE, NULL }, { SAY_full_name, "full_name", CELL_TEXT, NULL },
		{ SAY_outcome, "outcome", CELL_WORD, "outcome" }, { SAY_problems, "problems", CELL_LIST, NULL }),
		value_get(ask_send(c, "POST", unit, body), "items"));
}
