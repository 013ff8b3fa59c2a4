// SPDX-License-Identifier: GPL-3.0-or-later
// A file on its way to the server in parts, because a body ends at 256 KiB and a poor line may break.
#ifndef CLI_PARTS_H
#define CLI_PARTS_H

#include "cli/cli.h"

// All of a file of at most `most` bytes; *name is what it is called without its folder. NULL once the call has failed.
const char *parts_read(struct call *, const char *path, size_t most, size_t *len, const char **name);

// Sends the bytes below `path` as /parts/1.. and then /sent, whose answer it gives; NULL once the call has failed.
const struct value *parts_send(struct call *, const char *path, const char *bytes, size_t len);

#endif
