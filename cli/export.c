// SPDX-License-Identifier: GPL-3.0-or-later
// Whole lists as files: any list's command with --save has the server write one, and fetches it.
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "cli/ask.h"
#include "cli/body.h"
#include "cli/commands.h"
#include "cli/settings.h"

enum { WAIT_MS = 300, WAITS_MOST = 6000 };

void export_save(struct call *c, const char *path, const char *search)
{
	const struct timespec pause = { .tv_nsec = WAIT_MS * 1000000L };
	const struct value *v = ask_send(c, "POST", "/exports", BODY(c, { "list", path, MEMBER_TEXT },
		{ "format", option(c, "--save"), MEMBER_TEXT }, { "language", settings->language == EN ? "en" : "vi", MEMBER_TEXT },
		{ "search", search, MEMBER_JSON }));
	const char *about = arena_printf(c->arena, "/exports/%lld", (long long)value_int(v, "id", 0)), *state = value_text(v, "state");

	c->saved = true;
	for (int i = 0; i < WAITS_MOST && c->exit == 0 && state != NULL && strcmp(state, "waiting") == 0; i++) {
		nanosleep(&pause, NULL);
		v = ask_get(c, about);
		state = value_text(v, "state");
	}
	if (c->exit != 0)
		return;
	if (state == NULL || strcmp(state, "made") != 0)
		call_fail(c, EX_DATAERR, value_text(v, "refusal_says") != NULL ? value_text(v, "refusal_says") : say_plain(SAY_files_late));
	else
		file_keep(c, ask_raw(c, arena_printf(c->arena, "%s/file", about), NULL), NULL);
}
