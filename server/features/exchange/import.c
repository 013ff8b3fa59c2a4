// SPDX-License-Identifier: GPL-3.0-or-later
// The course of an import: stage every file, check every row against the others, then merge set by set.
#include "features/exchange/import.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/log.h"
#include "base/settings.h"
#include "build/sql.h"
#include "db/db.h"
#include "features/exchange/again.h"
#include "features/exchange/relations.h"
#include "features/exchange/source.h"
#include "features/exchange/stage.h"

// MANY_ROWS: the planner has to look anew; LOOP_MOST: of more rows it must not walk a table once a row.
enum { MILLISECONDS = 1000, LOAD_LEAST = 50000, MANY_ROWS = 1000, LOOP_MOST = 10000 };

// In this order; a statement is left out when the package has no rows of its file.
struct merge {
	const char *file;
	const struct query *query;
	const char *load;	// the table this fills, when a first load may do without its indexes
};
static const struct merge merges[] = {
	{ "units", &sql_merge_unit, NULL },
	{ "units", &sql_merge_unit_version_change, NULL },
	{ "units", &sql_merge_unit_version_add, NULL },
	{ "successions", &sql_merge_succession_change, NULL },
	{ "successions", &sql_merge_succession_add, NULL },
	{ "successions", &sql_merge_succession_groups_drop, NULL },
	{ "successions", &sql_merge_succession_groups_add, NULL },
	{ "people", &sql_merge_person_free_ids, NULL },
	{ "people", &sql_merge_person_change, NULL },
	{ "people", &sql_merge_person_change_birth, NULL },
	{ "people", &sql_merge_person_add, "person" },
	{ "affiliations", &sql_merge_affiliation_change, NULL },
	{ "affiliations", &sql_merge_affiliation_add, NULL },
	{ "residences", &sql_merge_residence_change, NULL },
	{ "residences", &sql_merge_residence_add, "residence" },
	{ "populations", &sql_merge_population_change, NULL },
	{ "populations", &sql_merge_population_add, NULL },
	{ "plans", &sql_merge_plan_add, NULL },
	{ "plans", &sql_merge_plan_change, NULL },
	{ "tasks", &sql_merge_task_change, NULL },
	{ "tasks", &sql_merge_task_add, NULL },
	{ "targets", &sql_merge_target_change, NULL },
	{ "targets", &sql_merge_target_add, NULL },
	{ "courses", &sql_merge_course_change, NULL },
	{ "courses", &sql_merge_course_add, NULL },
	{ "courses", &sql_merge_course_tasks_drop, NULL },
	{ "courses", &sql_merge_course_tasks_add, NULL },
	{ "classes", &sql_merge_class_change, NULL },
	{ "classes", &sql_merge_class_add, NULL },
	{ "classes", &sql_merge_seats_add, NULL },
	{ "sessions", &sql_merge_session_change, NULL },
	{ "sessions", &sql_merge_session_add, NULL },
	{ "enrolments", &sql_merge_seats_locked, NULL },
	{ "enrolments", &sql_merge_enrolment_change, NULL },
	{ "enrolments", &sql_merge_enrolment_add, NULL },
	{ "classes", &sql_merge_seats_change, NULL },
	{ "enrolments", &sql_merge_seats_change, NULL },
	{ "attendance", &sql_merge_attendance_change, NULL },
	{ "attendance", &sql_merge_attendance_add, NULL },
	{ "external_completions", &sql_merge_external_completion_change, NULL },
	{ "external_completions", &sql_merge_external_completion_add, NULL },
	{ "assessments", &sql_merge_assessment_change, NULL },
	{ "assessments", &sql_merge_assessment_add, NULL },
	{ "skills", &sql_merge_skill_change, NULL },
	{ "skills", &sql_merge_skill_add, NULL },
	{ "headcounts", &sql_merge_headcount_change, NULL },
	{ "headcounts", &sql_merge_headcount_add, NULL },
};

