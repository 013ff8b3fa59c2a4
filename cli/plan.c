// SPDX-License-Identifier: GPL-3.0-or-later
// The plan register: plans, their tasks, the targets they set.
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/show.h"

#define PLAN_COLUMNS { SAY_code, "code", CELL_CODE, NULL }, { SAY_official_number, "number", CELL_CODE, NULL }, \
	{ SAY_issued, "issued_on", CELL_DAY, NULL }, { SAY_title, "title", CELL_TEXT, NULL }, \
	{ SAY_tasks, "tasks", CELL_NUMBER, NULL }, { SAY_targets, "targets", CELL_NUMBER, NULL }

void plan_list(struct call *c)
{
	show_table(c, COLUMNS(PLAN_COLUMNS), ask_list(c, "/plans"));
}

void plan_show(struct call *c)
{
	show_record(c, COLUMNS(PLAN_COLUMNS, { SAY_indicators, "indicators", CELL_NUMBER, NULL },
		{ SAY_issuer, "issuer", CELL_CODE, NULL }, { SAY_carries_out, "parent_plan", CELL_CODE, NULL },
		{ SAY_since, "period_from", CELL_DAY, NULL }, { SAY_until, "period_to", CELL_DAY, NULL }),
		ask_get(c, ask_path(c, NOUN_PLAN, c->words[0], "")));
}

// A plan nobody knows is said so: the list of its tasks would only be empty.
void plan_tasks(struct call *c)
{
	ask_number(c, NOUN_PLAN, c->words[0]);
	show_table(c, COLUMNS({ SAY_section, "section", CELL_CODE, NULL }, { SAY_task, "title", CELL_TEXT, NULL },
		{ SAY_lead, "lead_name", CELL_TEXT, NULL }, { SAY_position, "lead", CELL_TEXT, NULL },
		{ SAY_timing, "timing", CELL_TEXT, NULL }, { SAY_courses, "courses", CELL_LIST, NULL }),
		ask_list(c, path_with(c, "/tasks", "plan", c->words[0], "lead", option(c, "--lead"), "q", option(c, "--q"),
			(char *)NULL)));
}
