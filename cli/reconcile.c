// SPDX-License-Identifier: GPL-3.0-or-later
// A session reconciled: check-in, mark and paper side by side, what the paper says, decisions, the end of it.
#include <string.h>
#include <sysexits.h>

#include "base/row_code.h"
#include "base/text.h"
#include "cli/ask.h"
#include "cli/body.h"
#include "cli/commands.h"
#include "cli/show.h"

enum { BODY_MOST = 1 << 18 };

static const char *session_path(struct call *c, const char *rest)
{
	return arena_printf(c->arena, "/sessions/%lld%s", (long long)ask_session(c, c->words[0]), rest);
}

static void reconciliation_shown(struct call *c, const struct value *v)
{
	show_record(c, COLUMNS({ SAY_class, "class_title", CELL_TEXT, NULL }, { SAY_day, "date", CELL_DAY, NULL },
		{ SAY_pages, "scans", CELL_NUMBER, NULL }, { SAY_count_people, "people", CELL_NUMBER, NULL },
		{ SAY_differences, "open", CELL_NUMBER, NULL }, { SAY_decided, "decided", CELL_NUMBER, NULL },
		{ SAY_reconciled_at, "reconciled_at", CELL_INSTANT, NULL }, { SAY_account, "reconciled_by", CELL_TEXT, NULL },
		{ SAY_changed_since, "reconciled_changed", CELL_YES, NULL }), v);
	show_below(c, COLUMNS({ SAY_row_code, "row_code", CELL_CODE, NULL }, { SAY_full_name, "full_name", CELL_TEXT, NULL },
		{ SAY_check_in, "claimed_at", CELL_INSTANT, NULL }, { SAY_status, "status", CELL_WORD, "status" },
		{ SAY_paper, "paper", CELL_WORD, "paper" }, { SAY_difference, "difference", CELL_WORD, "difference" },
		{ SAY_open_still, "open", CELL_YES, NULL }, { SAY_reason, "decided_why", CELL_TEXT, NULL }), value_get(v, "rows"));
}

// The value behind the last = of a word, as `token` (STATUS, PAPER) means it; *code is what stands before.
static const char *word_read(struct call *c, const char *word, const char *token, const char **code)
{
	const char *equals = strrchr(word, '='), *why, *meant;
	struct token t;

	if (equals == NULL) {
		call_fail(c, EX_USAGE, say(c->arena, SAY_word_unwanted, word));
		return NULL;
	}
	*code = arena_copyn(c->arena, word, (size_t)(equals - word));
	token_next(&token, &t);
	meant = token_meant(c->arena, &t, equals + 1, &why);
	if (meant == NULL)
		call_fail(c, EX_USAGE, why);
	return meant;
}

void reconcile_show(struct call *c)
{
	reconciliation_shown(c, ask_get(c, session_path(c, "/reconciliation")));
}

void reconcile_paper(struct call *c)
{
	struct text rows = text_new(c->arena, BODY_MOST);
	const char *code, *says;

	text_char(&rows, '[');
	for (size_t i = 1; i < c->n && (says = word_read(c, c->words[i], "PAPER", &code)) != NULL; i++) {
		text_printf(&rows, "%s{\"code\":", rows.len == 1 ? "" : ",");
		text_json(&rows, code);
		text_printf(&rows, ",\"says\":\"%s\"}", says);
	}
	text_char(&rows, ']');
	reconciliation_shown(c, ask_send(c, "PUT", session_path(c, "/paper"),
		BODY(c, { "rest", option(c, "--rest"), MEMBER_TEXT }, { "rows", rows.at, MEMBER_JSON })));
}

void reconcile_decide(struct call *c)
{
	struct text all = text_new(c->arena, BODY_MOST);
	const char *code, *status;

	text_char(&all, '[');
	for (size_t i = 1; i < c->n && (status = word_read(c, c->words[i], "STATUS", &code)) != NULL; i++) {
		int64_t person = row_code_read(code);

		if (person == 0)
			call_fail(c, EX_DATAERR, say(c->arena, SAY_row_code_wrong, code));
		text_printf(&all, "%s{\"person\":%lld,\"status\":\"%s\",\"why\":", all.len == 1 ? "" : ",", (long long)person, status);
		text_json(&all, option(c, "--why"));
		text_char(&all, '}');
	}
	text_char(&all, ']');
	reconciliation_shown(c, ask_send(c, "POST", session_path(c, "/reconciliation/decisions"), all.at));
}

void reconcile_done(struct call *c)
{
	reconciliation_shown(c, ask_send(c, "POST", session_path(c, "/reconciliation"),
		BODY(c, { "note", option(c, "--note"), MEMBER_TEXT })));
}
