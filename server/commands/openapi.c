// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud openapi: the API's description on standard output.
#include <stdio.h>
#include <sysexits.h>

#include "base/arena.h"
#include "base/text.h"
#include "commands/commands.h"
#include "http/openapi.h"

int command_openapi(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct text out = text_new(arena, OPENAPI_MOST);

	if (argc > 1)
		return command_usage(argv[0]);
	openapi_print(&out);
	fwrite(out.at, 1, out.len, stdout);
	arena_drop(arena);
	return out.over || ferror(stdout) ? EX_SOFTWARE : EX_OK;
}
