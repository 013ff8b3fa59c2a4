// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud check: what serve refuses to start with, and the sentences that are missing.
#include <stdio.h>
#include <sysexits.h>

#include "base/settings.h"
#include "commands/commands.h"
#include "db/db.h"
#include "http/dispatch.h"
#include "http/reply.h"

int command_check(int argc, char **argv)
{
	struct db *db;
	int wrong;

	if (argc > 1)
		return command_usage(argv[0]);
	sentences_load();
	db = db_open(settings->database_url);
	if (!db_alive(db)) {
		fputs("hocvud: the database is away\n", stderr);
		db_close(db);
		return EX_UNAVAILABLE;
	}
	wrong = db_check(db, stdout) + route_check(stdout) + route_sentences_check(stdout);
	db_close(db);
	printf("queries=%d routes=%zu wrong=%d\n", queries_count, routes_count, wrong);
	return wrong == 0 ? EX_OK : EX_CONFIG;
}
