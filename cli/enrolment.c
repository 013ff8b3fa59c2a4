// SPDX-License-Identifier: GPL-3.0-or-later
// Who is sent to a class and how that stands; the organiser's decisions.
#include <string.h>
#include <sysexits.h>

#include "base/text.h"
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/show.h"

enum { LIST_MOST = 1 << 20 };

static const struct column enrolled[] = {
	{ SAY_code, "person_code", CELL_CODE, NULL }, { SAY_full_name, "full_name", CELL_TEXT, NULL },
	{ SAY_unit, "nominated_by", CELL_CODE, NULL }, { SAY_state, "state", CELL_WORD, "enrolment" }, { .member = NULL },
};

void class_enrolled(struct call *c)
{
	const char *path = ask_path(c, NOUN_CLASS, c->words[0], "/enrolments");

	show_table(c, enrolled, ask_list(c, path_with(c, path, "state", option(c, "--state"), NULL)));
}

static void decision(struct text *t, struct call *c, int64_t enrolment)
{
	text_printf(t, "%s{\"enrolment\":%lld,\"state\":\"%s\",\"why\":", t->len == 0 ? "[" : ",", (long long)enrolment,
		option(c, "--reject") == NULL ? "approved" : "rejected");
	text_json(t, option(c, "--why"));
	text_char(t, '}');
}

// People are named by code; without any, everyone who still waits for a decision is meant.
void decide_run(struct call *c)
{
	const char *path = ask_path(c, NOUN_CLASS, c->words[0], "/enrolments");
	const struct value *rows = ask_whole_list(c, c->n > 1 ? path : path_with(c, path, "state", "nominated", NULL));
	struct text t = text_new(c->arena, LIST_MOST);

	for (size_t i = 1; i < c->n; i++) {
		int64_t id = 0;

		value_each(row, rows)
			if (strcmp(value_text(row, "person_code"), c->words[i]) == 0)
				id = value_int(row, "id", 0);
		if (id == 0)
			call_fail(c, EX_DATAERR, say(c->arena, SAY_not_enrolled, c->words[i]));
		decision(&t, c, id);
	}
	if (c->n == 1)
		value_each(row, rows)
			decision(&t, c, value_int(row, "id", 0));
	if (t.len == 0)
		call_fail(c, EX_DATAERR, say(c->arena, SAY_nobody_waits));
	text_char(&t, ']');
	ask_send(c, "POST", ask_path(c, NOUN_CLASS, c->words[0], "/decisions"), t.at);
	show_table(c, enrolled, ask_whole_list(c, path));
}
