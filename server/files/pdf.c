// SPDX-License-Identifier: GPL-3.0-or-later
// What goes on which page: paragraphs one below the other, rows that stay whole, heads that come again.
#include "files/pdf.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "files/canvas.h"

#define POINTS PDF_POINTS

enum { HEAD_ROWS = 4, COLUMNS_MOST = 16, LINES_KEPT = 4 };
static const double A4_SHORT = 210, A4_LONG = 297, SIZE = 13, NUMBER_AT = 12, RULE_BELOW = 2.5;
static const struct pdf_sheet decree = { .top = 20, .right = 17, .bottom = 20, .left = 30 };

struct head { struct pdf_cell cells[COLUMNS_MOST]; size_t n; };

struct pdf {
	struct arena *arena;
	struct pdf_sheet sheet;
	struct canvas *canvas;
	double width, height, y;	// of the page; where the next thing begins (points)
	int page;
	struct pdf_table table;
	double widths[COLUMNS_MOST];	// of its columns (points)
	struct head heads[HEAD_ROWS];
	size_t heads_n;
};

// Where something is drawn, or (without `draws`) only measured; `ruled` as in the paragraph.
struct place { double x, y, width, ruled; bool draws; };

struct pdf *pdf_new(const struct pdf_sheet *sheet, struct arena *a)
{
	struct pdf *pdf = arena_one(a, struct pdf);

	pdf->arena = a;
	pdf->sheet = *sheet;
	if (sheet->top <= 0 && sheet->left <= 0) {
		pdf->sheet.top = decree.top, pdf->sheet.right = decree.right;
		pdf->sheet.bottom = decree.bottom, pdf->sheet.left = decree.left;
	}
	pdf->width = POINTS(sheet->landscape ? A4_LONG : A4_SHORT);
	pdf->height = POINTS(sheet->landscape ? A4_SHORT : A4_LONG);
	pdf->canvas = canvas_new(sheet->title, sheet->made, pdf->width, pdf->height, a);
	pdf->page = 1;
	pdf->y = POINTS(pdf->sheet.top);
	return pdf;
}

static double inner(const struct pdf *pdf)
{
	return pdf->width - POINTS(pdf->sheet.left) - POINTS(pdf->sheet.right);
}

double pdf_width(const struct pdf *pdf)
{
	return inner(pdf) / POINTS(1);
}

// Below the text, in its middle.
static void rule_draw(struct pdf *pdf, const struct set *s, struct place at)
{
	double gap = (at.width - set_width(s) * at.ruled) / 2;

	canvas_line(pdf->canvas, at.x + gap, at.y + RULE_BELOW, at.x + at.width - gap, at.y + RULE_BELOW);
}

static void number_draw(struct pdf *pdf)
{
	const struct pdf_paragraph number = { .size = SIZE, .align = PDF_CENTER,
		.markup = arena_printf(pdf->arena, "%d", pdf->page) };
	struct set *s = set_new(pdf->canvas, &number, inner(pdf));

	set_show(pdf->canvas, s, POINTS(pdf->sheet.left), POINTS(NUMBER_AT));
	set_drop(s);
}

static void page_next(struct pdf *pdf)
{
	canvas_page(pdf->canvas);
	pdf->page++;
	pdf->y = POINTS(pdf->sheet.top);
	if (pdf->sheet.numbered)
		number_draw(pdf);
}

static double left_below(const struct pdf *pdf)
{
	return pdf->height - POINTS(pdf->sheet.bottom) - pdf->y;
}

static bool at_top(const struct pdf *pdf)
{
	return pdf->y <= POINTS(pdf->sheet.top) + 1;
}

void pdf_page_break(struct pdf *pdf)
{
	page_next(pdf);
}

void pdf_frame(struct pdf *pdf, double from_edge)
{
	double edge = POINTS(from_edge);

	canvas_box(pdf->canvas, edge, edge, pdf->width - 2 * edge, pdf->height - 2 * edge);
}

void pdf_space(struct pdf *pdf, double height)
{
	pdf->y += POINTS(height);
}

void pdf_paragraph(struct pdf *pdf, const struct pdf_paragraph *p)
{
	struct set *s = set_new(pdf->canvas, p, inner(pdf));

	if (!at_top(pdf))
		pdf->y += POINTS(p->before);
	if (p->with_next && set_height(s) + LINES_KEPT * SIZE > left_below(pdf) && !at_top(pdf))
		page_next(pdf);
	for (size_t i = 0; i < set_lines(s); i++) {
		if (set_line_height(s, i) > left_below(pdf) && !at_top(pdf))
			page_next(pdf);
		set_line_show(pdf->canvas, s, i, POINTS(pdf->sheet.left), pdf->y);
		pdf->y += set_line_height(s, i);
	}
	if (p->ruled > 0)
		rule_draw(pdf, s, (struct place){ POINTS(pdf->sheet.left), pdf->y, inner(pdf), p->ruled, true });
	pdf->y += POINTS(p->after);
	set_drop(s);
}

