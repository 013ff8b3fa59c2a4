// SPDX-License-Identifier: GPL-3.0-or-later
// Lists that offices brought in (features/lists) while keys turn.
#ifndef COMMANDS_REKEY_LIST_H
#define COMMANDS_REKEY_LIST_H

#include <stdbool.h>
#include <stdint.h>

struct db;

// Seals anew, a batch a transaction, every part of a file, row and finding that does not begin with `mark` ("k2."); how many
// is added to *done. What does not open is named on standard error, left alone and added to *unread. False when the
// database is away.
bool rekey_lists(struct db *db, const char *mark, int64_t *done, int64_t *unread);

#endif
