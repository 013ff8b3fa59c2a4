// SPDX-License-Identifier: GPL-3.0-or-later
// Cells and readings as text to be sealed, and back: members parted by US, records ended by RS, which no text holds.
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "features/lists/list.h"

#define US '\x1f'
#define RS '\x1e'

enum { PACK_MOST = SHEET_COLUMNS * 2400, MEMBERS = 6 };

// Text without the two that part; a CSV may hold any character.
static void clean_add(struct text *t, const char *s)
{
	for (; s != NULL && *s != '\0'; s++)
		text_char(t, *s == US || *s == RS ? ' ' : *s);
}

// Takes a record off `*s`: its members into `of`, in the arena; false at the end.
static bool record_take(const char **s, const char *of[MEMBERS], struct arena *a)
{
	const char *end = strchr(*s, RS);
	char *record, *at;

	if (end == NULL)
		return false;
	record = at = arena_copyn(a, *s, (size_t)(end - *s));
	*s = end + 1;
	for (int i = 0; i < MEMBERS; i++) {
		char *next = strchr(at, US);

		of[i] = at;
		if (next == NULL) {
			while (++i < MEMBERS)
				of[i] = "";
			break;
		}
		*next = '\0';
		at = next + 1;
	}
	(void)record;
	return true;
}

const char *list_cells_pack(const struct sheet_row *row, struct arena *a)
{
	struct text t = text_new(a, PACK_MOST);

	for (size_t i = 0; i < row->n; i++) {
		text_printf(&t, "%d\x1f%d\x1f%u\x1f", row->cells[i].column, (int)row->cells[i].kind, row->cells[i].flags);
		clean_add(&t, row->cells[i].text);
		if (row->cells[i].stood != NULL) {
			text_char(&t, US);
			clean_add(&t, row->cells[i].stood);
		}
		text_char(&t, RS);
	}
	return t.at;
}

void list_cells_keep(struct sheet_row *row)
{
	for (size_t i = 0; i < row->n; i++) {
		struct sheet_cell *c = &row->cells[i];

		if ((c->flags & CELL_LETTERS) == 0)
			continue;
		c->flags &= ~(unsigned)CELL_LETTERS;
		c->text = c->stood;
		c->len = c->stood_len;
	}
}

void list_cells_unpack(const char *s, struct sheet_row *row, struct arena *a)
{
	const char *of[MEMBERS];

	row->n = 0;
	while (row->n < SHEET_COLUMNS && record_take(&s, of, a)) {
		struct sheet_cell *c = &row->cells[row->n];

		*c = (struct sheet_cell){ (int)strtol(of[0], NULL, 10), (enum cell_kind)strtol(of[1], NULL, 10),
			(unsigned)strtoul(of[2], NULL, 10), of[3], strlen(of[3]), of[4], strlen(of[4]) };
		if (c->column >= 0 && c->column < SHEET_COLUMNS)
			row->n++;
	}
}

static const char *or_null(const char *s)
{
	return *s == '\0' ? NULL : s;
}

const char *list_read_pack(const struct list_read *r, struct arena *a)
{
	struct text t = text_new(a, PACK_MOST);

	for (enum list_field f = 0; f < LIST_FIELDS; f++) {
		if (r->value[f] == NULL)
			continue;
		text_printf(&t, "v\x1f%s\x1f%d\x1f", list_field_name(f), r->column[f]);
		clean_add(&t, r->value[f]);
		text_char(&t, RS);
	}
	for (size_t i = 0; i < r->problems_n; i++) {
		const struct list_problem *p = &r->problems[i];

		text_printf(&t, "p\x1f%s\x1f%d\x1f%d\x1f", p->code, p->column, p->blocks);
		clean_add(&t, p->said);
		text_char(&t, US);
		clean_add(&t, p->taken);
		text_char(&t, RS);
	}
	for (size_t i = 0; i < r->marks_n; i++)
		text_printf(&t, "m\x1f%d\x1f%lld\x1f%s\x1e", r->marks[i].column, (long long)r->marks[i].session, r->marks[i].status);
	if (r->skipped)
		text_add(&t, "s\x1e");
	return t.at;
}

void list_read_unpack(const char *s, struct list_read *out, struct arena *a)
{
	const char *of[MEMBERS];

	memset(out, 0, sizeof *out);
	for (enum list_field f = 0; f < LIST_FIELDS; f++)
		out->column[f] = -1;
	while (s != NULL && record_take(&s, of, a)) {
		enum list_field f = list_field_named(of[1]);

		if (*of[0] == 'v' && f != LIST_NONE) {
			out->column[f] = (int)strtol(of[2], NULL, 10);
			out->value[f] = of[3];
		} else if (*of[0] == 'p') {
			list_problem_add(out, &(struct list_problem){ of[1], (int)strtol(of[2], NULL, 10), *of[3] == '1',
				or_null(of[4]), or_null(of[5]) });
		} else if (*of[0] == 'm' && out->marks_n < LIST_MARKS) {
			out->marks[out->marks_n++] = (struct list_mark){ (int)strtol(of[1], NULL, 10), strtoll(of[2], NULL, 10), of[3] };
		} else if (*of[0] == 's') {
			out->skipped = true;
		}
	}
}
