// SPDX-License-Identifier: GPL-3.0-or-later
// The file of a list while it is written: a workbook, a CSV or JSON.
#ifndef FEATURES_EXPORTS_WRITE_H
#define FEATURES_EXPORTS_WRITE_H

#include "features/exports/table.h"

struct export_about {
	const struct export_list *list;
	const struct shape *gives;
	enum language language;
	const char *format, *address;	// xlsx, csv, json; below /api/v1, with the filters
	bool searched;
	struct instant now;
};

struct export_out;

// A file begins, with its titles; what it needs lives in the arena.
struct export_out *export_begin(const struct export_about *, struct arena *);

// The rows of a page; false when the file can take no more. `a` is for the call.
bool export_page(struct export_out *, struct json_bit items, struct arena *a);
int64_t export_rows_written(const struct export_out *);

// Gives a descriptor with the finished file at its beginning, or -1. The caller closes it.
int export_end(struct export_out *);

#endif
