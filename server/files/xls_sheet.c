// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of one sheet of an old workbook (MS-XLS 2.1.7.20.5): its cells are found first, and put
// in order where a program did not, with what is merged, which stands behind them; then they are
// read.
//
// Nobody is asked how large the sheet is: its DIMENSIONS and ROW records may say anything.
#include "files/xls.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum {
	OF_SHEET = 0x0010,
	CELL_HEAD = 6,			// row, column, format
	CELL_LEAST = 6,			// bytes of a file that a cell takes, in a MULRK
	RESULT_AT = 6, RESULT_END = 14,	// of a formula
	MERGE_BYTES = 8,
	BEHIND_FORMULA = 4,		// records between a formula and its text
};

// A cell: row and column in one number, and where its record begins.
struct found { uint32_t place, begin; };

struct walk {
	struct xls *xls;
	struct sheet_rows rows;
	struct found *cells;
	size_t cells_n, cells_room;
	bool disordered;
	struct text value;
};

static void cell_found(struct walk *w, unsigned row, unsigned column, size_t begin)
{
	uint32_t place = (uint32_t)row << 16 | column;

	if (w->cells_n == w->cells_room) {
		sheet_rows_refuse(&w->rows, "sheet_damaged");
		return;
	}
	w->disordered = w->disordered || (w->cells_n > 0 && place <= w->cells[w->cells_n - 1].place);
	w->cells[w->cells_n++] = (struct found){ place, (uint32_t)begin };
}

// 2.4.175 MulRk: numbers of neighbours, and the last one's column.
static void neighbours_found(struct walk *w, const struct xls_record *r, size_t begin)
{
	size_t n = r->len < CELL_HEAD ? 0 : (r->len - CELL_HEAD) / CELL_LEAST;
	unsigned first = n == 0 ? 0 : xls_u16(r->at + 2);

	if (n == 0 || first + n > UINT16_MAX)
		sheet_rows_refuse(&w->rows, "sheet_damaged");
	for (size_t i = 0; i < n && !w->rows.enough; i++)
		cell_found(w, xls_u16(r->at), first + (unsigned)i, begin);
}

// 2.4.168 MergeCells, 2.5.211 Ref8U.
static void merges_found(struct walk *w, const struct xls_record *r)
{
	size_t n = r->len < 2 ? 0 : xls_u16(r->at);

	if (r->len < 2 + MERGE_BYTES * n)
		sheet_rows_refuse(&w->rows, "sheet_damaged");
	for (size_t i = 0; i < n && !w->rows.enough; i++) {
		const uint8_t *at = r->at + 2 + MERGE_BYTES * i;

		sheet_rows_merge(&w->rows, (struct sheet_area){ .row = xls_u16(at) + 1, .last_row = xls_u16(at + 2) + 1,
			.column = (int)xls_u16(at + 4), .last_column = (int)xls_u16(at + 6) });
	}
}

static void record_found(struct walk *w, const struct xls_record *r, size_t begin)
{
	switch (r->kind) {
	case XLS_MULRK:
		neighbours_found(w, r, begin);
		break;
	case XLS_MERGECELLS:
		merges_found(w, r);
		break;
	case XLS_FORMULA: case XLS_LABELSST: case XLS_RSTRING: case XLS_NUMBER: case XLS_LABEL:
	case XLS_BOOLERR: case XLS_RK:
		if (r->len < CELL_HEAD)
			sheet_rows_refuse(&w->rows, "sheet_damaged");
		else
			cell_found(w, xls_u16(r->at), xls_u16(r->at + 2), begin);
		break;
	default:
		break;
	}
}

