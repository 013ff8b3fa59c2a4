// SPDX-License-Identifier: GPL-3.0-or-later
// Signed paper of a session: its pages sent, listed, kept as files, removed.
#include <string.h>

#include "cli/ask.h"
#include "cli/body.h"
#include "cli/commands.h"
#include "cli/parts.h"
#include "cli/show.h"
#include "cli/verify.h"

enum { SCAN_MOST = 8 << 20 };

#define SCAN_COLUMNS { SAY_number, "id", CELL_CODE, NULL }, { SAY_file, "name", CELL_TEXT, NULL }, \
	{ SAY_file_kind, "kind", CELL_CODE, NULL }, { SAY_bytes, "bytes", CELL_NUMBER, NULL }, \
	{ SAY_account, "account", CELL_TEXT, NULL }, { SAY_at, "kept_at", CELL_INSTANT, NULL }, \
	{ SAY_removed_why, "removed_why", CELL_TEXT, NULL }

static const char *scans_path(struct call *c)
{
	return arena_printf(c->arena, "/sessions/%lld/scans", (long long)ask_session(c, c->words[0]));
}

// One page; what is there already is not sent again.
static void page_send(struct call *c, const char *path, const char *file)
{
	const char *name, *bytes;
	const struct value *v;
	size_t len = 0;

	bytes = parts_read(c, file, SCAN_MOST, &len, &name);
	if (bytes == NULL)
		return;
	v = ask_send(c, "POST", path, BODY(c, { "name", name, MEMBER_TEXT },
		{ "bytes", arena_printf(c->arena, "%zu", len), MEMBER_NUMBER },
		{ "digest", verify_digest(c, bytes, len), MEMBER_TEXT }));
	if (v != NULL && value_text(v, "kind") == NULL)
		parts_send(c, arena_printf(c->arena, "/scans/%lld", (long long)value_int(v, "id", 0)), bytes, len);
}

void scan_list(struct call *c)
{
	show_table(c, COLUMNS(SCAN_COLUMNS), value_get(ask_get(c, scans_path(c)), "items"));
}

void scan_add(struct call *c)
{
	const char *path = scans_path(c);

	for (size_t i = 1; i < c->n && c->exit == 0; i++)
		page_send(c, path, c->words[i]);
	show_table(c, COLUMNS(SCAN_COLUMNS), value_get(ask_get(c, path), "items"));
}

void scan_save(struct call *c)
{
	ask_file(c, arena_printf(c->arena, "/scans/%s/file", c->words[0]));
}

void scan_remove(struct call *c)
{
	show_record(c, COLUMNS(SCAN_COLUMNS), ask_send(c, "POST", arena_printf(c->arena, "/scans/%s/removal", c->words[0]),
		BODY(c, { "why", option(c, "--why"), MEMBER_TEXT })));
}
