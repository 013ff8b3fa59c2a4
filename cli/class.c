// SPDX-License-Identifier: GPL-3.0-or-later
// Classes: listed, shown with their time-table, made, turned from state to state.
#include <sysexits.h>

#include "cli/ask.h"
#include "cli/body.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/show.h"

#define CLASS_COLUMNS { SAY_code, "code", CELL_CODE, NULL }, { SAY_title, "title", CELL_TEXT, NULL }, \
	{ SAY_host, "host_unit_name", CELL_TEXT, NULL }, { SAY_state, "state", CELL_WORD, "state" }, \
	{ SAY_taken, "taken", CELL_NUMBER, NULL }, { SAY_capacity, "capacity", CELL_NUMBER, NULL }, \
	{ SAY_sessions, "sessions", CELL_NUMBER, NULL }, { SAY_since, "first_on", CELL_DAY, NULL }, \
	{ SAY_until, "last_on", CELL_DAY, NULL }

static void class_record(struct call *c, const struct value *class)
{
	show_record(c, COLUMNS(CLASS_COLUMNS, { SAY_course, "course_title", CELL_TEXT, NULL },
		{ SAY_venue, "venue", CELL_TEXT, NULL }, { SAY_number, "id", CELL_CODE, NULL }), class);
}

void class_list(struct call *c)
{
	show_table(c, COLUMNS(CLASS_COLUMNS), ask_list(c, path_with(c, "/classes", "q", option(c, "--q"), "course",
		option(c, "--course"), "state", option(c, "--state"), "unit", option(c, "--unit"), "from", option(c, "--from"),
		"to", option(c, "--to"), (char *)NULL)));
}

void class_show(struct call *c)
{
	const char *path = ask_path(c, NOUN_CLASS, c->words[0], "");
	const struct value *class = ask_get(c, path), *sessions;

	class_record(c, class);
	sessions = value_get(ask_get(c, arena_printf(c->arena, "%s/sessions", path)), "items");
	show_below(c, COLUMNS({ SAY_session, "number", CELL_CODE, NULL }, { SAY_day, "date", CELL_DAY, NULL },
		{ SAY_start, "start", CELL_CODE, NULL }, { SAY_end, "end", CELL_CODE, NULL },
		{ SAY_periods, "periods", CELL_NUMBER, NULL }, { SAY_venue, "venue", CELL_TEXT, NULL },
		{ SAY_trainer, "trainer_name", CELL_TEXT, NULL }, { SAY_cancelled, "cancelled", CELL_YES, NULL }), sessions);
}

// The server wants the course by number.
static const char *class_body(struct call *c)
{
	const char *course = option(c, "--course");

	if (c->n == 1)
		return input_json(c);
	if (course == NULL)
		call_fail(c, EX_USAGE, say(c->arena, SAY_option_missing, "--course"));
	if (c->exit == 0)
		course = arena_printf(c->arena, "%lld", (long long)ask_number(c, NOUN_COURSE, course));
	return BODY(c, { "course", course, MEMBER_NUMBER }, { "code", option(c, "--code"), MEMBER_TEXT },
		{ "title", option(c, "--title"), MEMBER_TEXT }, { "capacity", option(c, "--capacity"), MEMBER_NUMBER },
		{ "venue", option(c, "--venue"), MEMBER_TEXT });
}

void class_add(struct call *c)
{
	const char *body = class_body(c);

	class_record(c, ask_send(c, "POST", ask_path(c, NOUN_UNIT, option(c, "--unit"), "/classes"), body));
}

void class_state(struct call *c)
{
	class_record(c, ask_send(c, "POST", ask_path(c, NOUN_CLASS, c->words[0], "/state"),
		BODY(c, { "state", c->words[1], MEMBER_TEXT }, { "why", option(c, "--why"), MEMBER_TEXT })));
}