// From the sheet's BOF to its EOF; charts within it have both of their own.
static const char *sheet_looked_through(struct walk *w)
{
	const struct xls *x = w->xls;
	size_t begin = x->sheet;
	struct xls_record r;
	int depth = 0;

	do {
		if (!xls_record(x, begin, &r) || (begin == x->sheet && r.kind != XLS_BOF))
			return "sheet_damaged";
		if (begin == x->sheet && (r.len < 4 || xls_u16(r.at + 2) != OF_SHEET))
			return "sheet_unknown";
		depth += (r.kind == XLS_BOF) - (r.kind == XLS_EOF);
		if (depth == 1)
			record_found(w, &r, begin);
		begin = r.next;
	} while (depth > 0 && !w->rows.enough);
	return w->rows.refusal;
}

static int by_place(const void *a, const void *b)
{
	const struct found *one = a, *other = b;

	if (one->place != other->place)
		return one->place < other->place ? -1 : 1;
	return (one->begin > other->begin) - (one->begin < other->begin);
}

// 2.5.217 RkNumber: 30 bits, of a whole number or the upper ones of a double, perhaps to be divided
// by 100.
static double small_number(uint32_t rk)
{
	enum { HUNDREDTHS = 1, WHOLE = 2 };
	uint64_t bits = (uint64_t)(rk & ~(uint32_t)(HUNDREDTHS | WHOLE)) << 32;
	int32_t whole = (int32_t)(rk & ~(uint32_t)(HUNDREDTHS | WHOLE)) / 4;
	double number = whole;

	if ((rk & WHOLE) == 0)
		memcpy(&number, &bits, sizeof number);
	return (rk & HUNDREDTHS) != 0 ? number / 100 : number;
}

static double number_at(const uint8_t *p)
{
	uint64_t bits = xls_u32(p) | (uint64_t)xls_u32(p + 4) << 32;
	double number;

	memcpy(&number, &bits, sizeof number);
	return number;
}

// 2.5.10 Bes: a boolean, or an error.
static void mark_read(struct walk *w, struct sheet_place place, unsigned value, bool error)
{
	static const struct { unsigned code; const char *said; } errors[] = {
		{ 0x00, "#NULL!" }, { 0x07, "#DIV/0!" }, { 0x0F, "#VALUE!" }, { 0x17, "#REF!" }, { 0x1D, "#NAME?" }, { 0x24, "#NUM!" },
		{ 0x2A, "#N/A" },
	};
	const char *said = "#ERROR";

	for (size_t i = 0; error && i < sizeof errors / sizeof *errors; i++)
		if (errors[i].code == value)
			said = errors[i].said;
	if (error)
		sheet_rows_mark(&w->rows, place, CELL_ERROR, said, strlen(said));
	else
		sheet_rows_mark(&w->rows, place, CELL_BOOL, value == 0 ? "0" : "1", 1);
}

// A text that stands in the cell, or behind its formula.
static void text_read(struct walk *w, struct sheet_place place, const struct xls_record *r, size_t from)
{
	struct xls_cursor c = xls_cursor(w->xls, r, from);

	w->value.len = 0;
	w->value.over = false;
	if (r->kind == XLS_RSTRING)
		xls_text_runs(&c, &w->value);
	else
		xls_text(&c, 2, &w->value);
	if (c.broken)
		sheet_rows_refuse(&w->rows, "sheet_damaged");
	else if (w->value.over)
		sheet_rows_refuse(&w->rows, "sheet_cell_too_long");
	else
		sheet_rows_text(&w->rows, place, w->value.at, w->value.len);
}

// 2.4.127 Formula, 2.5.133 FormulaValue: what it came to when it was last computed. A text follows
// in a record of its own; a formula nobody computed is an error, not nothing.
static void formula_read(struct walk *w, struct sheet_place place, struct xls_record *r)
{
	enum { TEXT = 0, TRUTH = 1, ERROR = 2, NOTHING = 3 };
	const uint8_t *result = r->at + RESULT_AT;

	place.formula = true;
	if (xls_u16(result + 6) != UINT16_MAX) {
		sheet_rows_number(&w->rows, place, number_at(result));
	} else if (*result == TRUTH || *result == ERROR) {
		mark_read(w, place, result[2], *result == ERROR);
	} else if (*result != NOTHING) {
		for (int i = 0; i < BEHIND_FORMULA && xls_record(w->xls, r->next, r); i++) {
			if (r->kind == XLS_STRING) {
				text_read(w, place, r, 0);
				return;
			}
			if (r->kind != XLS_SHARED && r->kind != XLS_ARRAY && r->kind != XLS_TABLE && r->kind != XLS_CONTINUE)
				break;
		}
		sheet_rows_mark(&w->rows, place, CELL_ERROR, "=", 1);
	}
}

