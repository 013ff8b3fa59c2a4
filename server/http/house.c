// SPDX-License-Identifier: GPL-3.0-or-later
// The settings in force and how the house is, for whoever administers.
#include "base/settings.h"
#include "build/sql.h"
#include "http/dispatch.h"
#include "http/http.h"
#include "http/lanes.h"
#include "http/listen.h"

// One setting as base/settings knows it.
struct setting_shown { const char *name, *value, *standard, *origin, *says; bool set; };
SHAPE(setting_shown,
	FIELD(setting_shown, name,     REQUIRED),
	FIELD(setting_shown, value,    OPTIONAL, .says = "none: it tells where things are or what opens them, and is not shown"),
	FIELD(setting_shown, standard, REQUIRED, .says = "what holds when nobody says anything"),
	FIELD(setting_shown, origin,   REQUIRED, .says = "standard, flag, dev, a variable of the environment, or file:line"),
	FIELD(setting_shown, says,     REQUIRED, .says = "what it is for"),
	FIELD(setting_shown, set,      REQUIRED, .says = "somebody said something"));

struct house {
	struct instant now, started;
	int64_t connections, waiting, faults, memory_bytes, database_bytes;
	const char *database_version, *migration;
	struct instant migrated_at, record_at;
	int64_t record_waiting, accounts, review_due;
	bool mail;
	int64_t mails_waiting, mails_undelivered;
	const char *mail_trouble;
};
SHAPE(house,
	FIELD(house, now,              REQUIRED, .says = "the server's clock"),
	FIELD(house, started,          REQUIRED, .says = "since when the server runs"),
	FIELD(house, connections,      REQUIRED, .says = "open now"),
	FIELD(house, waiting,          REQUIRED, .says = "requests waiting or worked on"),
	FIELD(house, faults,           REQUIRED, .says = "requests ended by a fault since the start"),
	FIELD(house, memory_bytes,     REQUIRED, .says = "in use by the server"),
	FIELD(house, database_bytes,   REQUIRED),
	FIELD(house, database_version, REQUIRED, .says = "of PostgreSQL"),
	FIELD(house, migration,        REQUIRED, .says = "the last file of schema/ that was applied"),
	FIELD(house, migrated_at,      REQUIRED),
	FIELD(house, record_at,        OPTIONAL, .says = "when the record of who did what was last sealed"),
	FIELD(house, record_waiting,   REQUIRED, .says = "rows of the record without a seal"),
	FIELD(house, accounts,         REQUIRED, .says = "that may come in"),
	FIELD(house, review_due,       REQUIRED, .says = "of them, nobody looked at for six months"),
	FIELD(house, mail,             REQUIRED, .says = "mails are sent"),
	FIELD(house, mails_waiting,    REQUIRED),
	FIELD(house, mails_undelivered, REQUIRED, .says = "given up, or too late"),
	FIELD(house, mail_trouble,     OPTIONAL, .says = "a code with a sentence: why the last one that waits was not taken"));

struct reply settings_show(struct request *rq)
{
	size_t n = settings_count();
	struct setting_shown *rows = arena_many(rq->work.arena, struct setting_shown, n);

	for (size_t i = 0; i < n; i++) {
		const struct setting_line s = settings_line(i, rq->work.arena);

		rows[i] = (struct setting_shown){ .name = s.name, .value = s.shown ? s.value : NULL, .standard = s.standard,
			.origin = s.origin == NULL ? "standard" : s.origin, .says = s.says, .set = s.origin != NULL };
	}
	return reply_list(rq, setting_shown, rows, n);
}

// Without a database this faults, and the fault is answered 503.
struct reply house_show(struct request *rq)
{
	const struct house *found = db_row(rq, sql_house_of_database, house, arg(rq->work.now));
	struct house out;

	if (found == NULL)
		return reply_error(rq, 503, "database_away");
	out = *found;
	out.mail = settings->mail_server[0] != '\0';
	out.started.us = metrics_started();
	out.connections = (int64_t)listen_connections();
	out.waiting = (int64_t)(lane_depth(LANE_WORK) + lane_depth(LANE_SLOW) + lane_depth(LANE_HASH));
	out.faults = (int64_t)metrics_faults();
	out.memory_bytes = metrics_memory();
	return reply_row(rq, house, &out);
}
