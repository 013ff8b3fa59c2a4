// SPDX-License-Identifier: GPL-3.0-or-later
// The part of hocvud rekey that turns scans of signed paper.
#ifndef COMMANDS_REKEY_SCAN_H
#define COMMANDS_REKEY_SCAN_H

#include "db/db.h"

// Seals every piece that is under another key than `mark` ("k2.") says, each in a transaction of its own; counts in
// *unread those that do not open. False when the database is away.
bool rekey_scans(struct db *, const char *mark, int64_t *unread);

#endif