// How long each record is at least.
static size_t bytes_least(unsigned kind)
{
	switch (kind) {
	case XLS_FORMULA: case XLS_NUMBER: return RESULT_END;
	case XLS_LABELSST: case XLS_RK: return CELL_HEAD + 4;
	default: return CELL_HEAD + 2;
	}
}

static void cell_read(struct walk *w, const struct found *cell)
{
	struct xls_record r;
	struct sheet_place place = { .column = (int)(cell->place & UINT16_MAX) };
	const uint8_t *number;

	if (!xls_record(w->xls, cell->begin, &r) || r.len < bytes_least(r.kind)) {
		sheet_rows_refuse(&w->rows, "sheet_damaged");
		return;
	}
	place.style = xls_u16(r.at + 4);
	switch (r.kind) {
	case XLS_MULRK:
		number = r.at + 4 + CELL_LEAST * ((size_t)place.column - xls_u16(r.at + 2));
		place.style = xls_u16(number);
		sheet_rows_number(&w->rows, place, small_number(xls_u32(number + 2)));
		break;
	case XLS_RK:
		sheet_rows_number(&w->rows, place, small_number(xls_u32(r.at + CELL_HEAD)));
		break;
	case XLS_NUMBER:
		sheet_rows_number(&w->rows, place, number_at(r.at + CELL_HEAD));
		break;
	case XLS_LABELSST:
		sheet_rows_string(&w->rows, place, xls_u32(r.at + CELL_HEAD));
		break;
	case XLS_BOOLERR:
		mark_read(w, place, r.at[CELL_HEAD], r.at[CELL_HEAD + 1] != 0);
		break;
	case XLS_FORMULA:
		formula_read(w, place, &r);
		break;
	default:
		text_read(w, place, &r, CELL_HEAD);
	}
}

// Of two cells at one place the latter stands.
static void cells_read(struct walk *w)
{
	uint32_t row = UINT32_MAX;

	if (w->disordered)
		qsort(w->cells, w->cells_n, sizeof *w->cells, by_place);
	for (size_t i = 0; i < w->cells_n && !w->rows.enough; i++) {
		const struct found *cell = &w->cells[i];

		if (i + 1 < w->cells_n && cell[1].place == cell->place)
			continue;
		if (cell->place >> 16 != row) {
			sheet_rows_end(&w->rows);
			row = cell->place >> 16;
			sheet_rows_begin(&w->rows, (int64_t)row + 1);
		}
		cell_read(w, cell);
	}
	sheet_rows_end(&w->rows);
}

const char *xls_rows(struct xls *x)
{
	struct arena *a = x->book.arena;
	struct walk *w = arena_one(a, struct walk);
	const char *refusal;

	if (x->sheet >= x->len)
		return "sheet_damaged";
	w->xls = x;
	w->rows = sheet_rows_new(&x->book);
	w->cells_room = (x->len - x->sheet) / CELL_LEAST;
	w->cells = arena_many(a, struct found, w->cells_room);
	w->value = text_new(a, SHEET_TEXT);
	text_expect(&w->value, SHEET_TEXT);	// makes its room, so that it can be emptied
	refusal = sheet_looked_through(w);
	if (refusal != NULL)
		return refusal;
	cells_read(w);
	return sheet_rows_done(&w->rows);
}
