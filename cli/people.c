// SPDX-License-Identifier: GPL-3.0-or-later
// People of a unit, and one person with places of work.
#include "cli/ask.h"
#include "cli/body.h"
#include "cli/commands.h"
#include "cli/show.h"

static const struct value *people(struct call *c)
{
	bool residents = option(c, "--residents") != NULL, named = option(c, "--q") != NULL;
	const char *path = ask_path(c, NOUN_UNIT, option(c, "--unit"), residents ? "/residents" : "/people");

	if (named)
		return ask_search(c, arena_printf(c->arena, "%s/search", path), BODY(c, { "q", option(c, "--q"), MEMBER_TEXT },
			{ "category", option(c, "--category"), MEMBER_TEXT }, { "as_of", option(c, "--as-of"), MEMBER_TEXT }));
	return ask_list(c, path_with(c, path, "category", option(c, "--category"), "as_of", option(c, "--as-of"), (char *)NULL));
}

void people_list(struct call *c)
{
	show_table(c, COLUMNS({ SAY_number, "id", CELL_CODE, NULL }, { SAY_code, "code", CELL_CODE, NULL },
		{ SAY_full_name, "full_name", CELL_TEXT, NULL }, { SAY_birth, "birth_date", CELL_DAY, NULL },
		{ SAY_sex, "sex", CELL_WORD, "sex" }, { SAY_unit, "unit", CELL_CODE, NULL },
		{ SAY_category, "category", CELL_WORD, "category" }, { SAY_position, "position", CELL_TEXT, NULL }), people(c));
}

void people_show(struct call *c)
{
	const char *unit = option(c, "--unit");
	const struct value *rows = unit == NULL ? NULL : ask_whole_list(c, ask_path(c, NOUN_UNIT, unit, "/people"));
	int64_t id = row_among(rows, "id", c->words[0]);
	const struct value *person;

	if (c->exit == 0 && id == 0)
		call_fail(c, EXIT_NOT_FOUND, say(c->arena, unit == NULL ? SAY_person_needs_unit : SAY_code_unknown,
			c->words[0]));
	person = ask_get(c, arena_printf(c->arena, "/people/%lld", (long long)id));
	show_record(c, COLUMNS({ SAY_number, "id", CELL_CODE, NULL }, { SAY_code, "code", CELL_CODE, NULL },
		{ SAY_full_name, "full_name", CELL_TEXT, NULL }, { SAY_birth, "birth_date", CELL_DAY, NULL },
		{ SAY_sex, "sex", CELL_WORD, "sex" }, { SAY_national_id, "national_id", CELL_TEXT, NULL },
		{ SAY_phone, "phone", CELL_TEXT, NULL }, { SAY_email, "email", CELL_TEXT, NULL }), person);
	show_below(c, COLUMNS({ SAY_unit, "name", CELL_TEXT, NULL }, { SAY_category, "category", CELL_WORD, "category" },
		{ SAY_position, "position", CELL_TEXT, NULL }, { SAY_since, "valid_from", CELL_DAY, NULL },
		{ SAY_until, "valid_to", CELL_DAY, NULL }), value_get(person, "affiliations"));
}

void people_reveal(struct call *c)
{
	const char *what = option(c, "--phone") == NULL ? "national-id" : "phone";
	const char *path = arena_printf(c->arena, "/people/%s/%s/reveal", c->words[0], what);
	const struct value *full = ask_send(c, "POST", path, BODY(c, { "reason", option(c, "--why"), MEMBER_TEXT }));

	show_record(c, COLUMNS({ option(c, "--phone") == NULL ? SAY_national_id : SAY_phone, "value", CELL_TEXT, NULL }), full);
}
