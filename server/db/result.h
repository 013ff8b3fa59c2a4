// SPDX-License-Identifier: GPL-3.0-or-later
// An answer of the database between db.c, which gets it, and rows.c, which reads it; nobody else's.
#ifndef DB_RESULT_H
#define DB_RESULT_H

#include "db/db.h"

struct pg_result;	// libpq's PGresult

// Runs a query; NULL after a fault or a refusal. The caller clears the result.
struct pg_result *db_result(struct work *, const struct query *, size_t argc, const struct arg *);
void result_clear(struct pg_result *);		// NULL is fine

int result_rows(const struct pg_result *);
// The place of a column, or -1.
int result_column(const struct pg_result *, const char *name);
// PostgreSQL's text of a value, as long as the result lives; NULL for NULL and for a column that is not there.
const char *result_value(const struct pg_result *, int row, int column);
// How many rows a statement touched, or gave.
int64_t result_touched(const struct pg_result *);

#endif
