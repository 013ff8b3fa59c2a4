// SPDX-License-Identifier: GPL-3.0-or-later
// Checks one value against its field and puts it into the struct: the rules bodies and query
// arguments share. Each gives NULL, or the code of what is wrong.
#ifndef HTTP_CHECK_H
#define HTTP_CHECK_H

#include "http/http.h"

enum { TEXT_STANDARD = 500, LIST_STANDARD = 1000 };

// T_TEXT, T_DATE, T_HHMM, T_INSTANT from valid UTF-8. A text is composed and trimmed; an empty one
// is unknown.
const char *check_text(const struct field *, void *row, const char *s, struct arena *);
const char *check_int(const struct field *, void *row, int64_t value);
const char *check_bool(const struct field *, void *row, bool value);
// How many items a list has.
const char *check_count(const struct field *, size_t n);

// Is the member still unknown? (Booleans that must be said are seen by whoever reads them.)
bool check_unknown(const struct field *, const void *row);

// Adds a problem with the sentence of its code, the field's bounds filled in; `f` may be NULL.
void check_wrong(struct request *, struct problems *, const char *pointer, const struct field *f,
	const char *code);

#endif
