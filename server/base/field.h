// SPDX-License-Identifier: GPL-3.0-or-later
// Sentences with {fields} in them, filled in from a list of what is known.
#ifndef BASE_FIELD_H
#define BASE_FIELD_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct field_value { const char *name, *value; };	// value NULL: known to be empty

// `template` with every {name} replaced, in the arena. NULL when it holds a field nobody knows or a brace that is not
// closed: *wrong is then that field, or what stands behind the brace.
const char *fields_fill(struct arena *, const char *template, const struct field_value *, size_t n, const char **wrong);

// Does `template` hold a field that is known to be empty?
bool fields_empty(const char *template, const struct field_value *, size_t n);

#endif
