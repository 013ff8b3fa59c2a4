// SPDX-License-Identifier: GPL-3.0-or-later
// The database of a command: import, export, coverage, verify, account and hocvud dev itself.
//
//	struct session s = session_open(data);		// data: what --data gave, or NULL
//	struct work w;
//
//	if (s.db == NULL)
//		return session_close(&s, s.exit_code);
//	w = work_on(s.db, s.arena);
//	db_begin(&w, true);
//	...
//	db_end(&w, false);
//	return session_close(&s, EX_OK);
//
// Which database it is: with --data the private cluster of that folder; else job_url of the settings;
// else the folder var/ of the checkout the program was built in. A private cluster is started when
// nothing runs and stopped when nobody else uses it, also when the command ends by Ctrl-C or exit();
// it is made, migrated and given its keys and reference data when it is new. Not when the command ends
// by fatal(), which stops at once: the next command adopts what is left.
#ifndef COMMANDS_SESSION_H
#define COMMANDS_SESSION_H

#include <stdbool.h>
#include <stdio.h>

#include "db/cluster.h"
#include "db/db.h"

struct session {
	struct db *db;			// as hocvu_job; NULL: it could not be had
	int exit_code;			// then why, of <sysexits.h>; the log says more
	struct arena *arena;		// lives until session_close
	struct cluster *cluster;	// the private cluster, or NULL when settings name a server
};

// Opens the command's database with the keys of personal data loaded. Nothing goes to standard output.
struct session session_open(const char *data);

// As session_open, but with database_url before all but --data: as the server's own role, without the keys of personal
// data. For a command that strangers reach.
struct session session_open_app(const char *data);

// Closes everything; gives `exit_code` back. May be called for a session that could not be opened.
int session_close(struct session *, int exit_code);

// As session_open for a private cluster; what is applied is told on `out`, and with NULL the schema and the
// reference data stay as they are. For hocvud dev and migrate.
struct session session_open_private(const char *data, FILE *out);

// Takes `--data DIR` off a command's arguments (argc shrinks); gives DIR or NULL.
const char *session_flag(int *argc, char **argv);

// Loads the reference data carried in the program when they changed since the last time; true also when
// there is nothing to do.
bool session_reference(struct session *);

#endif
