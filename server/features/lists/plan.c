// SPDX-License-Identifier: GPL-3.0-or-later
// The plan of a list's columns: the one somebody said, or one found in its first rows, with titles and samples to show.
#include <string.h>

#include "build/sql.h"
#include "features/lists/job.h"

SHAPE(list_cells,
	FIELD(list_cells, row, REQUIRED),
	FIELD(list_cells, cells_sealed, REQUIRED),
	FIELD(list_cells, read_sealed, OPTIONAL),
	FIELD(list_cells, verdict, OPTIONAL));

SHAPE(list_session,
	FIELD(list_session, number, REQUIRED),
	FIELD(list_session, date, REQUIRED),
	FIELD(list_session, starts, OPTIONAL, .says = "HH:MM"));

size_t list_cells_open(struct list_run *run, const struct list_cells *cells, size_t n, struct sheet_row *rows)
{
	struct arena *a = run->w->arena;
	size_t got = 0;

	for (size_t i = 0; i < n; i++) {
		const char *text = list_open(run->todo->id, list_place_cells(cells[i].row, a), cells[i].cells_sealed, a);

		if (text == NULL)
			continue;
		rows[got].number = cells[i].row;
		list_cells_unpack(text, &rows[got], a);
		if (run->letters_kept)
			list_cells_keep(&rows[got]);
		got++;
	}
	return got;
}

// Lines of what is known of the file that do not depend on the plan.
static const char *found_kept(struct list_run *run)
{
	struct arena *a = run->w->arena;
	const char *found = list_open(run->todo->id, LIST_PLACE_FOUND, run->job->found_sealed, a), *end;

	if (found == NULL)
		return "";
	end = strstr(found, "title\x1f");
	return end == NULL ? found : arena_copyn(a, found, (size_t)(end - found));
}

// Titles and samples behind the rest: "title US B=..." and "sample US B=...". `first`: the row below the titles.
static const char *found_made(struct list_run *run, const struct sheet_row *rows, size_t n,
	const char *const titles[SHEET_COLUMNS], int64_t first)
{
	struct arena *a = run->w->arena;
	const char *found = found_kept(run);
	char name[SHEET_COLUMN_NAME];

	for (int c = 0; c < SHEET_COLUMNS; c++) {
		int samples = 0;

		sheet_column_name(c, name);
		if (titles[c] != NULL)
			found = list_found_add(found, "title", arena_printf(a, "%s=%s", name, titles[c]), a);
		for (size_t i = 0; i < n && samples < LIST_SAMPLES && titles[c] != NULL; i++) {
			if (rows[i].number < first)
				continue;
			for (size_t k = 0; k < rows[i].n; k++) {
				if (rows[i].cells[k].column != c || (rows[i].cells[k].flags & CELL_SPREAD) != 0)
					continue;
				found = list_found_add(found, "sample", arena_printf(a, "%s=%s", name,
					list_sample(rows[i].cells[k].text, a)), a);
				samples++;
			}
		}
	}
	return found;
}

struct list_plan list_plan_make(struct list_run *run, struct arena *lasting, const char **found)
{
	struct work *w = run->w;
	struct arena *a = w->arena;
	const char *titles[SHEET_COLUMNS];
	struct sheet_row *rows = arena_many(a, struct sheet_row, LIST_LOOKED_AT);
	const struct list_cells *cells;
	const struct list_session *sessions;
	struct list_plan plan;
	size_t n, sessions_n;

	list_begin(run);
	cells = db_rows(w, sql_list_cells_of, list_cells, &n, arg(run->todo->id), arg(0), arg(LIST_LOOKED_AT));
	sessions = db_rows(w, sql_list_sessions, list_session, &sessions_n, arg(run->job->class));
	db_end(w, true);
	n = list_cells_open(run, cells, n, rows);
	if (run->job->plan != NULL && list_plan_read(run->job->plan, &plan, lasting)) {
		list_titled(run->kind, rows, n, plan.header, plan.header_rows, titles, a);
	} else {
		plan = list_detect(run->kind, rows, n, titles, a);
		list_plan_marks(&plan, run->kind, rows, n, a);
		list_plan_sessions(&plan, titles, sessions, sessions_n, a);
	}
	*found = found_made(run, rows, n, titles, plan.header + plan.header_rows);
	return plan;
}
