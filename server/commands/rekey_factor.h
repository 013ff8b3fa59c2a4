// SPDX-License-Identifier: GPL-3.0-or-later
// Second factors while keys turn.
#ifndef COMMANDS_REKEY_FACTOR_H
#define COMMANDS_REKEY_FACTOR_H

#include <stdbool.h>
#include <stdint.h>

struct db;

// Seals anew, in one transaction because they are few, every secret that does not begin with `mark` ("k2."). What does
// not open is named on standard error, left alone and added to *unread. False when the database is away.
bool rekey_factors(struct db *db, const char *mark, int64_t *unread);

#endif
