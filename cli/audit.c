// SPDX-License-Identifier: GPL-3.0-or-later
// The record of who did what, for auditors.
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/show.h"

void audit_list(struct call *c)
{
	show_table(c, COLUMNS({ SAY_moment, "at", CELL_INSTANT, NULL }, { SAY_account, "account", CELL_TEXT, NULL },
		{ SAY_address, "address", CELL_TEXT, NULL }, { SAY_action, "action", CELL_CODE, NULL },
		{ SAY_object, "object", CELL_CODE, NULL }, { SAY_number, "row", CELL_CODE, NULL },
		{ SAY_subject, "full_name", CELL_TEXT, NULL }, { SAY_unit, "unit", CELL_CODE, NULL },
		{ SAY_reason, "reason", CELL_TEXT, NULL }),
		ask_list(c, path_with(c, "/audit", "person", option(c, "--person"), "by", option(c, "--by"), "object",
			option(c, "--object"), "action", option(c, "--action"), "request", option(c, "--request"), "from",
			option(c, "--from"), "to", option(c, "--to"), (char *)NULL)));
}
