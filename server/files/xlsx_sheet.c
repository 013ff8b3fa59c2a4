// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of one sheet (ECMA-376 part 1, 18.3): first what is merged, which stands behind the cells, then the cells.
//
// Nobody is asked how large the sheet is: its `dimension` may say anything.
#include "files/xlsx.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "files/xml_read.h"

enum {
	MERGES_MOST = 20000,
	MERGES_AT_ONCE = 256,		// that lie over one row
	SERIAL_MOST = 2958465,		// 31 December 9999
	NUMBER_TEXT = 40,
};

struct merge {
	int64_t row, last_row;
	int column, last_column;
	struct sheet_cell corner;	// once that was read: its text is not NULL
};

struct walk {
	struct xlsx *book;
	struct merge *merges;
	size_t merges_n, merges_begun;
	struct merge *over[MERGES_AT_ONCE];	// those that lie over the row
	size_t over_n;
	struct sheet_row row;
	int64_t row_last;		// its number; rows come in order
	int column_last;
	size_t rows;
	char type;			// of the cell: 's', 'n', 'b', 'e', 't' (text)
	int column;			// of the cell; -1: none is open
	size_t style;
	bool formula, in_value;
	struct text value;		// of the cell
	struct xlsx_run run;
	struct xlsx_texts texts;
	char *kept;			// texts of the row
	size_t used;
	bool enough;
	const char *refusal;
};

enum { ROW_BYTES = SHEET_COLUMNS * 2048 };

static void refuse_with(struct walk *w, const char *code)
{
	if (w->refusal == NULL)
		w->refusal = code;
	w->enough = true;
}

// "BC12"; false when it is none. A row of 0 is not known.
static bool reference_read(const char *s, int *column, int64_t *row, const char **end)
{
	*column = sheet_column_read(s, &s);
	*row = 0;
	for (; *s >= '0' && *s <= '9' && *row <= SHEET_ROW_LAST; s++)
		*row = *row * 10 + (*s - '0');
	*end = s;
	return *column >= 0 && *row >= 1 && *row <= SHEET_ROW_LAST;
}

static void merge_opened(void *ctx, const char *name, const char **attributes)
{
	struct walk *w = ctx;
	const char *reference = strcmp(name, "mergeCell") == 0 ? xml_attribute(attributes, "ref") : NULL, *end;
	struct merge m = { .row = 0 };

	if (reference == NULL || w->enough)
		return;
	if (w->merges_n == MERGES_MOST || !reference_read(reference, &m.column, &m.row, &end) || *end != ':' ||
		!reference_read(end + 1, &m.last_column, &m.last_row, &end) || m.last_row < m.row || m.last_column < m.column) {
		refuse_with(w, "sheet_damaged");
		return;
	}
	m.last_column = m.last_column < SHEET_COLUMNS ? m.last_column : SHEET_COLUMNS - 1;
	w->merges[w->merges_n++] = m;
}

static int by_row(const void *a, const void *b)
{
	const struct merge *one = a, *other = b;

	return one->row != other->row ? (one->row < other->row ? -1 : 1) : one->column - other->column;
}

// Merges that begin at or before this row lie over it until they end.
static void merges_over(struct walk *w)
{
	size_t kept = 0;

	for (size_t i = 0; i < w->over_n; i++)
		if (w->over[i]->last_row >= w->row.number)
			w->over[kept++] = w->over[i];
	w->over_n = kept;
	for (; w->merges_begun < w->merges_n && w->merges[w->merges_begun].row <= w->row.number; w->merges_begun++) {
		if (w->merges[w->merges_begun].last_row < w->row.number)
			continue;
		if (w->over_n == MERGES_AT_ONCE) {
			refuse_with(w, "sheet_damaged");
			return;
		}
		w->over[w->over_n++] = &w->merges[w->merges_begun];
	}
}

static const char *row_keep(struct walk *w, const char *s, size_t len)
{
	char *at = w->kept + w->used;

	if (w->used + len + 1 > ROW_BYTES) {
		refuse_with(w, "sheet_cell_too_long");
		return "";
	}
	memcpy(at, s, len);
	at[len] = '\0';
	w->used += len + 1;
	return at;
}

