// SPDX-License-Identifier: GPL-3.0-or-later
// Papers as Word documents (ECMA-376): the same paragraphs, tables and rows that pdf.h draws, to be gone on with by hand.
#ifndef FILES_DOCX_H
#define FILES_DOCX_H

#include <stdbool.h>
#include <stddef.h>

#include "files/pdf.h"

struct docx;

// A new document by the same sheet; ended with docx_done(). QR codes have no place in one.
struct docx *docx_new(const struct pdf_sheet *, struct arena *);
void docx_paragraph(struct docx *, const struct pdf_paragraph *);
void docx_space(struct docx *, double height);
void docx_page_break(struct docx *);
void docx_table(struct docx *, const struct pdf_table *);
void docx_row(struct docx *, const struct pdf_cell *cells, size_t n, bool head);

// The whole file in *out, in the arena; false when it grew too long.
bool docx_done(struct docx *, struct text *out);

#endif
