// SPDX-License-Identifier: GPL-3.0-or-later
// Certificates: given, listed, kept as files, revoked.
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "cli/ask.h"
#include "cli/body.h"
#include "cli/commands.h"
#include "cli/settings.h"
#include "cli/show.h"

enum { PAUSE_US = 500 * 1000, TURNS_MOST = 600 };

#define CERTIFICATE_COLUMNS { SAY_certificate, "id", CELL_CODE, NULL }, { SAY_number, "number", CELL_CODE, NULL }, \
	{ SAY_year, "year", CELL_CODE, NULL }, { SAY_full_name, "holder", CELL_TEXT, NULL }, \
	{ SAY_class, "class_code", CELL_CODE, NULL }, { SAY_course, "course", CELL_TEXT, NULL }, \
	{ SAY_day, "issued_on", CELL_DAY, NULL }, { SAY_revoked_on, "revoked_at", CELL_INSTANT, NULL }

void certificate_issue(struct call *c)
{
	show_record(c, COLUMNS({ SAY_certificates_given, "issued", CELL_NUMBER, NULL }, { SAY_first_number, "first", CELL_CODE, NULL },
		{ SAY_last_number, "last", CELL_CODE, NULL }, { SAY_year, "year", CELL_CODE, NULL }),
		ask_send(c, "POST", ask_path(c, NOUN_CLASS, c->words[0], "/certificates"),
			BODY(c, { "title", option(c, "--title"), MEMBER_TEXT }, { "text", option(c, "--words"), MEMBER_TEXT },
				{ "signer", option(c, "--signer"), MEMBER_TEXT })));
}

void certificate_list(struct call *c)
{
	show_table(c, COLUMNS(CERTIFICATE_COLUMNS), ask_list(c, c->n == 0 ? "/me/certificates" :
		ask_path(c, NOUN_CLASS, c->words[0], "/certificates")));
}

void certificate_save(struct call *c)
{
	ask_file(c, arena_printf(c->arena, "/certificates/%s/file.pdf", c->words[0]));
}

// Asks how far the server is until all are made; on a terminal the last line says so.
static void files_wait(struct call *c, const char *path)
{
	for (int turn = 0; c->exit == 0 && turn < TURNS_MOST; turn++) {
		const struct value *b = ask_get(c, path);
		int64_t files = value_int(b, "files", 0), made = value_int(b, "made", 0);

		if (isatty(STDERR_FILENO))
			fprintf(stderr, "\r%lld/%lld%s", (long long)made, (long long)files, made == files ? "\n" : "");
		if (made == files)
			return;
		usleep(PAUSE_US);
	}
	call_fail(c, EX_TEMPFAIL, say_plain(SAY_files_late));
}

void certificate_files(struct call *c)
{
	const char *all = ask_path(c, NOUN_CLASS, c->words[0], "/certificate-files");
	const struct value *b = ask_send(c, "POST", all, "{}");
	const char *path = arena_printf(c->arena, "%s/%lld", all, (long long)value_int(b, "id", 0));

	files_wait(c, path);
	ask_file(c, arena_printf(c->arena, "%s/all.zip", path));
}

void certificate_revoke(struct call *c)
{
	show_record(c, COLUMNS(CERTIFICATE_COLUMNS), ask_send(c, "POST",
		arena_printf(c->arena, "/certificates/%s/revocation", c->words[0]),
		BODY(c, { "why", option(c, "--why"), MEMBER_TEXT })));
}

void certificate_key(struct call *c)
{
	const struct value *v = ask_get(c, "/certificate-key");

	if (v != NULL && !show_raw(c))
		printf("%s\n", cell_clean(c->arena, value_text(v, "key")));
}
