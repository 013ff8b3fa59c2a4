// SPDX-License-Identifier: GPL-3.0-or-later
// What lies sealed for one place each, while keys turn.
#ifndef COMMANDS_REKEY_BOUND_H
#define COMMANDS_REKEY_BOUND_H

#include <stdbool.h>
#include <stdint.h>

struct db;

// Seals anew, some a transaction, every second factor, scan, list taken out, address to be proven and answer kept for a
// repetition that does not begin with `mark` ("k2."). What does not open is named on standard error, left alone and added to *unread. False when the
// database is away.
bool rekey_bound(struct db *, const char *mark, int64_t *unread);

#endif
