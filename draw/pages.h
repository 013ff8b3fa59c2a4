// SPDX-License-Identifier: GPL-3.0-or-later
// What goes on which page; lengths are millimetres, as in files/pdf.h, and what each call does stands there.
#ifndef DRAW_PAGES_H
#define DRAW_PAGES_H

#include "files/pdf_said.h"

struct pages;

// The texts of all cells live until pages_done().
struct pages *pages_new(const struct pdf_sheet *, struct arena *);
void pages_paragraph(struct pages *, const struct pdf_paragraph *);
void pages_space(struct pages *, double height);
void pages_break(struct pages *);
void pages_frame(struct pages *, double from_edge);
void pages_table(struct pages *, const struct pdf_table *);
void pages_row(struct pages *, const struct said_row *);

// The whole file; false when it grew too long. Ends the pages in any case.
bool pages_done(struct pages *, struct text *out);

#endif
