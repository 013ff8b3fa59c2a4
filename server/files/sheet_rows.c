// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a workbook's sheet as they are handed on: cells by their columns, numbers as people
// read them, what is merged spread over its cells, and the ceilings of files/sheet.h.
#include "files/sheet_book.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum {
	MERGES_MOST = 20000,
	MERGES_AT_ONCE = 256,		// that lie over one row
	ROW_BYTES = SHEET_COLUMNS * 2048,
};

struct merge {
	struct sheet_area area;
	struct sheet_cell corner;	// once that was read: its text is not NULL
};

struct row_work {
	struct merge *merges;
	size_t merges_n, merges_begun;
	struct merge *over[MERGES_AT_ONCE];	// those that lie over the row
	size_t over_n;
	struct sheet_row row;
	struct sheet_texts texts;
	char *kept;			// texts of the row
	size_t used;
};

struct sheet_rows sheet_rows_new(struct sheet_book *book)
{
	struct row_work *w = arena_one(book->arena, struct row_work);

	w->merges = arena_many(book->arena, struct merge, MERGES_MOST);
	w->texts = sheet_texts_new(book->arena);
	w->kept = arena_alloc(book->arena, ROW_BYTES);
	return (struct sheet_rows){ .book = book, .work = w };
}

void sheet_rows_refuse(struct sheet_rows *rows, const char *code)
{
	if (rows->refusal == NULL)
		rows->refusal = code;
	rows->enough = true;
}

void sheet_rows_merge(struct sheet_rows *rows, struct sheet_area area)
{
	struct row_work *w = rows->work;

	if (w->merges_n == MERGES_MOST || area.last_row < area.row || area.last_column < area.column) {
		sheet_rows_refuse(rows, "sheet_damaged");
		return;
	}
	area.last_column = area.last_column < SHEET_COLUMNS ? area.last_column : SHEET_COLUMNS - 1;
	w->merges[w->merges_n++] = (struct merge){ .area = area };
}

static int by_row(const void *a, const void *b)
{
	const struct sheet_area *one = &((const struct merge *)a)->area, *other = &((const struct merge *)b)->area;

	return one->row != other->row ? (one->row < other->row ? -1 : 1) : one->column - other->column;
}

// Merges that begin at or before this row lie over it until they end.
static void merges_over(struct sheet_rows *rows)
{
	struct row_work *w = rows->work;
	size_t kept = 0;

	for (size_t i = 0; i < w->over_n; i++)
		if (w->over[i]->area.last_row >= rows->number)
			w->over[kept++] = w->over[i];
	w->over_n = kept;
	for (; w->merges_begun < w->merges_n && w->merges[w->merges_begun].area.row <= rows->number; w->merges_begun++) {
		if (w->merges[w->merges_begun].area.last_row < rows->number)
			continue;
		if (w->over_n == MERGES_AT_ONCE) {
			sheet_rows_refuse(rows, "sheet_damaged");
			return;
		}
		w->over[w->over_n++] = &w->merges[w->merges_begun];
	}
}

void sheet_rows_begin(struct sheet_rows *rows, int64_t number)
{
	struct row_work *w = rows->work;

	if (number <= rows->number || number > SHEET_ROW_LAST) {
		sheet_rows_refuse(rows, "sheet_damaged");
		return;
	}
	if (rows->number == 0 && w->merges_n > 0)	// the first row
		qsort(w->merges, w->merges_n, sizeof *w->merges, by_row);
	rows->number = w->row.number = number;
	w->row.n = 0;
	w->used = 0;
	merges_over(rows);
}

static const char *row_keep(struct sheet_rows *rows, const char *s, size_t len)
{
	struct row_work *w = rows->work;
	char *at = w->kept + w->used;

	if (w->used + len + 1 > ROW_BYTES) {
		sheet_rows_refuse(rows, "sheet_cell_too_long");
		return "";
	}
	memcpy(at, s, len);
	at[len] = '\0';
	w->used += len + 1;
	return at;
}

// A corner's cell is kept for the rows below.
static void corners_keep(struct sheet_rows *rows, const struct sheet_cell *cell)
{
	struct row_work *w = rows->work;

	for (size_t i = 0; i < w->over_n; i++) {
		struct merge *m = w->over[i];

		if (m->area.row != rows->number || m->area.column != cell->column || m->corner.text != NULL)
			continue;
		m->corner = *cell;
		m->corner.flags |= CELL_SPREAD;
		m->corner.text = arena_copyn(rows->book->arena, cell->text, cell->len);
		if (cell->stood != NULL)
			m->corner.stood = arena_copyn(rows->book->arena, cell->stood, cell->stood_len);
	}
}

