// SPDX-License-Identifier: GPL-3.0-or-later
// Papers: what an office prints, signs and files.
#include "cli/ask.h"
#include "cli/commands.h"

void paper_sheet(struct call *c)
{
	int64_t id = ask_session(c, c->words[0]);

	ask_file(c, arena_printf(c->arena, "/sessions/%lld/sign-in-sheet.pdf", (long long)id));
}

// With --unit the unit's own list of whom it sends.
void paper_letter(struct call *c)
{
	const char *unit = option(c, "--unit"), *ending = option(c, "--pdf") == NULL ? "docx" : "pdf";
	int64_t class = ask_number(c, NOUN_CLASS, c->words[1]);

	if (unit != NULL)
		ask_file(c, path_with(c, ask_path(c, NOUN_UNIT, unit, arena_printf(c->arena, "/nominations.%s", ending)),
			"class", arena_printf(c->arena, "%lld", (long long)class), (char *)NULL));
	else
		ask_file(c, path_with(c, arena_printf(c->arena, "/classes/%lld/letter.%s", (long long)class, ending),
			"kind", c->words[0], (char *)NULL));
}
