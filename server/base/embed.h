// SPDX-License-Identifier: GPL-3.0-or-later
// Files carried inside the program: migrations, reference data, sentences.
#ifndef BASE_EMBED_H
#define BASE_EMBED_H

#include <stddef.h>

struct embedded {
	const char *path;	// as in the repository: "schema/0001_units.sql"
	const char *bytes;	// NUL-terminated
	size_t len;
};

// In the order of their paths; ends with a NULL path.
extern const struct embedded embedded[];

// The file of that path, or NULL.
const struct embedded *embedded_find(const char *path);

#endif
