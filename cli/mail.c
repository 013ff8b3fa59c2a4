// SPDX-License-Identifier: GPL-3.0-or-later
// Mails: those that did not arrive, tried again, stopped.
#include "base/text.h"
#include "cli/ask.h"
#include "cli/body.h"
#include "cli/commands.h"
#include "cli/show.h"

enum { NUMBERS_MOST = 16 * 1024 };

void mail_list(struct call *c)
{
	show_table(c, COLUMNS({ SAY_number, "id", CELL_CODE, NULL }, { SAY_full_name, "full_name", CELL_TEXT, NULL },
		{ SAY_mail_about, "kind", CELL_WORD, "mail" }, { SAY_state, "state", CELL_WORD, "which" },
		{ SAY_reason, "reason", CELL_CODE, NULL }, { SAY_mail_said, "answer", CELL_TEXT, NULL },
		{ SAY_mail_queued, "queued", CELL_INSTANT, NULL }),
		ask_list(c, path_with(c, "/mails", "state", option(c, "--which"), (char *)NULL)));
}

static void turn(struct call *c, const char *path)
{
	struct text numbers = text_new(c->arena, NUMBERS_MOST);

	for (size_t i = 0; i < c->n; i++)
		text_printf(&numbers, "%s%s", i == 0 ? "[" : ",", c->words[i]);
	text_char(&numbers, ']');
	show_table(c, COLUMNS({ SAY_number, "id", CELL_CODE, NULL }, { SAY_outcome, "outcome", CELL_WORD, "mail_outcome" },
		{ SAY_reason, "why", CELL_CODE, NULL }), value_get(ask_send(c, "POST", path,
		BODY(c, { "mails", numbers.at, MEMBER_JSON })), "items"));
}

void mail_retry(struct call *c)
{
	turn(c, "/mails/retry");
}

void mail_stop(struct call *c)
{
	turn(c, "/mails/stop");
}
