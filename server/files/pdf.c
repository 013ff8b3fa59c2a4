// SPDX-License-Identifier: GPL-3.0-or-later
// A paper written down piece by piece for the process that draws it.
#include "files/pdf.h"

#include "base/arena.h"
#include "base/text.h"
#include "files/drawer.h"
#include "files/pdf_said.h"

static const struct pdf_sheet decree = { .top = 20, .right = 17, .bottom = 20, .left = 30 };

struct pdf {
	struct text text;
	struct said said;
};

struct pdf *pdf_new(const struct pdf_sheet *sheet, struct arena *a)
{
	struct pdf *pdf = arena_one(a, struct pdf);
	struct pdf_sheet whole = *sheet;

	pdf->text = text_new(a, PDF_SAID_MOST);
	pdf->said = (struct said){ .out = &pdf->text, .arena = a };
	if (sheet->top <= 0 && sheet->left <= 0) {
		whole.top = decree.top, whole.right = decree.right;
		whole.bottom = decree.bottom, whole.left = decree.left;
	}
	said_sheet(&pdf->said, &whole);
	return pdf;
}

static void item(struct pdf *pdf, enum said_item what)
{
	said_item(&pdf->said, &what);
}

void pdf_page_break(struct pdf *pdf)
{
	item(pdf, SAID_PAGE);
}

void pdf_frame(struct pdf *pdf, double from_edge)
{
	item(pdf, SAID_FRAME);
	said_length(&pdf->said, &from_edge);
}

void pdf_space(struct pdf *pdf, double height)
{
	item(pdf, SAID_SPACE);
	said_length(&pdf->said, &height);
}

void pdf_paragraph(struct pdf *pdf, const struct pdf_paragraph *p)
{
	struct pdf_paragraph whole = *p;

	item(pdf, SAID_PARAGRAPH);
	said_paragraph(&pdf->said, &whole);
}

void pdf_table(struct pdf *pdf, const struct pdf_table *t)
{
	struct pdf_table whole = *t;

	item(pdf, SAID_TABLE);
	said_table(&pdf->said, &whole);
}

void pdf_row(struct pdf *pdf, const struct pdf_cell *cells, size_t n, bool head)
{
	item(pdf, SAID_ROW);
	said_row(&pdf->said, &(struct said_row){ cells, n, head });
}

bool pdf_done(struct pdf *pdf, struct text *out)
{
	return drawer_draw(&pdf->text, pdf->text.arena, out);
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