static void cell_add(struct sheet_rows *rows, struct sheet_place place, struct sheet_cell cell)
{
	struct row_work *w = rows->work;

	if (rows->enough || cell.len == 0)
		return;
	if (place.column >= SHEET_COLUMNS) {
		sheet_rows_refuse(rows, "sheet_too_wide");
		return;
	}
	if (cell.len > SHEET_TEXT) {
		sheet_rows_refuse(rows, "sheet_cell_too_long");
		return;
	}
	if (w->row.n > 0 && place.column <= w->row.cells[w->row.n - 1].column) {
		sheet_rows_refuse(rows, "sheet_damaged");
		return;
	}
	cell.column = place.column;
	cell.flags |= place.formula ? CELL_FORMULA : 0;
	cell.text = row_keep(rows, cell.text, cell.len);
	cell.stood = cell.stood == NULL ? NULL : row_keep(rows, cell.stood, cell.stood_len);
	w->row.cells[w->row.n++] = cell;
	corners_keep(rows, &cell);
}

// What is said of a cell format that is not there: nothing.
static struct book_style style_of(const struct sheet_rows *rows, struct sheet_place place)
{
	const struct sheet_book *book = rows->book;

	return place.style < book->styles_n ? book->styles[place.style] : (struct book_style){ false, LETTERS_PLAIN };
}

void sheet_rows_text(struct sheet_rows *rows, struct sheet_place place, const char *s, size_t len)
{
	cell_add(rows, place, sheet_text_cell(&rows->work->texts, style_of(rows, place).letters, s, len));
}

void sheet_rows_string(struct sheet_rows *rows, struct sheet_place place, uint64_t index)
{
	const struct sheet_book *book = rows->book;
	const char *s = index < book->strings_n ? book->strings.at + book->string_at[index] : NULL;

	if (s == NULL)
		sheet_rows_refuse(rows, "sheet_damaged");
	else
		sheet_rows_text(rows, place, s, strlen(s));
}

// A number as a person would read it: 33012345678 and not 3.3012345678E10. Excel keeps 15 digits.
void sheet_rows_number(struct sheet_rows *rows, struct sheet_place place, double number)
{
	char out[BOOK_NUMBER_TEXT];
	struct sheet_cell cell = { .kind = CELL_NUMBER, .text = out };

	if (!isfinite(number)) {
		sheet_rows_refuse(rows, "sheet_damaged");
		return;
	}
	if (style_of(rows, place).day && sheet_book_day(rows->book, number, out))
		cell.kind = CELL_DATE;
	else
		snprintf(out, sizeof out, fabs(number) < 1e15 && number == floor(number) ? "%.0f" : "%.15g", number);
	cell.len = strlen(out);
	cell_add(rows, place, cell);
}

void sheet_rows_mark(struct sheet_rows *rows, struct sheet_place place, enum cell_kind kind, const char *s, size_t len)
{
	cell_add(rows, place, (struct sheet_cell){ .kind = kind, .text = s, .len = len });
}

static int by_column(const void *a, const void *b)
{
	return ((const struct sheet_cell *)a)->column - ((const struct sheet_cell *)b)->column;
}

static bool filled(const struct sheet_row *row, int column)
{
	for (size_t i = 0; i < row->n; i++)
		if (row->cells[i].column == column)
			return true;
	return false;
}

// What the corner of a merged cell says holds for all of it.
static void merges_spread(const struct row_work *w, struct sheet_row *row)
{
	for (size_t i = 0; i < w->over_n; i++) {
		const struct merge *m = w->over[i];

		for (int c = m->area.column; m->corner.text != NULL && c <= m->area.last_column && row->n < SHEET_COLUMNS; c++) {
			if (filled(row, c))
				continue;
			row->cells[row->n] = m->corner;
			row->cells[row->n++].column = c;
		}
	}
	qsort(row->cells, row->n, sizeof row->cells[0], by_column);
}

void sheet_rows_end(struct sheet_rows *rows)
{
	struct row_work *w = rows->work;

	if (rows->enough || w->row.n == 0)
		return;
	merges_spread(w, &w->row);
	if (++rows->filled > SHEET_ROWS)
		sheet_rows_refuse(rows, "sheet_too_long");
	else if (!rows->book->sink->row(rows->book->sink->ctx, &w->row))
		sheet_rows_refuse(rows, "sheet_stopped");
}

const char *sheet_rows_done(const struct sheet_rows *rows)
{
	return rows->refusal == NULL && rows->filled == 0 ? "sheet_empty" : rows->refusal;
}
