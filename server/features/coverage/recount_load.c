// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the whole tables the recount works on.
#include "build/sql.h"
#include "features/coverage/recount.h"

SHAPE(misplaced, FIELD(misplaced, person, REQUIRED));
SHAPE(raw_unit, FIELD(raw_unit, id, REQUIRED), FIELD(raw_unit, code, REQUIRED));
SHAPE(raw_version, FIELD(raw_version, unit, REQUIRED), FIELD(raw_version, kind, REQUIRED),
	FIELD(raw_version, parent, OPTIONAL), FIELD(raw_version, since, OPTIONAL),
	FIELD(raw_version, until, OPTIONAL));
SHAPE(raw_kind, FIELD(raw_kind, kind, REQUIRED), FIELD(raw_kind, territory, REQUIRED),
	FIELD(raw_kind, segment, OPTIONAL));
SHAPE(raw_person, FIELD(raw_person, id, REQUIRED), FIELD(raw_person, birth, OPTIONAL),
	FIELD(raw_person, sex, OPTIONAL));
SHAPE(raw_age, FIELD(raw_age, year, REQUIRED), FIELD(raw_age, sex, REQUIRED),
	FIELD(raw_age, months, REQUIRED));
SHAPE(raw_affiliation, FIELD(raw_affiliation, person, REQUIRED),
	FIELD(raw_affiliation, unit, REQUIRED), FIELD(raw_affiliation, since, OPTIONAL),
	FIELD(raw_affiliation, until, OPTIONAL), FIELD(raw_affiliation, category, REQUIRED),
	FIELD(raw_affiliation, dedicated_it, REQUIRED), FIELD(raw_affiliation, in_charge_it, REQUIRED),
	FIELD(raw_affiliation, expert, REQUIRED));
SHAPE(raw_residence, FIELD(raw_residence, person, REQUIRED), FIELD(raw_residence, unit, REQUIRED),
	FIELD(raw_residence, since, OPTIONAL), FIELD(raw_residence, until, OPTIONAL));
SHAPE(raw_course, FIELD(raw_course, id, REQUIRED), FIELD(raw_course, topics, REQUIRED),
	FIELD(raw_course, attendance_percent, REQUIRED), FIELD(raw_course, attendance_unit, REQUIRED),
	FIELD(raw_course, late_counts, REQUIRED), FIELD(raw_course, excused_counts, REQUIRED),
	FIELD(raw_course, assessment_scheme, OPTIONAL));
SHAPE(raw_class, FIELD(raw_class, id, REQUIRED), FIELD(raw_class, course, REQUIRED),
	FIELD(raw_class, state, REQUIRED));
SHAPE(raw_session, FIELD(raw_session, id, REQUIRED), FIELD(raw_session, class, REQUIRED),
	FIELD(raw_session, date, REQUIRED), FIELD(raw_session, periods, REQUIRED),
	FIELD(raw_session, cancelled, REQUIRED));
SHAPE(raw_mark, FIELD(raw_mark, person, REQUIRED), FIELD(raw_mark, session, REQUIRED),
	FIELD(raw_mark, status, REQUIRED));
SHAPE(raw_external, FIELD(raw_external, person, REQUIRED), FIELD(raw_external, course, REQUIRED),
	FIELD(raw_external, completed_on, REQUIRED), FIELD(raw_external, verified, REQUIRED));
SHAPE(raw_assessment, FIELD(raw_assessment, person, REQUIRED),
	FIELD(raw_assessment, scheme, REQUIRED), FIELD(raw_assessment, assessed_on, REQUIRED),
	FIELD(raw_assessment, result, REQUIRED));
SHAPE(raw_skill, FIELD(raw_skill, person, REQUIRED), FIELD(raw_skill, domain, REQUIRED),
	FIELD(raw_skill, observed_on, REQUIRED), FIELD(raw_skill, level, REQUIRED));
SHAPE(raw_census, FIELD(raw_census, unit, REQUIRED), FIELD(raw_census, base, REQUIRED),
	FIELD(raw_census, definition, REQUIRED), FIELD(raw_census, as_of, REQUIRED),
	FIELD(raw_census, count, REQUIRED));
