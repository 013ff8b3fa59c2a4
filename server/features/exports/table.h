// SPDX-License-Identifier: GPL-3.0-or-later
// What the table of lists says: which list it is, its columns, what a member of a row is as a cell.
#ifndef FEATURES_EXPORTS_TABLE_H
#define FEATURES_EXPORTS_TABLE_H

#include "base/json_walk.h"
#include "files/book.h"
#include "http/http.h"

enum { EXPORT_COLUMNS = 32, EXPORT_TELLS = 6 };

// One line of exports.def.
struct export_list { const char *method, *path, *file, *columns; };

// The line of a route, or NULL: such a list is not taken out.
const struct export_list *export_list_of(const struct route *);

struct export_column {
	const struct field *field;
	const char *heading;		// in the language of the file
	const char *words;		// whose words its values are: see word_said()
	const char *tells[EXPORT_TELLS];	// of a list of objects: the members told; ends with NULL
	enum book_kind kind;
	int width;
};

// A line's columns in a language; *n of them, in the arena. A member the shape does not have asserts.
const struct export_column *export_columns(const struct export_list *, const struct shape *, enum language, size_t *n,
	struct arena *);

// Every row of the page as cells, "" where there is nothing: text for files/book.h. False ends it.
typedef bool export_row(void *ctx, const char *const *cells, size_t n);
bool export_rows(const struct export_column *, size_t n, struct json_bit items, enum language, struct arena *,
	export_row *row, void *ctx);

#endif