void pdf_table(struct pdf *pdf, const struct pdf_table *t)
{
	double left = inner(pdf);
	size_t open = 0;

	pdf->table = *t;
	pdf->table.columns = t->columns < COLUMNS_MOST ? t->columns : COLUMNS_MOST;
	pdf->heads_n = 0;
	for (size_t i = 0; i < pdf->table.columns; i++) {
		left -= POINTS(t->widths[i]);
		open += t->widths[i] <= 0;
	}
	for (size_t i = 0; i < pdf->table.columns; i++)
		pdf->widths[i] = t->widths[i] > 0 ? POINTS(t->widths[i]) : left / (double)open;
}

// The width of a cell that begins in the column *at, which is moved behind it.
static double cell_width(const struct pdf *pdf, const struct pdf_cell *cell, size_t *at)
{
	size_t end = *at + (cell->span > 1 ? (size_t)cell->span : 1);
	double width = 0;

	for (; *at < end && *at < pdf->table.columns; (*at)++)
		width += pdf->widths[*at];
	return width;
}

// What a cell holds, from `y` on; drawn, or only measured. Gives its height.
static double cell_run(struct pdf *pdf, const struct pdf_cell *cell, struct place at)
{
	double begun = at.y;

	if (cell->qr != NULL && at.draws)
		canvas_qr(pdf->canvas, cell->qr, at.x + (at.width - POINTS(cell->side)) / 2, at.y,
			POINTS(cell->side));
	at.y += cell->qr != NULL ? POINTS(cell->side) : 0;
	for (size_t i = 0; i < cell->n; i++) {
		const struct pdf_paragraph *p = &cell->paragraphs[i];
		struct set *s = set_new(pdf->canvas, p, at.width);

		at.y += i > 0 ? POINTS(p->before) : 0;
		if (at.draws)
			set_show(pdf->canvas, s, at.x, at.y);
		at.y += set_height(s);
		if (p->ruled > 0 && at.draws)
			rule_draw(pdf, s, (struct place){ at.x, at.y, at.width, p->ruled, true });
		at.y += POINTS(p->after);
		set_drop(s);
	}
	return at.y - begun;
}

static double row_height(struct pdf *pdf, const struct pdf_cell *cells, size_t n)
{
	double padding = POINTS(pdf->table.padding), most = POINTS(pdf->table.least);

	for (size_t i = 0, at = 0; i < n && at < pdf->table.columns; i++) {
		struct place p = { .width = cell_width(pdf, &cells[i], &at) - 2 * padding };
		double height = cell_run(pdf, &cells[i], p) + 2 * padding;

		most = height > most ? height : most;
	}
	return most;
}

static void row_draw(struct pdf *pdf, const struct pdf_cell *cells, size_t n)
{
	double padding = POINTS(pdf->table.padding), x = POINTS(pdf->sheet.left);
	double height = row_height(pdf, cells, n);

	for (size_t i = 0, at = 0; i < n && at < pdf->table.columns; i++) {
		double width = cell_width(pdf, &cells[i], &at);
		struct place p = { .x = x + padding, .width = width - 2 * padding };

		p.y = pdf->y + (cells[i].middle ? (height - cell_run(pdf, &cells[i], p)) / 2 : padding);
		p.draws = true;
		cell_run(pdf, &cells[i], p);
		if (pdf->table.bordered)
			canvas_box(pdf->canvas, x, pdf->y, width, height);
		x += width;
	}
	pdf->y += height;
}

// Keeps a row of the head for the pages to come.
static void head_keep(struct pdf *pdf, const struct pdf_cell *cells, size_t n)
{
	struct head *h = &pdf->heads[pdf->heads_n++];

	h->n = n < COLUMNS_MOST ? n : COLUMNS_MOST;
	for (size_t i = 0; i < h->n; i++) {
		struct pdf_paragraph *all = arena_many(pdf->arena, struct pdf_paragraph, cells[i].n + 1);

		memcpy(all, cells[i].paragraphs, cells[i].n * sizeof *all);
		h->cells[i] = cells[i];
		h->cells[i].paragraphs = all;
	}
}

void pdf_row(struct pdf *pdf, const struct pdf_cell *cells, size_t n, bool head)
{
	double height = row_height(pdf, cells, n);

	if (head && pdf->heads_n < HEAD_ROWS)
		head_keep(pdf, cells, n);
	// A head alone at the foot of a page says nothing: a row has to fit below it.
	if (height * (head ? 2 : 1) > left_below(pdf) && !at_top(pdf)) {
		page_next(pdf);
		for (size_t i = 0; i < pdf->heads_n && !head; i++)
			row_draw(pdf, pdf->heads[i].cells, pdf->heads[i].n);
	}
	row_draw(pdf, cells, n);
}

bool pdf_done(struct pdf *pdf, struct text *out)
{
	return canvas_done(pdf->canvas, out);
}

void pdf_markup(struct text *out, const char *s)
{
	for (; s != NULL && *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '&' || c == '<' || c == '>')
			text_add(out, c == '&' ? "&amp;" : c == '<' ? "&lt;" : "&gt;");
		else if (c >= ' ' || c == '\n' || c == '\t')
			text_char(out, *s);
	}
}
