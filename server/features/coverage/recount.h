// SPDX-License-Identifier: GPL-3.0-or-later
// The recount of `hocvud verify`: figures counted again in plain loops over whole tables.
//
// It shares no view, function, query or C code with the figures it checks. It knows `boundaries=then` only.
#ifndef COVERAGE_RECOUNT_H
#define COVERAGE_RECOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/shape.h"

struct work;

// The tables, row by row, as they are stored. Days NO_DAY: no bound, or unknown. Lists are parted by ';'.
struct raw_unit { int64_t id; const char *code; };
struct raw_version { int64_t unit; const char *kind; int64_t parent; struct date since, until; };
struct raw_kind { const char *kind; bool territory; const char *segment; };
struct raw_person { int64_t id; struct date birth; const char *sex; };
struct raw_age { int64_t year; const char *sex; int64_t months; };
struct raw_affiliation {
	int64_t person, unit;
	struct date since, until;
	const char *category;
	bool dedicated_it, in_charge_it, expert;
};
struct raw_residence { int64_t person, unit; struct date since, until; };
struct raw_course {
	int64_t id;
	const char *topics;
	int64_t attendance_percent;
	const char *attendance_unit;
	bool late_counts, excused_counts;
	const char *assessment_scheme;
};
struct raw_class { int64_t id, course; const char *state; };
struct raw_session { int64_t id, class; struct date date; int64_t periods; bool cancelled; };
struct raw_mark { int64_t person, session; const char *status; };
struct raw_external { int64_t person, course; struct date completed_on; bool verified; };
struct raw_assessment {
	int64_t person;
	const char *scheme;
	struct date assessed_on;
	const char *result;
};
struct raw_skill {
	int64_t person;
	const char *domain;
	struct date observed_on;
	const char *level;
};
struct raw_census {
	int64_t unit;
	const char *base, *definition;
	struct date as_of;
	int64_t count;
};
struct raw_succession { int64_t id, from_unit, to_unit; struct date on; const char *kind; };
struct raw_group { int64_t succession, unit; };
struct raw_target {
	int64_t id;
	const char *code, *base, *issuer_kind, *categories, *kinds, *flags, *evidence, *topics, *scheme, *levels;
	struct date window_from;
	bool window_year;
	const char *threshold_kind, *segments;
};

// What the sessions of a class that are not cancelled amount to.
struct class_total { int64_t sessions, periods; struct date last; };

// Every table with how many rows it has.
struct recount {
	const struct raw_unit *units;
	const struct raw_version *versions;
	const struct raw_kind *kinds;
	const struct raw_person *people;
	const struct raw_age *ages;
	const struct raw_affiliation *affiliations;
	const struct raw_residence *residences;
	const struct raw_course *courses;
	const struct raw_class *classes;
	const struct raw_session *sessions;
	const struct raw_mark *marks;
	const struct raw_external *externals;
	const struct raw_assessment *assessments;
	const struct raw_skill *skills;
	const struct raw_census *censuses;
	const struct raw_succession *successions;
	const struct raw_group *groups;
	const struct raw_target *targets;
	const struct class_total *totals;	// by class
	size_t units_n, versions_n, kinds_n, people_n, ages_n, affiliations_n, residences_n,
		courses_n, classes_n, sessions_n, marks_n, externals_n, assessments_n, skills_n,
		censuses_n, successions_n, groups_n, targets_n;
};

// What the loops found for one unit.
struct recounted {
	bool valid;			// a unit of that day
	int64_t numerator, denominator;	// denominator NONE: none to be had
	int64_t visits, completed, any;
	const char *source;		// of the denominator
	int64_t stamp;			// the last person added, so that each is added once
};

// Reads everything, as of one moment: the first thing its transaction does. What it gives lives in the work's arena.
struct recount recount_load(struct work *);

// Whose homes and posts, by which row-level security judges, are not where they live and work: a list of *n in the work's
// arena, empty as a rule.
struct misplaced { int64_t person; };
const struct misplaced *recount_misplaced(struct work *, size_t *n);

// Counts a target on a day for every unit: out[i] for units[i]. `segment` NULL: none.
void recount_day(const struct recount *, const struct raw_target *, const char *segment, struct date day,
	struct recounted *out, struct work *);

// The denominator of a territory from imported figures: 1 with *count and *source, 0 when there is none, -1
// when only figures of different definitions could be added.
int recount_figure(const struct recount *, int64_t unit, struct date tree, struct date known, int64_t *count,
	const char **source);

// The version of a unit on a day, or NULL.
const struct raw_version *recount_version(const struct recount *, int64_t unit, struct date day);
bool recount_territory(const struct recount *, const char *kind);

#endif
