// SPDX-License-Identifier: GPL-3.0-or-later
// JSON as the server sends it, as a tree in the arena.
//
// Readers accept NULL for "not there" and give the empty answer, so that a member the server left
// out, one that is null and one of another type all read as unknown.
#ifndef CLI_VALUE_H
#define CLI_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct text;

enum value_type { VALUE_NULL, VALUE_BOOL, VALUE_INT, VALUE_REAL, VALUE_TEXT, VALUE_LIST, VALUE_OBJECT };

struct value {
	enum value_type type;
	const char *name;		// of a member of an object
	const char *text;		// VALUE_TEXT
	int64_t number;			// VALUE_INT, VALUE_BOOL
	double real;			// VALUE_REAL, VALUE_INT
	const struct value *first;	// of a list or an object
	const struct value *next;	// beside it
	size_t n;			// how many below
};

// The tree of `len` bytes of JSON, or NULL with *why (in the arena).
const struct value *value_parse(const char *bytes, size_t len, const char **why, struct arena *);

// A member of an object, or NULL when it is missing or null.
const struct value *value_get(const struct value *, const char *name);

// A member's text or NULL, its number or `otherwise`, whether it is true.
const char *value_text(const struct value *, const char *name);
int64_t value_int(const struct value *, const char *name, int64_t otherwise);
bool value_true(const struct value *, const char *name);

// Appends it as JSON.
void value_write(struct text *, const struct value *);

// Every value below `v`, which may be NULL.
#define value_each(i, v) \
	for (const struct value *i = (v) == NULL ? NULL : (v)->first; i != NULL; i = i->next)

#endif
