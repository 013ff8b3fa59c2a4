// SPDX-License-Identifier: GPL-3.0-or-later
// A paper as data: what hocvud says of it and hocvud-draw reads.
//
// Each function goes both ways, so that the two ends cannot differ: with `out` it appends, else it takes from `at`.
// Both ends are of one build on one machine; numbers travel as they lie in memory. A paper is a sheet and items
// until `end`.
#ifndef FILES_PDF_SAID_H
#define FILES_PDF_SAID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "files/pdf.h"

enum { PDF_SAID_MOST = 16 << 20, PDF_FILE_MOST = 15 << 20 };	// bytes of what is said, of the file drawn

struct said {
	struct text *out;		// said into; NULL: taken
	const char *at, *end;		// what is left to be taken
	struct arena *arena;		// where what is taken lives, besides the bytes themselves
	bool wrong;			// it ended early or lied; what is taken then is empty
};

enum said_item { SAID_PARAGRAPH, SAID_SPACE, SAID_PAGE, SAID_FRAME, SAID_TABLE, SAID_ROW };

struct said_row { const struct pdf_cell *cells; size_t n; bool head; };

void said_sheet(struct said *, struct pdf_sheet *);
void said_item(struct said *, enum said_item *);
void said_paragraph(struct said *, struct pdf_paragraph *);
void said_length(struct said *, double *);
void said_table(struct said *, struct pdf_table *);
void said_row(struct said *, struct said_row *);

#endif
