// SPDX-License-Identifier: GPL-3.0-or-later
// The course catalogue.
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/show.h"

#define COURSE_COLUMNS { SAY_code, "code", CELL_CODE, NULL }, { SAY_title, "title", CELL_TEXT, NULL }, \
	{ SAY_topics, "topics", CELL_LIST, "topic" }, { SAY_periods, "periods", CELL_NUMBER, NULL }, \
	{ SAY_modality, "modality", CELL_WORD, "modality" }

static void course_record(struct call *c, const struct value *course)
{
	show_record(c, COLUMNS(COURSE_COLUMNS, { SAY_audience, "audience", CELL_TEXT, NULL },
		{ SAY_attendance_percent, "attendance_percent", CELL_NUMBER, NULL },
		{ SAY_attendance_unit, "attendance_unit", CELL_WORD, "attendance_unit" },
		{ SAY_late_counts, "late_counts", CELL_YES, NULL }, { SAY_excused_counts, "excused_counts", CELL_YES, NULL },
		{ SAY_scheme, "assessment_scheme", CELL_TEXT, NULL }, { SAY_number, "id", CELL_CODE, NULL }), course);
}

void course_list(struct call *c)
{
	show_table(c, COLUMNS(COURSE_COLUMNS), ask_list(c, path_with(c, "/courses", "q", option(c, "--q"), "topic",
		option(c, "--topic"), "modality", option(c, "--modality"), (char *)NULL)));
}

void course_show(struct call *c)
{
	const struct value *course = ask_get(c, ask_path(c, NOUN_COURSE, c->words[0], ""));

	course_record(c, course);
	show_below(c, COLUMNS({ SAY_official_number, "number", CELL_CODE, NULL }, { SAY_plan, "plan", CELL_CODE, NULL },
		{ SAY_section, "section", CELL_CODE, NULL }, { SAY_task, "title", CELL_TEXT, NULL }),
		value_get(course, "tasks"));
}

void course_add(struct call *c)
{
	const char *body = input_json(c);

	course_record(c, ask_send(c, "POST", "/courses", body));
}
