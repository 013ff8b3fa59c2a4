// SPDX-License-Identifier: GPL-3.0-or-later
// Targets as data: who is counted, what counts as reached, how many are needed.
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/settings.h"
#include "cli/show.h"

static const char *title_member(void)
{
	return settings->language == EN ? "title_en" : "title_vi";
}

void target_list(struct call *c)
{
	show_table(c, COLUMNS({ SAY_code, "code", CELL_CODE, NULL }, { SAY_title, title_member(), CELL_TEXT, NULL },
		{ SAY_official_number, "plan_number", CELL_CODE, NULL }, { SAY_section, "section", CELL_CODE, NULL },
		{ SAY_threshold, "threshold", CELL_NUMBER, NULL },
		{ SAY_measure, "threshold_kind", CELL_WORD, "threshold_kind" }),
		ask_list(c, path_with(c, "/targets", "plan", option(c, "--plan"), (char *)NULL)));
}

void target_show(struct call *c)
{
	show_record(c, COLUMNS({ SAY_code, "code", CELL_CODE, NULL }, { SAY_title, title_member(), CELL_TEXT, NULL },
		{ SAY_official_number, "plan_number", CELL_CODE, NULL }, { SAY_section, "section", CELL_CODE, NULL },
		{ SAY_base, "base", CELL_WORD, "base" }, { SAY_category, "categories", CELL_LIST, "category" },
		{ SAY_kind, "kinds", CELL_LIST, "kind" }, { SAY_flags, "flags", CELL_LIST, "flag" },
		{ SAY_evidence, "evidence", CELL_LIST, "evidence" }, { SAY_topics, "topics", CELL_LIST, "topic" },
		{ SAY_scheme, "scheme", CELL_TEXT, NULL }, { SAY_levels, "levels", CELL_LIST, NULL },
		{ SAY_window, "window_from", CELL_DAY, "window" }, { SAY_threshold, "threshold", CELL_NUMBER, NULL },
		{ SAY_measure, "threshold_kind", CELL_WORD, "threshold_kind" },
		{ SAY_segments, "segments", CELL_LIST, NULL }, { SAY_since, "valid_from", CELL_DAY, NULL },
		{ SAY_until, "valid_to", CELL_DAY, NULL }),
		ask_get(c, ask_path(c, NOUN_TARGET, c->words[0], "")));
}
