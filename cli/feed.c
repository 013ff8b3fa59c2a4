// SPDX-License-Identifier: GPL-3.0-or-later
// Calendar feeds: mine, made, given another address, revoked.
#include <stdio.h>
#include <sysexits.h>

#include "cli/ask.h"
#include "cli/body.h"
#include "cli/commands.h"
#include "cli/show.h"

void feed_list(struct call *c)
{
	show_table(c, COLUMNS({ SAY_number, "id", CELL_CODE, NULL }, { SAY_of, "what", CELL_WORD, "feed" },
		{ SAY_title, "title", CELL_TEXT, NULL }, { SAY_made, "created", CELL_INSTANT, NULL }),
		value_get(ask_get(c, "/feeds"), "items"));
}

// The address alone on standard output, so that a script can take it.
static void address_show(struct call *c, const struct value *made)
{
	if (made == NULL || show_raw(c))
		return;
	printf("%s\n", cell_clean(c->arena, value_text(made, "url")));
	fprintf(stderr, "%s\n", say(c->arena, SAY_feed_once, cell_clean(c->arena, value_text(made, "page"))));
}

static const char *number_of(struct call *c, enum noun noun, const char *code)
{
	return code == NULL ? NULL : arena_printf(c->arena, "%lld", (long long)ask_number(c, noun, code));
}

void feed_add(struct call *c)
{
	static const struct { const char *option, *what; } kinds[] = {
		{ "--class", "class" }, { "--unit", "unit" }, { "--teaching", "trainer" },
		{ "--learning", "person" }, { "--catalogue", "catalogue" },
	};
	const char *what = NULL;
	size_t said = 0;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (option(c, kinds[i].option) != NULL) {
			what = kinds[i].what;
			said++;
		}
	if (said != 1)
		call_fail(c, EX_USAGE, say_plain(SAY_feed_of_one));
	address_show(c, ask_send(c, "POST", "/feeds", BODY(c, { "what", what, MEMBER_TEXT },
		{ "class", number_of(c, NOUN_CLASS, option(c, "--class")), MEMBER_NUMBER },
		{ "unit", number_of(c, NOUN_UNIT, option(c, "--unit")), MEMBER_NUMBER })));
}

// "/feeds/7" and `rest`, for the number that was said.
static const char *feed_path(struct call *c, const char *rest)
{
	return arena_printf(c->arena, "/feeds/%s%s", c->words[0], rest);
}

void feed_rotate(struct call *c)
{
	address_show(c, ask_send(c, "POST", feed_path(c, "/rotation"), NULL));
}

void feed_remove(struct call *c)
{
	ask_send(c, "DELETE", feed_path(c, ""), NULL);
	if (c->exit == 0)
		fprintf(stderr, "%s\n", say_plain(SAY_revoked));
}
