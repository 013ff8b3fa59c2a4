// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of a unit's people besides its classes: courses completed elsewhere, results of
// assessments, skills of residents, and events with nothing but a number of people.
#include "base/text.h"
#include "cli/ask.h"
#include "cli/body.h"
#include "cli/commands.h"
#include "cli/record.h"
#include "cli/show.h"

enum { IDS_MOST = 1 << 16 };

static const struct column external_columns[] = {
	{ SAY_number, "id", CELL_CODE, NULL }, { SAY_full_name, "full_name", CELL_TEXT, NULL },
	{ SAY_course, "course_code", CELL_CODE, NULL }, { SAY_title, "course_title", CELL_TEXT, NULL },
	{ SAY_day, "completed_on", CELL_DAY, NULL }, { SAY_source_of, "source", CELL_TEXT, NULL },
	{ SAY_proof, "evidence", CELL_TEXT, NULL }, { SAY_verified, "verified", CELL_YES, NULL }, { .member = NULL },
};
static const struct record external = {
	.path = "/external-completions", .lists = { "/people" }, .columns = external_columns,
	.fields = { { "person", NULL, FIELD_PERSON, true }, { "course", "--course", FIELD_COURSE, true },
		{ "completed_on", "--date", FIELD_TEXT, true }, { "source", "--source", FIELD_TEXT, true },
		{ "evidence", "--evidence", FIELD_TEXT, false } },
	.filters = { "course", "verified", "from", "to" },
};

static const struct column assess_columns[] = {
	{ SAY_number, "id", CELL_CODE, NULL }, { SAY_full_name, "full_name", CELL_TEXT, NULL },
	{ SAY_scheme, "scheme", CELL_WORD, "scheme" }, { SAY_day, "assessed_on", CELL_DAY, NULL },
	{ SAY_result, "result", CELL_WORD, "result" }, { SAY_score, "score", CELL_TEXT, NULL },
	{ SAY_reference, "reference", CELL_TEXT, NULL }, { .member = NULL },
};
static const struct record assess = {
	.path = "/assessments", .lists = { "/people", "/residents" }, .columns = assess_columns,
	.fields = { { "person", NULL, FIELD_PERSON, true }, { "scheme", "--scheme", FIELD_TEXT, true },
		{ "assessed_on", "--date", FIELD_TEXT, true }, { "result", "--result", FIELD_TEXT, true },
		{ "score", "--score", FIELD_TEXT, false }, { "reference", "--reference", FIELD_TEXT, false } },
	.filters = { "scheme", "result", "from", "to" },
};

static const struct column skill_columns[] = {
	{ SAY_number, "id", CELL_CODE, NULL }, { SAY_full_name, "full_name", CELL_TEXT, NULL },
	{ SAY_domain, "domain", CELL_WORD, "domain" }, { SAY_level, "level", CELL_WORD, "level" },
	{ SAY_day, "observed_on", CELL_DAY, NULL }, { SAY_observer, "observer", CELL_TEXT, NULL }, { .member = NULL },
};
static const struct record skill = {
	.path = "/skills", .lists = { "/residents" }, .columns = skill_columns,
	.fields = { { "person", NULL, FIELD_PERSON, true }, { "domain", "--domain", FIELD_TEXT, true },
		{ "observed_on", "--date", FIELD_TEXT, true }, { "observer", "--observer", FIELD_TEXT, false },
		{ "level", "--level", FIELD_TEXT, true } },
	.filters = { "domain", "level", "from", "to" },
};

static const struct column headcount_columns[] = {
	{ SAY_number, "id", CELL_CODE, NULL }, { SAY_unit, "unit_code", CELL_CODE, NULL },
	{ SAY_title, "title", CELL_TEXT, NULL }, { SAY_day, "date", CELL_DAY, NULL },
	{ SAY_count, "count", CELL_NUMBER, NULL }, { .member = NULL },
};
static const struct record headcount = {
	.path = "/headcounts", .columns = headcount_columns,
	.fields = { { "title", "--title", FIELD_TEXT, true }, { "date", "--date", FIELD_TEXT, true },
		{ "count", "--count", FIELD_NUMBER, true } },
	.filters = { "from", "to" },
};

#define RECORD(noun) \
	void noun##_list(struct call *c) { record_list(c, &noun); } \
	void noun##_add(struct call *c) { record_add(c, &noun); } \
	void noun##_remove(struct call *c) { record_remove(c, &noun); }

RECORD(external)
RECORD(assess)
RECORD(skill)
RECORD(headcount)

void external_verify(struct call *c)
{
	struct text ids = text_new(c->arena, IDS_MOST);

	for (size_t i = 0; i < c->n; i++)
		text_printf(&ids, "%s%s", i == 0 ? "[" : ",", c->words[i]);
	text_char(&ids, ']');
	show_record(c, COLUMNS({ SAY_verified, "written", CELL_NUMBER, NULL }), ask_send(c, "POST",
		arena_printf(c->arena, "%s/verify", record_path(c, &external)), BODY(c, { "ids", ids.at, MEMBER_JSON })));
}
