// SPDX-License-Identifier: GPL-3.0-or-later
// Any call of the API, its answer as it is.
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/input.h"

// A path below /api/v1, with or without that in front.
static const char *path_of(struct call *c, const char *said)
{
	if (strncmp(said, "/api/v1/", 8) == 0)
		return said + 7;
	if (*said != '/' || strpbrk(said, " \r\n\t") != NULL)
		call_fail(c, EX_USAGE, say(c->arena, SAY_word_unwanted, said));
	return said;
}

void api_run(struct call *c)
{
	const char *body = c->n < 3 ? NULL : strcmp(c->words[2], "-") == 0 ? input_json(c) : c->words[2];

	ask_matching(c, c->words[0], path_of(c, c->words[1]), body, option(c, "--if-match"));
	if (c->exit == 0 && c->raw_len > 0)
		printf("%s\n", c->raw);
}
