// SPDX-License-Identifier: GPL-3.0-or-later
// One value of a package: is it allowed in its column, and what of it is stored?
//
// Pure functions, but for the seals, which need the keys (crypto_load_keys).
#ifndef EXCHANGE_VALUE_H
#define EXCHANGE_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"

struct arena;
struct package_column;

enum { VALUE_STORED = 4 };	// most stage columns one package column fills

struct value {
	const struct package_column *column;
	const char *bytes;		// as in the file, ended by NUL
	size_t len;
	const char *person;		// the row's key, for which secrets are sealed
	struct date today;		// nobody is born after it
	struct arena *arena;
	const char *stored[VALUE_STORED];	// out: what is staged, in PostgreSQL's text form, or NULL
	const char *shown;		// out: what of it may be repeated in an error, or NULL
};

// Checks the value and fills `stored`. NULL, or the code of what is wrong; then everything stored is NULL.
const char *value_read(struct value *);

// The bytes as they may stand in a message: cut short, "?" when they are no plain text.
const char *value_shown(const char *bytes, size_t len, struct arena *);

// How many stage columns the column fills, and the name of number i (0 is the column's own).
int stage_width(const struct package_column *);
const char *stage_column(const struct package_column *, int i, struct arena *);

// Is it 1-64 of a-z 0-9 - _ . (and A-Z)?
bool code_valid(const char *s, bool capitals);

#endif
