// SPDX-License-Identifier: GPL-3.0-or-later
// Papers: what an office prints, signs and files.
#include <stdio.h>

#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/rest.h"
#include "cli/show.h"

static const char *ending(const struct call *c)
{
	return option(c, "--pdf") == NULL ? "docx" : "pdf";
}

void paper_sheet(struct call *c)
{
	int64_t id = ask_session(c, c->words[0]);

	ask_file(c, arena_printf(c->arena, "/sessions/%lld/sign-in-sheet.pdf", (long long)id));
}

// With --unit the unit's own list of whom it sends.
void paper_letter(struct call *c)
{
	const char *unit = option(c, "--unit");
	int64_t class = ask_number(c, NOUN_CLASS, c->words[1]);

	if (unit != NULL)
		ask_file(c, path_with(c, ask_path(c, NOUN_UNIT, unit, arena_printf(c->arena, "/nominations.%s", ending(c))),
			"class", arena_printf(c->arena, "%lld", (long long)class), (char *)NULL));
	else
		ask_file(c, path_with(c, arena_printf(c->arena, "/classes/%lld/letter.%s", (long long)class, ending(c)),
			"kind", c->words[0], (char *)NULL));
}

void paper_record(struct call *c)
{
	ask_file(c, arena_printf(c->arena, "/people/%s/training-record.%s", c->words[0], ending(c)));
}

void paper_year(struct call *c)
{
	ask_file(c, path_with(c, ask_path(c, NOUN_UNIT, c->words[0], arena_printf(c->arena, "/training-year.%s", ending(c))),
		"year", option(c, "--year"), (char *)NULL));
}

void paper_notice(struct call *c)
{
	const struct answer *a = ask_raw(c, path_with(c, ask_path(c, NOUN_CLASS, c->words[0], "/announcement.txt"), "means", c->words[1],
		(char *)NULL), NULL);

	if (a != NULL)
		fwrite(a->body, 1, a->len, stdout);
}
