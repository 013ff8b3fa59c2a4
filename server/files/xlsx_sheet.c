// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of one sheet of XML (ECMA-376 part 1, 18.3): first what is merged, which stands behind the cells, then the cells.
//
// Nobody is asked how large the sheet is: its `dimension` may say anything.
#include "files/xlsx.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "files/xml_read.h"

struct walk {
	struct sheet_rows rows;
	int64_t row_last;		// its number; rows come in order
	int column_last;
	char type;			// of the cell: 's', 'n', 'b', 'e', 't' (text)
	struct sheet_place cell;
	bool in_value, valued;		// valued: there is a value, which may be empty
	struct text value;		// of the cell
	struct xlsx_run run;
};

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
	struct sheet_area area;

	if (reference == NULL || w->rows.enough)
		return;
	if (!reference_read(reference, &area.column, &area.row, &end) || *end != ':' ||
		!reference_read(end + 1, &area.last_column, &area.last_row, &end))
		sheet_rows_refuse(&w->rows, "sheet_damaged");
	else
		sheet_rows_merge(&w->rows, area);
}

static void number_add(struct walk *w)
{
	char *end;
	double number = strtod(w->value.at, &end);

	if (end == w->value.at || *end != '\0')
		sheet_rows_refuse(&w->rows, "sheet_damaged");
	else
		sheet_rows_number(&w->rows, w->cell, number);
}

// A formula nobody computed is an error, not nothing; one whose result is a text without letters is nothing.
static void nothing_add(struct walk *w)
{
	if (w->cell.formula && !(w->type == 't' && w->valued))
		sheet_rows_mark(&w->rows, w->cell, CELL_ERROR, "=", 1);
}

static void cell_end(struct walk *w)
{
	if (w->value.over)
		sheet_rows_refuse(&w->rows, "sheet_cell_too_long");
	if (w->rows.enough)
		return;
	if (w->value.len == 0) {
		nothing_add(w);
		return;
	}
	switch (w->type) {
	case 's':
		sheet_rows_string(&w->rows, w->cell, strtoull(w->value.at, NULL, 10));
		break;
	case 'b':
		sheet_rows_mark(&w->rows, w->cell, CELL_BOOL, w->value.at[0] == '1' ? "1" : "0", 1);
		break;
	case 'e':
		sheet_rows_mark(&w->rows, w->cell, CELL_ERROR, w->value.at, w->value.len);
		break;
	case 't':
		sheet_rows_text(&w->rows, w->cell, w->value.at, w->value.len);
		break;
	default:
		number_add(w);
	}
}

static void row_begin(struct walk *w, const char **attributes)
{
	const char *number = xml_attribute(attributes, "r");

	w->row_last = number == NULL ? w->row_last + 1 : strtoll(number, NULL, 10);
	w->column_last = -1;
	sheet_rows_begin(&w->rows, w->row_last);
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
	int column = w->column_last + 1;
	int64_t row;

	if (reference != NULL && (!reference_read(reference, &column, &row, &end) || column <= w->column_last ||
			row != w->row_last)) {
		sheet_rows_refuse(&w->rows, "sheet_damaged");
		return;
	}
	w->column_last = column;
	w->type = type_of(xml_attribute(attributes, "t"));
	w->cell = (struct sheet_place){ .column = column, .style = style == NULL ? 0 : strtoull(style, NULL, 10) };
	w->valued = false;
	w->value.len = 0;
	w->value.at[0] = '\0';
	w->value.over = false;
}

static void row_opened(void *ctx, const char *name, const char **attributes)
{
	struct walk *w = ctx;

	if (w->rows.enough)
		return;
	if (strcmp(name, "row") == 0)
		row_begin(w, attributes);
	else if (strcmp(name, "c") == 0)
		cell_begin(w, attributes);
	else if (strcmp(name, "f") == 0)
		w->cell.formula = true;
	xlsx_run_opened(&w->run, name, attributes, &w->value);
	w->in_value = strcmp(name, "v") == 0 || strcmp(name, "t") == 0;
	w->valued = w->valued || w->in_value;
}

static void row_closed(void *ctx, const char *name)
{
	struct walk *w = ctx;

	w->in_value = false;
	if (strcmp(name, "c") == 0)
		cell_end(w);
	else if (strcmp(name, "row") == 0)
		sheet_rows_end(&w->rows);
	else if (strcmp(name, "sheetData") == 0)
		w->rows.enough = true;
}

static void value_heard(void *ctx, const char *s, int len)
{
	struct walk *w = ctx;

	if (w->in_value && !w->rows.enough)
		text_addn(&w->value, s, (size_t)len);
}

const char *xlsx_rows(struct xlsx *x)
{
	struct arena *a = x->book.arena;
	struct walk *w = arena_one(a, struct walk);
	const struct xml_ears merges = { .opened = merge_opened, .enough = &w->rows.enough, .ctx = w };
	const struct xml_ears rows = { .opened = row_opened, .closed = row_closed, .text = value_heard, .enough = &w->rows.enough, .ctx = w };
	const char *refusal;

	w->rows = sheet_rows_new(&x->book);
	w->value = text_new(a, SHEET_TEXT);
	text_char(&w->value, ' ');	// makes its room, so that it can be emptied
	refusal = xlsx_part(x, x->part, &merges);
	if (refusal == NULL && w->rows.refusal == NULL)
		refusal = xlsx_part(x, x->part, &rows);
	return w->rows.refusal == NULL && refusal != NULL ? refusal : sheet_rows_done(&w->rows);
}
