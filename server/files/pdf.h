// SPDX-License-Identifier: GPL-3.0-or-later
// Papers as PDF: text that flows over pages of A4, tables that repeat their head, QR codes; fonts embedded, text that
// can be taken out again.
//
// Everything is set in one serif face with the metrics of Times New Roman, as Decree 30/2020/ND-CP, annex I wants
// it; sizes are points, lengths millimetres. Texts are pieces of markup: pdf_markup() writes what must not be read as one.
//
// Nothing is drawn here: what is called for is written down and drawn as a whole by hocvud-draw (files/drawer.h), so no
// text handed over need live longer than the call.
#ifndef FILES_PDF_H
#define FILES_PDF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"

#define PDF_POINTS(mm) ((mm) * 72 / 25.4)

enum { PDF_COLUMNS_MOST = 16 };

struct arena;
struct text;
struct pdf;

enum pdf_align { PDF_LEFT, PDF_CENTER, PDF_RIGHT, PDF_JUSTIFY };

struct pdf_sheet {
	const char *title;		// shown by readers
	bool landscape;
	double top, right, bottom, left;	// margins; all 0: those of annex I, section II.2
	bool numbered;			// pages from the second on, in the middle of the upper margin (annex I, II.7)
	struct instant made;		// stands in the file: the same paper made again is the same bytes
};

struct pdf_paragraph {
	const char *markup;
	double size;			// 0: 13
	bool bold, italic;
	enum pdf_align align;
	double first, left, right;	// indents; `first` of the first line alone
	double before, after;		// space around it
	double line;			// of the line's height; 0: 1.1
	double ruled;			// a line below it, of so much of the text's width; 0: none
	bool with_next;			// never the last of a page when something follows
};

// A cell holds paragraphs, or a QR code of `side` millimetres. `span` columns, 0: one.
struct pdf_cell {
	const struct pdf_paragraph *paragraphs;
	size_t n;
	const char *qr;
	double side;
	int span;
	bool middle;			// in the middle of the row's height
};

struct pdf_table {
	const double *widths;		// of the columns; 0: what is left, in equal parts
	size_t columns;
	bool bordered;
	double padding, least;		// within cells; least height of a row
};

// A new paper. Ended with pdf_done(), whatever happens in between.
struct pdf *pdf_new(const struct pdf_sheet *, struct arena *);
void pdf_paragraph(struct pdf *, const struct pdf_paragraph *);
void pdf_space(struct pdf *, double height);
void pdf_page_break(struct pdf *);

// A box around the whole page, that far from its edges.
void pdf_frame(struct pdf *, double from_edge);

// A table begins; rows follow until something else is drawn. A row stays on one page. Rows said to be `head` stand
// again on top of every page the table goes on to.
void pdf_table(struct pdf *, const struct pdf_table *);
void pdf_row(struct pdf *, const struct pdf_cell *cells, size_t n, bool head);

// The whole file in *out, which lives in the arena; false with a message in the log when it could not be made (no such
// font on this machine, too long, no answer from the process that draws).
bool pdf_done(struct pdf *, struct text *out);

// Appends `s` as markup that shows it; control characters are left out.
void pdf_markup(struct text *out, const char *s);

#endif
