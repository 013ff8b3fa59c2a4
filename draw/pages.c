// SPDX-License-Identifier: GPL-3.0-or-later
// What goes on which page: paragraphs one below the other, rows that stay whole, heads that come again.
#include "draw/pages.h"

#include "base/arena.h"
#include "base/text.h"
#include "draw/canvas.h"

#define POINTS PDF_POINTS

enum { HEAD_ROWS = 4, LINES_KEPT = 4 };
static const double A4_SHORT = 210, A4_LONG = 297, SIZE = 13, NUMBER_AT = 12, RULE_BELOW = 2.5;

struct head { struct pdf_cell cells[PDF_COLUMNS_MOST]; size_t n; };

struct pages {
	struct arena *arena;
	struct pdf_sheet sheet;
	struct canvas *canvas;
	double width, height, y;	// of the page; where the next thing begins (points)
	int page;
	struct pdf_table table;
	double widths[PDF_COLUMNS_MOST];	// of its columns (points)
	struct head heads[HEAD_ROWS];
	size_t heads_n;
};

// Where something is drawn, or (without `draws`) only measured; `ruled` as in the paragraph.
struct place { double x, y, width, ruled; bool draws; };

struct pages *pages_new(const struct pdf_sheet *sheet, struct arena *a)
{
	struct pages *pages = arena_one(a, struct pages);

	pages->arena = a;
	pages->sheet = *sheet;
	pages->width = POINTS(sheet->landscape ? A4_LONG : A4_SHORT);
	pages->height = POINTS(sheet->landscape ? A4_SHORT : A4_LONG);
	pages->canvas = canvas_new(sheet->title, sheet->made, pages->width, pages->height, a);
	pages->page = 1;
	pages->y = POINTS(pages->sheet.top);
	return pages;
}

static double inner(const struct pages *pages)
{
	return pages->width - POINTS(pages->sheet.left) - POINTS(pages->sheet.right);
}

// Below the text, in its middle.
static void rule_draw(struct pages *pages, const struct set *s, struct place at)
{
	double gap = (at.width - set_width(s) * at.ruled) / 2;

	canvas_line(pages->canvas, at.x + gap, at.y + RULE_BELOW, at.x + at.width - gap, at.y + RULE_BELOW);
}

static void number_draw(struct pages *pages)
{
	const struct pdf_paragraph number = { .size = SIZE, .align = PDF_CENTER,
		.markup = arena_printf(pages->arena, "%d", pages->page) };
	struct set *s = set_new(pages->canvas, &number, inner(pages));

	set_show(pages->canvas, s, POINTS(pages->sheet.left), POINTS(NUMBER_AT));
	set_drop(s);
}

static void page_next(struct pages *pages)
{
	canvas_page(pages->canvas);
	pages->page++;
	pages->y = POINTS(pages->sheet.top);
	if (pages->sheet.numbered)
		number_draw(pages);
}

static double left_below(const struct pages *pages)
{
	return pages->height - POINTS(pages->sheet.bottom) - pages->y;
}

static bool at_top(const struct pages *pages)
{
	return pages->y <= POINTS(pages->sheet.top) + 1;
}

void pages_break(struct pages *pages)
{
	page_next(pages);
}

void pages_frame(struct pages *pages, double from_edge)
{
	double edge = POINTS(from_edge);

	canvas_box(pages->canvas, edge, edge, pages->width - 2 * edge, pages->height - 2 * edge);
}

void pages_space(struct pages *pages, double height)
{
	pages->y += POINTS(height);
}

void pages_paragraph(struct pages *pages, const struct pdf_paragraph *p)
{
	struct set *s = set_new(pages->canvas, p, inner(pages));

	if (!at_top(pages))
		pages->y += POINTS(p->before);
	if (p->with_next && set_height(s) + LINES_KEPT * SIZE > left_below(pages) && !at_top(pages))
		page_next(pages);
	for (size_t i = 0; i < set_lines(s); i++) {
		if (set_line_height(s, i) > left_below(pages) && !at_top(pages))
			page_next(pages);
		set_line_show(pages->canvas, s, i, POINTS(pages->sheet.left), pages->y);
		pages->y += set_line_height(s, i);
	}
	if (p->ruled > 0)
		rule_draw(pages, s, (struct place){ POINTS(pages->sheet.left), pages->y, inner(pages), p->ruled, true });
	pages->y += POINTS(p->after);
	set_drop(s);
}

