// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud bounce: takes a mail that came to the address another was sent from; the operator's server of mails pipes it in.
//
// What comes is anybody's. It is read before a database is opened, and no keys are loaded. Whatever is no notice of a
// mail of ours ends well: an error would be answered with a mail about it. What may go better later is EX_TEMPFAIL.
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/arena.h"
#include "commands/commands.h"
#include "commands/session.h"
#include "features/mail/mail.h"
#include "files/dsn.h"

enum { LOOKED_AT = 256 * 1024, AWAY = 4096 };

static int said(const char *what, int code)
{
	fprintf(stderr, "hocvud bounce: %s\n", what);
	return code;
}

// The beginning of what comes is looked at. The rest is read away: who pipes it would take a broken pipe for a failure.
static enum dsn notice_read(char status[DSN_STATUS])
{
	struct arena *a = arena_new();
	char *bytes = arena_alloc(a, LOOKED_AT), away[AWAY];
	size_t len = fread(bytes, 1, LOOKED_AT, stdin);
	enum dsn what = dsn_read(bytes, len, status);

	while (fread(away, 1, sizeof away, stdin) > 0)
		;
	arena_drop(a);
	return what;
}

static int returned(const char *data, const char *mark, const char *status)
{
	static const struct { const char *outcome, *says; int code; } ends[] = {
		{ "done", "the mail is undelivered now", EX_OK },
		{ "left", "the mail is not one that was sent and is left as it is", EX_OK },
		{ "sending", "the mail is just being sent; try again", EX_TEMPFAIL },
	};
	struct session s = session_open_app(data);
	const struct mail_returned *r;
	int code = EX_TEMPFAIL;
	struct work w;

	if (s.db == NULL)
		return session_close(&s, said("no database; try again", EX_TEMPFAIL));
	w = work_on(s.db, s.arena);
	r = mail_came_back(&w, mark, status);
	if (!work_ok(&w))
		said(w.fault != NULL ? w.fault : "refused", EX_TEMPFAIL);
	else if (r == NULL)
		code = said("no mail has this mark", EX_OK);
	for (size_t i = 0; r != NULL && i < sizeof ends / sizeof *ends; i++)
		if (strcmp(ends[i].outcome, r->outcome) == 0)
			code = said(ends[i].says, ends[i].code);
	return session_close(&s, code);
}

int command_bounce(int argc, char **argv)
{
	// What stands there alone is part of an address that a stranger wrote, whatever it looks like.
	const char *data = argc > 2 ? session_flag(&argc, argv) : NULL;
	char status[DSN_STATUS] = "";
	enum dsn what;

	if (argc != 2)
		return command_usage("bounce");
	what = notice_read(status);
	if (ferror(stdin))
		return said("reading broke off; try again", EX_TEMPFAIL);
	if (!mail_mark_fits(argv[1]))
		return said("that is no mark of a mail", EX_OK);
	if (what == DSN_NONE)
		return said("no notice about a mail that was not delivered", EX_OK);
	if (what == DSN_OTHER)
		return said("a notice that changes nothing", EX_OK);
	return returned(data, argv[1], status);
}
