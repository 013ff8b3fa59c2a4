// SPDX-License-Identifier: GPL-3.0-or-later
// Plain files opened and read: never a pipe, a device or a folder, which would be waited for.
#ifndef FILES_PLAIN_H
#define FILES_PLAIN_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

// The file open for reading, or -1 (errno says why, EINVAL that it is no plain file). The caller closes it.
int plain_open(const char *path);

// The whole file with a NUL behind it, in the arena; *len its bytes. NULL (errno; EFBIG when it has more than
// `most`).
const char *plain_read(const char *path, size_t most, size_t *len, struct arena *);

// Calls `one` for the file's bytes, piece by piece. False (errno) when it cannot be read to its end.
bool plain_each(const char *path, void (*one)(void *ctx, const char *bytes, size_t len), void *ctx);

#endif