void pages_table(struct pages *pages, const struct pdf_table *t)
{
	double left = inner(pages);
	size_t open = 0;

	pages->table = *t;
	pages->table.columns = t->columns < PDF_COLUMNS_MOST ? t->columns : PDF_COLUMNS_MOST;
	pages->heads_n = 0;
	for (size_t i = 0; i < pages->table.columns; i++) {
		left -= POINTS(t->widths[i]);
		open += t->widths[i] <= 0;
	}
	for (size_t i = 0; i < pages->table.columns; i++)
		pages->widths[i] = t->widths[i] > 0 ? POINTS(t->widths[i]) : left / (double)open;
}

// The width of a cell that begins in the column *at, which is moved behind it.
static double cell_width(const struct pages *pages, const struct pdf_cell *cell, size_t *at)
{
	size_t end = *at + (cell->span > 1 ? (size_t)cell->span : 1);
	double width = 0;

	for (; *at < end && *at < pages->table.columns; (*at)++)
		width += pages->widths[*at];
	return width;
}

// What a cell holds, from `y` on; drawn, or only measured. Gives its height.
static double cell_run(struct pages *pages, const struct pdf_cell *cell, struct place at)
{
	double begun = at.y;

	if (cell->qr != NULL && at.draws)
		canvas_qr(pages->canvas, cell->qr, at.x + (at.width - POINTS(cell->side)) / 2, at.y,
			POINTS(cell->side));
	at.y += cell->qr != NULL ? POINTS(cell->side) : 0;
	for (size_t i = 0; i < cell->n; i++) {
		const struct pdf_paragraph *p = &cell->paragraphs[i];
		struct set *s = set_new(pages->canvas, p, at.width);

		at.y += i > 0 ? POINTS(p->before) : 0;
		if (at.draws)
			set_show(pages->canvas, s, at.x, at.y);
		at.y += set_height(s);
		if (p->ruled > 0 && at.draws)
			rule_draw(pages, s, (struct place){ at.x, at.y, at.width, p->ruled, true });
		at.y += POINTS(p->after);
		set_drop(s);
	}
	return at.y - begun;
}

static double row_height(struct pages *pages, const struct pdf_cell *cells, size_t n)
{
	double padding = POINTS(pages->table.padding), most = POINTS(pages->table.least);

	for (size_t i = 0, at = 0; i < n && at < pages->table.columns; i++) {
		struct place p = { .width = cell_width(pages, &cells[i], &at) - 2 * padding };
		double height = cell_run(pages, &cells[i], p) + 2 * padding;

		most = height > most ? height : most;
	}
	return most;
}

static void row_draw(struct pages *pages, const struct pdf_cell *cells, size_t n)
{
	double padding = POINTS(pages->table.padding), x = POINTS(pages->sheet.left);
	double height = row_height(pages, cells, n);

	for (size_t i = 0, at = 0; i < n && at < pages->table.columns; i++) {
		double width = cell_width(pages, &cells[i], &at);
		struct place p = { .x = x + padding, .width = width - 2 * padding };

		p.y = pages->y + (cells[i].middle ? (height - cell_run(pages, &cells[i], p)) / 2 : padding);
		p.draws = true;
		cell_run(pages, &cells[i], p);
		if (pages->table.bordered)
			canvas_box(pages->canvas, x, pages->y, width, height);
		x += width;
	}
	pages->y += height;
}

// Keeps a row of the head for the pages to come.
static void head_keep(struct pages *pages, const struct pdf_cell *cells, size_t n)
{
	struct head *h = &pages->heads[pages->heads_n++];

	h->n = n < PDF_COLUMNS_MOST ? n : PDF_COLUMNS_MOST;
	for (size_t i = 0; i < h->n; i++)
		h->cells[i] = cells[i];
}

void pages_row(struct pages *pages, const struct said_row *row)
{
	double height = row_height(pages, row->cells, row->n);

	if (row->head && pages->heads_n < HEAD_ROWS)
		head_keep(pages, row->cells, row->n);
	// A head alone at the foot of a page says nothing: a row has to fit below it.
	if (height * (row->head ? 2 : 1) > left_below(pages) && !at_top(pages)) {
		page_next(pages);
		for (size_t i = 0; i < pages->heads_n && !row->head; i++)
			row_draw(pages, pages->heads[i].cells, pages->heads[i].n);
	}
	row_draw(pages, row->cells, row->n);
}

bool pages_done(struct pages *pages, struct text *out)
{
	return canvas_done(pages->canvas, out);
}
