// SPDX-License-Identifier: GPL-3.0-or-later
// Papers: what an office prints, signs and files.
#include "cli/ask.h"
#include "cli/commands.h"

void paper_sheet(struct call *c)
{
	int64_t id = ask_session(c, c->words[0]);

	ask_file(c, arena_printf(c->arena, "/sessions/%lld/sign-in-sheet.pdf", (long long)id));
}
