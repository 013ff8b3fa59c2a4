// SPDX-License-Identifier: GPL-3.0-or-later
// What a failed statement means: a refusal the caller can act on, or which kind of trouble.
#ifndef DB_REFUSAL_H
#define DB_REFUSAL_H

#include "db/db.h"

// The HTTP status of a violated constraint, or 0 when the SQLSTATE is no constraint's.
int refusal_status(const char *sqlstate, const char *constraint);

// The code people are given: the constraint's name, or what a key is about to which PostgreSQL gave the name.
const char *refusal_code(const char *constraint);

// The kind of trouble behind any other SQLSTATE.
enum trouble trouble_of(const char *sqlstate);

#endif
