// SPDX-License-Identifier: GPL-3.0-or-later
// What else is done with libsodium.
#ifndef CLI_VERIFY_H
#define CLI_VERIFY_H

#include "cli/cli.h"

// SHA-256 in hex, in the arena.
const char *verify_digest(struct call *, const char *bytes, size_t len);

#endif
