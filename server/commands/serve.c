// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud serve: everything is checked before the first request, then requests are answered.
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/settings.h"
#include "commands/commands.h"
#include "db/db.h"
#include "features/mail/mail.h"
#include "files/drawer.h"
#include "http/dispatch.h"
#include "http/json.h"
#include "http/listen.h"
#include "http/reply.h"
#include "http/wake.h"
#include "jobs/jobs.h"
#include "jobs/keys.h"

enum { WAIT_TRIES = 60, WAIT_US = 500 * 1000 };

void serve_catch_stop(void)
{
	wake_catch_stop();
}

bool serve_stop_requested(void)
{
	return wake_stop_requested();
}

// A database that is just starting is waited for.
static bool database_came(struct db *db)
{
	for (int try = 0; try < WAIT_TRIES && !serve_stop_requested(); try++) {
		if (db_alive(db))
			return true;
		usleep(WAIT_US);
	}
	return false;
}

// The first request must not write what another server cannot read.
static void keys_meet(struct db *db)
{
	struct arena *arena = arena_new();
	struct work w = work_on(db, arena);

	keys_agree(&w);
	arena_drop(arena);
}

// 0, or the exit code that says what does not fit.
static int fits(void)
{
	struct db *db = db_open(settings->database_url);
	int code = EX_OK;

	if (!database_came(db)) {
		log_warnx("event=not_started why=\"the database is away\"");
		code = EX_UNAVAILABLE;
	} else if (db_check(db, stderr) + route_check(stderr) > 0) {
		log_warnx("event=not_started why=\"the database and this program differ\" do=\"hocvud migrate\"");
		code = EX_CONFIG;
	} else {
		keys_meet(db);
	}
	db_close(db);
	return code;
}

int serve_run(int (*started)(const char *address, void *ctx), void *ctx)
{
	int code;

	serve_catch_stop();
	if (!crypto_load_keys(settings->key_file, false) || !signature_load(SIGNER_AUDIT, settings->audit_key_file) ||
		!signature_load(SIGNER_CERTIFICATE, settings->certificate_key_file) || !mail_settings_fit())
		return EX_CONFIG;
	json_start();
	sentences_load();
	route_index();
	code = fits();
	if (code != EX_OK || serve_stop_requested())
		return code;
	if (!listen_opened() && listen_open(settings->listen) < 0) {
		log_warn("event=not_started address=%s", settings->listen);
		return EX_UNAVAILABLE;
	}
	if (strchr(listen_address(), '/') != NULL && settings->public_url[0] == '\0')
		log_warnx("event=not_public why=\"public_url is not set, so a proxy's visitors are refused\"");
	drawer_find();
	jobs_start();
	code = listen_serve(started, ctx);
	jobs_stop();
	drawer_end();
	return code;
}

int command_serve(int argc, char **argv)
{
	if (argc > 1)
		return command_usage(argv[0]);
	return serve_run(NULL, NULL);
}
