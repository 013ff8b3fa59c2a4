// SPDX-License-Identifier: GPL-3.0-or-later
// The sheet of a class with a column for each session: which columns hold marks.
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "features/lists/list.h"
#include "features/lists/said.h"

// Do marks stand in the column below the titles, and nothing else?
static bool holds_marks(int column, int64_t first, const struct sheet_row *rows, size_t n, struct arena *a)
{
	size_t marks = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < rows[i].n && rows[i].number >= first; k++) {
			const struct sheet_cell *c = &rows[i].cells[k];
			struct said s = { .text = utf8_piled(c->text) ? "" : utf8_trim(utf8_nfc(c->text, a), a), .kind = c->kind, .arena = a };

			if (c->column != column || (c->flags & CELL_SPREAD) != 0)
				continue;
			if (said_mark(&s) != NULL)
				return false;
			marks++;
		}
	return marks > 0;
}

void list_plan_marks(struct list_plan *plan, const struct list_kind *kind, const struct sheet_row *rows, size_t n, struct arena *a)
{
	static const enum list_field by_row[] = { LIST_status, LIST_session, LIST_day, LIST_late, LIST_excused, LIST_unexcused };
	bool wide = list_plan_wide(plan);

	if ((kind->fields & LIST_BIT(LIST_marks)) == 0)
		return;
	for (int c = 0; c < SHEET_COLUMNS && wide; c++)
		for (size_t i = 0; i < sizeof by_row / sizeof *by_row; i++)
			if (plan->of[c] == by_row[i])
				plan->of[c] = LIST_NONE;
	for (int c = 0; c < SHEET_COLUMNS && wide; c++)
		if (plan->of[c] == LIST_NONE && holds_marks(c, plan->header + plan->header_rows, rows, n, a))
			plan->of[c] = LIST_marks;
}

bool list_plan_wide(const struct list_plan *plan)
{
	for (int c = 0; c < SHEET_COLUMNS; c++)
		if (plan->of[c] == LIST_marks)
			return true;
	return false;
}