static void cell_add(struct walk *w, struct sheet_cell cell)
{
	if (cell.column >= SHEET_COLUMNS) {
		refuse_with(w, "sheet_too_wide");
		return;
	}
	if (cell.len > SHEET_TEXT) {
		refuse_with(w, "sheet_cell_too_long");
		return;
	}
	cell.text = row_keep(w, cell.text, cell.len);
	cell.stood = cell.stood == NULL ? NULL : row_keep(w, cell.stood, cell.stood_len);
	w->row.cells[w->row.n++] = cell;
	for (size_t i = 0; i < w->over_n; i++) {
		struct merge *m = w->over[i];

		if (m->row != w->row.number || m->column != cell.column || m->corner.text != NULL)
			continue;
		m->corner = cell;
		m->corner.flags |= CELL_SPREAD;
		m->corner.text = arena_copyn(w->book->arena, cell.text, cell.len);
		if (cell.stood != NULL)
			m->corner.stood = arena_copyn(w->book->arena, cell.stood, cell.stood_len);
	}
}

// The day of a serial number (ECMA-376 part 1, 18.17.4.1): 60 is the 29 February 1900 that never was.
static bool day_text(const struct xlsx *book, double serial, char out[NUMBER_TEXT])
{
	int64_t days = (int64_t)serial;
	struct date day;

	if (!(serial >= 1 && serial < SERIAL_MOST + 1.0))
		return false;
	if (book->from_1904)
		day = date_from(1904, 1, 1);
	else
		day = date_from(1899, 12, days < 60 ? 31 : 30);
	day.days += (int32_t)days;
	date_text(day, out);
	return true;
}

// A number as a person would read it: 33012345678 and not 3.3012345678E10. Excel keeps 15 digits.
static void number_add(struct walk *w)
{
	char out[NUMBER_TEXT], *end;
	double number = strtod(w->value.at, &end);
	bool is_day = w->style < w->book->styles_n && w->book->styles[w->style].day;
	struct sheet_cell cell = { .column = w->column, .kind = CELL_NUMBER, .flags = w->formula ? CELL_FORMULA : 0, .text = out };

	if (end == w->value.at || *end != '\0' || !isfinite(number)) {
		refuse_with(w, "sheet_damaged");
		return;
	}
	if (is_day && day_text(w->book, number, out))
		cell.kind = CELL_DATE;
	else
		snprintf(out, sizeof out, fabs(number) < 1e15 && number == floor(number) ? "%.0f" : "%.15g", number);
	cell.len = strlen(out);
	cell_add(w, cell);
}

static void mark_add(struct walk *w, const char *s, size_t len, enum cell_kind kind)
{
	if (len > 0)
		cell_add(w, (struct sheet_cell){ .column = w->column, .kind = kind, .flags = w->formula ? CELL_FORMULA : 0, .text = s,
			.len = len });
}

static void text_cell_add(struct walk *w, const char *s, size_t len)
{
	enum letters own = w->style < w->book->styles_n ? w->book->styles[w->style].letters : LETTERS_PLAIN;
	struct sheet_cell cell = xlsx_text_cell(&w->texts, own, s, len);

	cell.column = w->column;
	cell.flags |= w->formula ? CELL_FORMULA : 0;
	if (cell.len > 0)
		cell_add(w, cell);
}

