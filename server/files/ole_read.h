// SPDX-License-Identifier: GPL-3.0-or-later
// Streams of a compound file in memory (MS-CFB), which is what Office wrote until 2003 and what it
// wraps around a password.
//
// No count and no size that the file tells is believed: every chain is as long as the file has
// sectors, at most.
#ifndef FILES_OLE_READ_H
#define FILES_OLE_READ_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct ole;

// The file in `bytes`, which stay as long as the arena, in which all of it lives. NULL when it is
// no sound compound file.
struct ole *ole_open(const char *bytes, size_t len, struct arena *);

// Is there a stream or a storage of that name (ASCII, in any case of letters) at the top? What is
// embedded in it is not looked into.
bool ole_has(const struct ole *, const char *name);

// The stream's bytes, in the arena. NULL: none of that name, or it is broken off.
const char *ole_stream(const struct ole *, const char *name, size_t *len);

#endif
