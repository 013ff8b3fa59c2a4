// SPDX-License-Identifier: GPL-3.0-or-later
// What rows name by code or by name: the unit they belong to, the course.
#include <string.h>

#include "base/arena.h"
#include "base/shape.h"
#include "base/utf8.h"
#include "base/words.h"
#include "build/sql.h"
#include "features/lists/job.h"

struct list_named { int64_t id; const char *code, *name; };
SHAPE(list_named,
	FIELD(list_named, id, REQUIRED),
	FIELD(list_named, code, REQUIRED),
	FIELD(list_named, name, REQUIRED));

static const char *const places[] = {
	[PLACE_BODY] = "body", [PLACE_HOME] = "home", [PLACE_TERRITORY] = "territory", [PLACE_ANY] = "any",
};

static struct list_folded *folded_all(const struct list_named *rows, size_t n, struct arena *a)
{
	struct list_folded *all = arena_many(a, struct list_folded, n + 1);

	for (size_t i = 0; i < n; i++)
		all[i] = (struct list_folded){ rows[i].id, rows[i].code, utf8_fold(rows[i].name, a) };
	return all;
}

struct list_names list_names_load(struct list_run *run)
{
	struct work *w = run->w;
	const char *where = places[run->kind->places];
	struct list_names names = { .home = db_int(w, sql_list_home, arg(run->job->unit), arg(w->today), arg(where)) };
	const struct list_named *rows = db_rows(w, sql_list_units, list_named, &names.units_n, arg(run->job->unit), arg(w->today),
		arg(where));

	names.units = folded_all(rows, names.units_n, w->arena);
	if (((run->kind->says & (LIST_BIT(LIST_course) | LIST_BIT(LIST_scheme)))) != 0) {
		rows = db_rows(w, sql_list_courses, list_named, &names.courses_n);
		names.courses = folded_all(rows, names.courses_n, w->arena);
	}
	return names;
}

// The one of these that a text names: 0 none, -1 more than one.
static int64_t named(const struct list_folded *all, size_t n, const char *said, struct arena *a)
{
	const char *folded = utf8_fold(said, a);
	int64_t found = 0;

	for (size_t i = 0; i < n; i++) {
		if (strcmp(all[i].code, said) == 0)
			return all[i].id;
		if (strcmp(all[i].folded, folded) == 0)
			found = found != 0 ? -1 : all[i].id;
	}
	return found;
}

static void unit_find(const struct list_names *names, const struct list_kind *kind, struct list_about_row *r, struct arena *a)
{
	const char *said = r->read->value[LIST_unit];
	bool must = kind->about != ABOUT_KNOWN;

	r->unit = said == NULL ? names->home : named(names->units, names->units_n, said, a);
	if (r->unit > 0)
		return;
	if (said != NULL)
		list_problem_add(r->read, &(struct list_problem){ r->unit < 0 ? "unit_ambiguous" : "unit_unknown_here",
			r->read->column[LIST_unit], must, said, NULL });
	else if (must)
		list_problem_add(r->read, &(struct list_problem){ "unit_missing", -1, true, NULL, NULL });
	r->unit = 0;
}

static void course_find(const struct list_names *names, enum list_field f, struct list_about_row *r, struct arena *a)
{
	const char *said = r->read->value[f];

	if (said == NULL || (f == LIST_scheme && one_of(SCHEMES, said)))
		return;
	r->course = named(names->courses, names->courses_n, said, a);
	if (r->course <= 0)
		list_problem_add(r->read, &(struct list_problem){ r->course < 0 ? "course_ambiguous" : "course_unknown_here",
			r->read->column[f], true, said, NULL });
}

void list_names_find(const struct list_names *names, const struct list_kind *kind, struct list_about_row *r, struct arena *a)
{
	unit_find(names, kind, r, a);
	if ((kind->says & LIST_BIT(LIST_course)) != 0)
		course_find(names, LIST_course, r, a);
	if ((kind->says & LIST_BIT(LIST_scheme)) != 0)
		course_find(names, LIST_scheme, r, a);
}
