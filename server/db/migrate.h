// SPDX-License-Identifier: GPL-3.0-or-later
// The schema's history: roles and database, then the numbered files of schema/, one transaction each.
//
// A file has dbmate's form: `-- migrate:up`, statements, `-- migrate:down`, statements. What was applied
// stands in the table schema_migration with the file's checksum, and a file that was changed
// afterwards is refused: a new subject is a new file. Every function prints what it does on `out`,
// and gives false after a message in the log.
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include <stdbool.h>
#include <stdio.h>

// Makes the roles hocvu_owner, hocvu_app and hocvu_job and the database `hocvu` of hocvu_owner, each
// unless it exists. `url` is a superuser's, on any database of the server.
bool roles_ensure(const char *url);

// Drops the database `hocvu` with all it holds, whoever is connected to it.
bool database_drop(const char *url);

// Applies every file that was not applied yet, as the database's owner. Waits for others who migrate.
bool migrate_up(const char *owner_url, FILE *out);

// Takes back the newest applied file (tests; a file's data is lost).
bool migrate_down(const char *owner_url, FILE *out);

// One line a file: applied and when, pending, or changed since. True when all are applied unchanged.
bool migrate_status(const char *owner_url, FILE *out);

#endif
