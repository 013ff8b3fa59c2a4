// SPDX-License-Identifier: GPL-3.0-or-later
// The lists of trainers that units keep: looked at, added to, ended.
#include "base/clock.h"
#include "cli/ask.h"
#include "cli/body.h"
#include "cli/commands.h"
#include "cli/show.h"

#define TRAINER_COLUMNS { SAY_number, "id", CELL_CODE, NULL }, { SAY_code, "person_code", CELL_CODE, NULL }, \
	{ SAY_full_name, "full_name", CELL_TEXT, NULL }, { SAY_works_at, "organisation", CELL_TEXT, NULL }, \
	{ SAY_teaches, "teaches", CELL_TEXT, NULL }, { SAY_qualification, "qualification", CELL_TEXT, NULL }, \
	{ SAY_since, "valid_from", CELL_DAY, NULL }, { SAY_until, "valid_to", CELL_DAY, NULL }, { SAY_unit, "unit", CELL_CODE, NULL }

static const char *list_path(struct call *c)
{
	return ask_path(c, NOUN_UNIT, option(c, "--unit"), "/listed-trainers");
}

void trainer_list(struct call *c)
{
	show_table(c, COLUMNS(TRAINER_COLUMNS), ask_list(c, path_with(c, list_path(c), "course", option(c, "--course"),
		"over", option(c, "--over") == NULL ? NULL : "true", (char *)NULL)));
}

void trainer_add(struct call *c)
{
	show_record(c, COLUMNS(TRAINER_COLUMNS), ask_send(c, "POST", list_path(c), BODY(c,
		{ "person", c->words[0], MEMBER_NUMBER }, { "teaches", option(c, "--teaches"), MEMBER_TEXT },
		{ "qualification", option(c, "--qualification"), MEMBER_TEXT },
		{ "organisation", option(c, "--organisation"), MEMBER_TEXT },
		{ "valid_from", option(c, "--from"), MEMBER_TEXT }, { "valid_to", option(c, "--to"), MEMBER_TEXT })));
}

// What else stands in the line stays, and it is the line that was looked at.
void trainer_end(struct call *c)
{
	const char *path = arena_printf(c->arena, "/listed-trainers/%s", c->words[0]), *last = option(c, "--to");
	const struct value *now = ask_get(c, path);
	const char *tag = arena_printf(c->arena, "\"v%lld\"", (long long)value_int(now, "version", 0));
	char today[DATE_TEXT];

	date_text(date_of(clock_now()), today);
	show_record(c, COLUMNS(TRAINER_COLUMNS), ask_matching(c, "PUT", path, BODY(c,
		{ "teaches", value_text(now, "teaches"), MEMBER_TEXT }, { "qualification", value_text(now, "qualification"), MEMBER_TEXT },
		{ "organisation", value_text(now, "organisation"), MEMBER_TEXT },
		{ "valid_from", value_text(now, "valid_from"), MEMBER_TEXT },
		{ "valid_to", last == NULL ? today : last, MEMBER_TEXT }), tag));
}
