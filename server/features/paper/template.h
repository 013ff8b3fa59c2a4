// SPDX-License-Identifier: GPL-3.0-or-later
// Templates of letters: lines of text an office can edit, see templates/README.md.
#ifndef PAPER_TEMPLATE_H
#define PAPER_TEMPLATE_H

#include <stddef.h>

#include "base/field.h"

struct arena;

enum block_kind { BLOCK_HEAD, BLOCK_TITLE, BLOCK_SUBTITLE, BLOCK_CENTER, BLOCK_BASIS, BLOCK_LEFT, BLOCK_TEXT, BLOCK_TABLE,
	BLOCK_SIGN, BLOCK_PAGE };

struct template_column { double width; const char *title, *cell; };	// millimetres, 0: what is left; the cell with its fields

// One line of a template (of a table: all of its lines). `text` and `more` still have their fields.
struct block {
	enum block_kind kind;
	int line;
	const char *text, *more;	// of a table the list it shows; of a signature its office, and who gets copies
	struct template_column *columns;
	size_t columns_n;
};

struct template { struct block *blocks; size_t n; };

// What is wrong with a template: the line, a code of web/messages, and the word it is about.
struct template_wrong { int line; const char *code, *about; };

// Reads `text`, which is changed and lives as long as the blocks. NULL with *why when a line cannot be.
const struct template *template_read(char *text, struct arena *, struct template_wrong *why);

#endif