static void cell_end(struct walk *w)
{
	uint64_t index;

	if (w->value.over)
		refuse_with(w, "sheet_cell_too_long");
	if (w->enough)
		return;
	if (w->value.len == 0) {	// a formula nobody computed is an error, not nothing
		mark_add(w, "=", w->formula, CELL_ERROR);
		return;
	}
	switch (w->type) {
	case 's':
		index = strtoull(w->value.at, NULL, 10);
		if (index >= w->book->strings_n)
			refuse_with(w, "sheet_damaged");
		else
			text_cell_add(w, w->book->strings.at + w->book->string_at[index],
				strlen(w->book->strings.at + w->book->string_at[index]));
		break;
	case 'b':
		mark_add(w, w->value.at[0] == '1' ? "1" : "0", 1, CELL_BOOL);
		break;
	case 'e':
		mark_add(w, w->value.at, w->value.len, CELL_ERROR);
		break;
	case 't':
		text_cell_add(w, w->value.at, w->value.len);
		break;
	default:
		number_add(w);
	}
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
static void merges_spread(struct walk *w)
{
	for (size_t i = 0; i < w->over_n; i++) {
		const struct merge *m = w->over[i];

		for (int c = m->column; m->corner.text != NULL && c <= m->last_column && w->row.n < SHEET_COLUMNS && !w->enough; c++) {
			if (filled(&w->row, c))
				continue;
			w->row.cells[w->row.n] = m->corner;
			w->row.cells[w->row.n++].column = c;
		}
	}
	qsort(w->row.cells, w->row.n, sizeof w->row.cells[0], by_column);
}

static void row_end(struct walk *w)
{
	size_t own = w->row.n;

	if (w->enough || own == 0)
		return;
	merges_spread(w);
	if (++w->rows > SHEET_ROWS)
		refuse_with(w, "sheet_too_long");
	else if (!w->book->sink->row(w->book->sink->ctx, &w->row))
		refuse_with(w, "sheet_stopped");
}

static void row_begin(struct walk *w, const char **attributes)
{
	const char *number = xml_attribute(attributes, "r");

	w->row.number = number == NULL ? w->row_last + 1 : strtoll(number, NULL, 10);
	if (w->row.number <= w->row_last || w->row.number > SHEET_ROW_LAST) {
		refuse_with(w, "sheet_damaged");
		return;
	}
	w->row_last = w->row.number;
	w->row.n = 0;
	w->used = 0;
	w->column_last = -1;
	merges_over(w);
}

// The types of cells, 18.18.11: a shared string, a boolean, an error, the text of a formula or in the cell itself, a
// day as text; else a number.
static char type_of(const char *said)
{
	static const struct { const char *said; char type; } types[] = {
		{ "s", 's' }, { "b", 'b' }, { "e", 'e' }, { "str", 't' }, { "inlineStr", 't' }, { "d", 't' },
	};

	for (size_t i = 0; said != NULL && i < sizeof types / sizeof *types; i++)
		if (strcmp(types[i].said, said) == 0)
			return types[i].type;
	return 'n';
}

static void cell_begin(struct walk *w, const char **attributes)
{
	const char *reference = xml_attribute(attributes, "r"), *style = xml_attribute(attributes, "s"), *end;
	int64_t row;

	w->column = w->column_last + 1;
	if (reference != NULL && (!reference_read(reference, &w->column, &row, &end) || w->column <= w->column_last ||
			row != w->row.number)) {
		refuse_with(w, "sheet_damaged");
		return;
	}
	w->column_last = w->column;
	w->type = type_of(xml_attribute(attributes, "t"));
	w->style = style == NULL ? 0 : strtoull(style, NULL, 10);
	w->formula = false;
	w->value.len = 0;
	w->value.at[0] = '\0';
	w->value.over = false;
}

static void row_opened(void *ctx, const char *name, const char **attributes)
{
	struct walk *w = ctx;

	if (w->enough)
		return;
	if (strcmp(name, "row") == 0)
		row_begin(w, attributes);
	else if (strcmp(name, "c") == 0)
		cell_begin(w, attributes);
	else if (strcmp(name, "f") == 0)
		w->formula = true;
	xlsx_run_opened(&w->run, name, attributes, &w->value);
	w->in_value = strcmp(name, "v") == 0 || strcmp(name, "t") == 0;
}

static void row_closed(void *ctx, const char *name)
{
	struct walk *w = ctx;

	w->in_value = false;
	if (strcmp(name, "c") == 0)
		cell_end(w);
	else if (strcmp(name, "row") == 0)
		row_end(w);
	else if (strcmp(name, "sheetData") == 0)
		w->enough = true;
}

static void value_heard(void *ctx, const char *s, int len)
{
	struct walk *w = ctx;

	if (w->in_value && !w->enough)
		text_addn(&w->value, s, (size_t)len);
}

const char *xlsx_rows(struct xlsx *book)
{
	struct walk *w = arena_one(book->arena, struct walk);
	const struct xml_ears merges = { .opened = merge_opened, .enough = &w->enough, .ctx = w };
	const struct xml_ears rows = { row_opened, row_closed, value_heard, &w->enough, w };
	const char *refusal;

	w->book = book;
	w->merges = arena_many(book->arena, struct merge, MERGES_MOST);
	w->value = text_new(book->arena, SHEET_TEXT);
	text_char(&w->value, ' ');	// makes its room, so that it can be emptied
	w->texts = xlsx_texts_new(book->arena);
	w->kept = arena_alloc(book->arena, ROW_BYTES);
	refusal = xlsx_part(book, book->part, &merges);
	if (refusal == NULL && w->refusal == NULL) {
		qsort(w->merges, w->merges_n, sizeof *w->merges, by_row);
		refusal = xlsx_part(book, book->part, &rows);
	}
	if (w->refusal != NULL)
		return w->refusal;
	return refusal == NULL && w->rows == 0 ? "sheet_empty" : refusal;
}