static void prefixes_load(struct work *w, bool *prefixes)
{
	const char *list = db_text(w, sql_id_prefixes);

	while (list != NULL && *list != '\0') {
		char *end;
		long prefix = strtol(list, &end, 10);

		if (prefix >= 0 && prefix < 1000)
			prefixes[prefix] = true;
		list = *end == ',' ? end + 1 : "";
	}
}

// The first load of very many people, or of where they live, goes without indexes, which are made afterwards
// in less than half of the time; whoever reads people meanwhile waits for its end. While others read them all
// the time, it goes the slow way.
static int64_t merge_run(struct work *w, const struct merge *m, int64_t staged)
{
	bool load = m->load != NULL && staged >= LOAD_LEAST && db_bool(w, sql_rows_are_few, arg(m->load), arg(staged)) &&
		db_bool(w, sql_load_alone);
	int64_t changed;

	if (load)
		db_run(w, sql_load_unindex, arg(m->load));
	// The planner takes a table that was empty when it looked for one that stays so, and would look through it for
	// every row it adds to it itself: the square of the rows.
	if (staged > LOOP_MOST)
		db_run(w, sql_merge_loops, arg("off"));
	changed = db_touch(w, m->query, 0, NULL);
	if (staged > LOOP_MOST)
		db_run(w, sql_merge_loops, arg("on"));
	if (load)
		db_run(w, sql_load_index, arg(m->load));
	return changed;
}

static void merge(struct work *w, struct package_report *report)
{
	if (report->rows[package_place("people")] > 0)
		db_run(w, sql_merge_person_alone);
	for (size_t i = 0; work_ok(w) && i < sizeof merges / sizeof merges[0]; i++) {
		int64_t staged = report->rows[package_place(merges[i].file)];

		if (staged > 0)
			report->changed += merge_run(w, &merges[i], staged);
	}
	if (report->rows[package_place("units")] > 0)
		db_run(w, sql_merge_unit_numbers);
}

bool package_take(struct work *w, const struct source *source, struct package_report *report)
{
	struct stage stage = { .w = w, .report = report };

	db_run(w, sql_stage_memory);
	db_run(w, sql_stage_lock);
	db_run(w, sql_stage_begin);
	prefixes_load(w, stage.prefixes);
	if (!stage_files(&stage, source)) {
		fault(w, "the package could not be read");
		return false;
	}
	relations_check(w, report);
	report_sort(report);
	if (report->n > 0 || !work_ok(w))
		return false;
	merge(w, report);
	return work_ok(w);
}

// Why it was not committed, as an exit code.
static int import_failed(const struct work *w, const struct package_report *report)
{
	if (w->fault == NULL && w->refused.status == 0 && report->n > 0)
		return EX_DATAERR;
	if (w->refused.status != 0)
		log_warnx("import refused code=%s: others wrote meanwhile, or it is a bug", w->refused.code);
	else
		log_warnx("import failed: %s", w->fault != NULL ? w->fault : "not committed");
	return w->again || w->refused.status != 0 ? EX_TEMPFAIL : EX_SOFTWARE;
}

// Takes a package that is not the one taken last, and notes it for the next time.
static bool package_take_new(struct work *w, struct again *again, struct package_report *report)
{
	db_run(w, sql_stage_lock);
	again_begin(w, again);
	if (!package_take(w, again->source, report))
		return false;
	again_record(w, again, report);
	again_note(w, again, report);
	return work_ok(w);
}

bool package_found(const char *folder, struct package_report *report)
{
	return source_opens(&(struct source){ .folder = folder }, report);
}

int package_import(struct work *w, const char *folder, struct package_report *report)
{
	const struct source source = { .folder = folder };
	struct again again = { .source = &source };
	bool good;

	if (!source_check(&source, report))
		return EX_NOINPUT;
	db_timeout(w->db, 0);
	db_begin(w, false);
	good = (report->n == 0 && package_unchanged(w, &again, report)) || package_take_new(w, &again, report);
	good = db_end(w, good);
	if (good && report->changed >= MANY_ROWS) {
		db_begin(w, false);
		db_run(w, sql_import_statistics);
		db_end(w, true);
	}
	db_timeout(w->db, settings->query_seconds * MILLISECONDS);
	return good ? EX_OK : import_failed(w, report);
}
