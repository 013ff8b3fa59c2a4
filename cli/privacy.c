// SPDX-License-Identifier: GPL-3.0-or-later
// Privacy: what people ask about their data, what they agreed to, breaches, what is kept long enough.
#include "cli/ask.h"
#include "cli/body.h"
#include "cli/commands.h"
#include "cli/show.h"

#define REQUEST_COLUMNS { SAY_number, "id", CELL_CODE, NULL }, { SAY_unit, "unit_code", CELL_CODE, NULL }, \
	{ SAY_full_name, "full_name", CELL_TEXT, NULL }, { SAY_asks, "kind", CELL_WORD, "asks" }, \
	{ SAY_state, "state", CELL_WORD, "request" }, { SAY_reply_due, "reply_due", CELL_DAY, NULL }, \
	{ SAY_due, "due", CELL_DAY, NULL }, { SAY_days_left, "days_left", CELL_NUMBER, NULL }
#define CONSENT_COLUMNS { SAY_number, "id", CELL_CODE, NULL }, { SAY_edition, "edition", CELL_NUMBER, NULL }, \
	{ SAY_given, "given_on", CELL_DAY, NULL }, { SAY_how, "how", CELL_WORD, "how" }, \
	{ SAY_withdrawn, "withdrawn_on", CELL_DAY, NULL }
#define BREACH_COLUMNS { SAY_number, "id", CELL_CODE, NULL }, { SAY_unit, "unit_code", CELL_CODE, NULL }, \
	{ SAY_what, "what", CELL_TEXT, NULL }, { SAY_whom, "whom", CELL_TEXT, NULL }, \
	{ SAY_notify_by, "notify_by", CELL_INSTANT, NULL }, { SAY_hours_left, "hours_left", CELL_NUMBER, NULL }

void request_list(struct call *c)
{
	show_table(c, COLUMNS(REQUEST_COLUMNS), ask_list(c, path_with(c,
		ask_path(c, NOUN_UNIT, option(c, "--unit"), "/data-requests"), "state", option(c, "--state"), (char *)NULL)));
}

void request_add(struct call *c)
{
	const char *path = ask_path(c, NOUN_UNIT, option(c, "--unit"), "/data-requests");

	show_record(c, COLUMNS(REQUEST_COLUMNS, { SAY_may_refuse, "may_refuse", CELL_TEXT, NULL }), ask_send(c, "POST", path,
		BODY(c, { "person", option(c, "--person"), MEMBER_NUMBER }, { "kind", c->words[0], MEMBER_TEXT },
			{ "channel", option(c, "--channel"), MEMBER_TEXT }, { "received_on", option(c, "--date"), MEMBER_TEXT },
			{ "said", option(c, "--said"), MEMBER_TEXT })));
}

void request_step(struct call *c)
{
	show_record(c, COLUMNS(REQUEST_COLUMNS), ask_send(c, "POST",
		arena_printf(c->arena, "/data-requests/%s/step", c->words[0]), BODY(c, { "step", c->words[1], MEMBER_TEXT },
			{ "why", option(c, "--why"), MEMBER_TEXT }, { "law", option(c, "--law"), MEMBER_TEXT })));
}

void consent_list(struct call *c)
{
	show_table(c, COLUMNS(CONSENT_COLUMNS), ask_list(c, arena_printf(c->arena, "/people/%s/consents", c->words[0])));
}

// Entering it is saying that the person said yes: nothing else stands for it.
void consent_add(struct call *c)
{
	show_record(c, COLUMNS(CONSENT_COLUMNS), ask_send(c, "POST", arena_printf(c->arena, "/people/%s/consents", c->words[0]),
		BODY(c, { "text", option(c, "--text"), MEMBER_NUMBER }, { "agrees", "true", MEMBER_TRUE },
			{ "how", option(c, "--how"), MEMBER_TEXT }, { "given_on", option(c, "--date"), MEMBER_TEXT },
			{ "witness", option(c, "--witness"), MEMBER_TEXT }, { "proof", option(c, "--proof"), MEMBER_TEXT })));
}

void consent_withdraw(struct call *c)
{
	show_record(c, COLUMNS(CONSENT_COLUMNS), ask_send(c, "POST",
		arena_printf(c->arena, "/consents/%s/withdrawal", c->words[0]), NULL));
}

void breach_list(struct call *c)
{
	show_table(c, COLUMNS(BREACH_COLUMNS), ask_list(c, ask_path(c, NOUN_UNIT, option(c, "--unit"), "/breaches")));
}

void breach_add(struct call *c)
{
	show_record(c, COLUMNS(BREACH_COLUMNS), ask_send(c, "POST", ask_path(c, NOUN_UNIT, option(c, "--unit"), "/breaches"),
		BODY(c, { "what", option(c, "--what"), MEMBER_TEXT }, { "whom", option(c, "--whom"), MEMBER_TEXT },
			{ "people", option(c, "--people"), MEMBER_NUMBER }, { "measures", option(c, "--measures"), MEMBER_TEXT })));
}

void retention_list(struct call *c)
{
	show_table(c, COLUMNS({ SAY_number, "id", CELL_CODE, NULL }, { SAY_record_kind, "kind", CELL_CODE, NULL },
		{ SAY_day, "proposed_on", CELL_DAY, NULL }, { SAY_records, "items", CELL_NUMBER, NULL },
		{ SAY_state, "state", CELL_WORD, "retention" }), ask_list(c, ask_path(c, NOUN_UNIT, option(c, "--unit"), "/retention")));
}