SHAPE(raw_succession, FIELD(raw_succession, id, REQUIRED),
	FIELD(raw_succession, from_unit, REQUIRED), FIELD(raw_succession, to_unit, REQUIRED),
	FIELD(raw_succession, on, REQUIRED), FIELD(raw_succession, kind, REQUIRED));
SHAPE(raw_group, FIELD(raw_group, succession, REQUIRED), FIELD(raw_group, unit, REQUIRED));
SHAPE(raw_target, FIELD(raw_target, id, REQUIRED), FIELD(raw_target, code, REQUIRED),
	FIELD(raw_target, base, REQUIRED), FIELD(raw_target, issuer_kind, OPTIONAL),
	FIELD(raw_target, categories, OPTIONAL), FIELD(raw_target, kinds, OPTIONAL),
	FIELD(raw_target, flags, OPTIONAL), FIELD(raw_target, evidence, OPTIONAL),
	FIELD(raw_target, topics, OPTIONAL), FIELD(raw_target, scheme, OPTIONAL),
	FIELD(raw_target, levels, OPTIONAL), FIELD(raw_target, window_from, OPTIONAL),
	FIELD(raw_target, window_year, REQUIRED), FIELD(raw_target, threshold_kind, REQUIRED),
	FIELD(raw_target, segments, OPTIONAL));

// Sessions come in the order of their numbers, classes too: a class is found by halving.
static struct class_total *total_of(const struct recount *r, struct class_total *totals, int64_t class)
{
	size_t low = 0, high = r->classes_n;

	while (low + 1 < high) {
		size_t mid = low + (high - low) / 2;

		if (r->classes[mid].id <= class)
			low = mid;
		else
			high = mid;
	}
	return &totals[low];
}

static const struct class_total *totals(const struct recount *r, struct arena *arena)
{
	struct class_total *all = arena_many(arena, struct class_total, r->classes_n + 1), *t;

	for (size_t i = 0; i < r->classes_n; i++)
		all[i].last = NO_DATE;
	for (size_t i = 0; i < r->sessions_n; i++) {
		const struct raw_session *s = &r->sessions[i];

		if (s->cancelled)
			continue;
		t = total_of(r, all, s->class);
		t->sessions++;
		t->periods += s->periods;
		if (s->date.days > t->last.days)
			t->last = s->date;
	}
	return all;
}

struct recount recount_load(struct work *w)
{
	struct recount r = { 0 };

	db_run(w, sql_recount_moment);
	r.units = db_rows(w, sql_recount_units, raw_unit, &r.units_n);
	r.versions = db_rows(w, sql_recount_versions, raw_version, &r.versions_n);
	r.kinds = db_rows(w, sql_recount_kinds, raw_kind, &r.kinds_n);
	r.people = db_rows(w, sql_recount_people, raw_person, &r.people_n);
	r.ages = db_rows(w, sql_recount_ages, raw_age, &r.ages_n);
	r.affiliations = db_rows(w, sql_recount_affiliations, raw_affiliation, &r.affiliations_n);
	r.residences = db_rows(w, sql_recount_residences, raw_residence, &r.residences_n);
	r.courses = db_rows(w, sql_recount_courses, raw_course, &r.courses_n);
	r.classes = db_rows(w, sql_recount_classes, raw_class, &r.classes_n);
	r.sessions = db_rows(w, sql_recount_sessions, raw_session, &r.sessions_n);
	r.marks = db_rows(w, sql_recount_marks, raw_mark, &r.marks_n);
	r.externals = db_rows(w, sql_recount_externals, raw_external, &r.externals_n);
	r.assessments = db_rows(w, sql_recount_assessments, raw_assessment, &r.assessments_n);
	r.skills = db_rows(w, sql_recount_skills, raw_skill, &r.skills_n);
	r.censuses = db_rows(w, sql_recount_censuses, raw_census, &r.censuses_n);
	r.successions = db_rows(w, sql_recount_successions, raw_succession, &r.successions_n);
	r.groups = db_rows(w, sql_recount_groups, raw_group, &r.groups_n);
	r.targets = db_rows(w, sql_recount_targets, raw_target, &r.targets_n);
	r.totals = totals(&r, w->arena);
	return r;
}

const struct misplaced *recount_misplaced(struct work *w, size_t *n)
{
	return db_rows(w, sql_recount_misplaced, misplaced, n);
}
