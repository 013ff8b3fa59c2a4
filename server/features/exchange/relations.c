// SPDX-License-Identifier: GPL-3.0-or-later
// The checks of rows against each other, from the table of the package and the blocks of import_check.sql.
#include "features/exchange/relations.h"

#include <string.h>

#include "base/arena.h"
#include "base/shape.h"
#include "base/text.h"
#include "build/sql.h"
#include "db/db.h"

enum { KEYS_BYTES = 256 };

SHAPE(finding,
	FIELD(finding, line, REQUIRED),
	FIELD(finding, field, OPTIONAL),
	FIELD(finding, code, REQUIRED),
	FIELD(finding, value, OPTIONAL));

SHAPE(tree_edge,
	FIELD(tree_edge, line, OPTIONAL),
	FIELD(tree_edge, node, REQUIRED),
	FIELD(tree_edge, parent, REQUIRED),
	FIELD(tree_edge, day_from, OPTIONAL),
	FIELD(tree_edge, day_to, OPTIONAL));

// Where what a code names is stored; the singular is also how an error calls it.
static const struct { const char *file, *store, *key; } named[] = {
	{ "units", "unit", "code" }, { "people", "person", "person" }, { "plans", "plan", "plan" },
	{ "courses", "course", "code" }, { "classes", "class", "code" },
};

// Checks of one file's rows; the second file is the one whose rows they need to know.
static const struct { const char *file, *needs; const struct query *query; } checks[] = {
	{ "units", "units", &sql_check_unit_overlap },
	{ "units", "units", &sql_check_unit_below_body },
	{ "successions", "units", &sql_check_succession_from },
	{ "successions", "units", &sql_check_succession_to },
	{ "successions", "units", &sql_check_succession_groups },
	{ "successions", "successions", &sql_check_succession_rest },
	{ "successions", "successions", &sql_check_succession_group_twice },
	{ "people", "people", &sql_check_national_id_twice },
	{ "people", "people", &sql_check_national_id_taken },
	{ "affiliations", "affiliations", &sql_check_affiliation_overlap },
	{ "affiliations", "units", &sql_check_affiliation_territory },
	{ "residences", "residences", &sql_check_residence_overlap },
	{ "residences", "units", &sql_check_residence_body },
	{ "targets", "courses", &sql_check_target_scheme },
	{ "courses", "tasks", &sql_check_course_tasks },
	{ "courses", "courses", &sql_check_course_scheme },
	{ "attendance", "sessions", &sql_check_attendance_session },
	{ "assessments", "courses", &sql_check_assessment_scheme },
};

static void findings_add(struct package_report *report, int place, const struct finding *found, size_t n)
{
	const struct package_file *file = &package_files[place];

	for (size_t i = 0; i < n; i++)
		report_error(report, (struct package_error){ .file = place, .line = found[i].line,
			.column = found[i].field == NULL ? 0 : package_column_of(file, found[i].field),
			.code = found[i].code, .value = found[i].value });
}

static void twice_check(struct work *w, struct package_report *report, int place)
{
	struct text keys = text_new(w->arena, KEYS_BYTES);
	const struct finding *found;
	size_t n;

	for (const struct package_column *c = package_files[place].columns; c->name != NULL; c++)
		if (column_is_key(c))
			text_printf(&keys, "%c%s", keys.len == 0 ? '{' : ',', c->name);
	text_char(&keys, '}');
	found = db_rows(w, sql_check_twice, finding, &n,
		arg(arena_printf(w->arena, "stage_%s", package_files[place].name)), arg((const char *)keys.at));
	findings_add(report, place, found, n);
}

static void unknown_check(struct work *w, struct package_report *report, int place, const struct package_column *column)
{
	const char *stage = arena_printf(w->arena, "stage_%s", package_files[place].name);

	for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
		const struct finding *found;
		size_t n;

		if (strcmp(named[i].file, column->of) != 0 || report->keys_lost[package_place(column->of)])
			continue;
		found = db_rows(w, sql_check_unknown, finding, &n, arg(stage), arg(column->name), arg(named[i].store),
			arg(arena_printf(w->arena, "stage_%s", column->of)), arg(named[i].key));
		findings_add(report, place, found, n);
	}
}

// Trees that must not come back to themselves.
static const struct { const char *file, *field, *code; const struct query *edges; } trees[] = {
	{ "units", "parent", "unit_cycle", &sql_unit_edges },
	{ "plans", "parent_plan", "plan_cycle", &sql_plan_edges },
};

static void cycles_check(struct work *w, struct package_report *report, size_t tree)
{
	int place = package_place(trees[tree].file);
	int column = package_column_of(&package_files[place], trees[tree].field);
	const struct tree_edge *edges, **found;
	size_t n, many;

	if (report->rows[place] == 0)
		return;
	edges = db_read(w, trees[tree].edges, &tree_edge_shape, &n, 0, NULL);
	found = arena_many(w->arena, const struct tree_edge *, n + 1);
	many = tree_cycles(w->arena, edges, n, found);
	for (size_t i = 0; i < many; i++)
		if (found[i]->line != NONE)
			report_error(report, (struct package_error){ .file = place, .line = found[i]->line,
				.column = column, .code = trees[tree].code });
}

static void file_check(struct work *w, struct package_report *report, int place)
{
	if (report->rows[place] == 0)
		return;
	if (!report->keys_lost[place])
		twice_check(w, report, place);
	for (const struct package_column *c = package_files[place].columns; c->name != NULL; c++)
		if (c->kind == VALUE_CODE && c->of != NULL)
			unknown_check(w, report, place, c);
}

void relations_check(struct work *w, struct package_report *report)
{
	for (int i = 0; i < PACKAGE_FILES; i++)
		file_check(w, report, i);
	db_run(w, sql_stage_tree_grow);
	db_run(w, sql_stage_measure, arg("stage_tree"));
	for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
		int place = package_place(checks[i].file);
		const struct finding *found;
		size_t n;

		if (report->rows[place] == 0 || report->keys_lost[package_place(checks[i].needs)])
			continue;
		found = db_read(w, checks[i].query, &finding_shape, &n, 0, NULL);
		findings_add(report, place, found, n);
	}
	for (size_t i = 0; i < sizeof trees / sizeof trees[0]; i++)
		cycles_check(w, report, i);
}
