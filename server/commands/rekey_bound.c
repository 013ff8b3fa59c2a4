// SPDX-License-Identifier: GPL-3.0-or-later
// The part of hocvud rekey that turns texts of which each is bound to one place: a table of where they lie.
#include "commands/rekey_bound.h"

#include <stdio.h>

#include "base/crypto.h"
#include "build/sql.h"
#include "db/db.h"

// One text: the key of its row, what tells it from others of the row, what it is sealed for.
struct rekey_bound { int64_t of; const char *which, *place, *sealed; };
SHAPE(rekey_bound,
	FIELD(rekey_bound, of, REQUIRED),
	FIELD(rekey_bound, which, REQUIRED),
	FIELD(rekey_bound, place, REQUIRED),
	FIELD(rekey_bound, sealed, REQUIRED));

// The next ones under another key, by (mark, of, which); writing one, by (of, which, was, sealed), unless it came anew.
static const struct source { const struct query *next, *write; } sources[] = {
	{ &sql_rekey_factors, &sql_rekey_factor_write },
	{ &sql_rekey_scans, &sql_rekey_scan_write },
	{ &sql_rekey_exports, &sql_rekey_export_write },
	{ &sql_rekey_searches, &sql_rekey_search_write },
	{ &sql_rekey_addresses, &sql_rekey_address_write },
	{ &sql_rekey_asked, &sql_rekey_asked_write },
	{ &sql_rekey_answers, &sql_rekey_answer_write },
};

// Where the last transaction ended.
struct place { int64_t of; char which[128]; };

// The next texts of a source behind *at, which moves on. False when there is none left or the database is away.
static bool some_turn(struct work *w, const struct source *from, const char *mark, struct place *at, int64_t *unread)
{
	const struct rekey_bound *t;
	int64_t closed = 0;
	size_t n;

	db_begin(w, false);
	db_text(w, sql_rekey_begin);
	t = db_read(w, from->next, &rekey_bound_shape, &n, 3, ARGS(arg(mark), arg(at->of), arg((const char *)at->which)));
	for (size_t i = 0; i < n; i++) {
		const char *plain = crypto_open(t[i].sealed, t[i].place, w->arena);

		if (plain != NULL) {
			db_touch(w, from->write, 4, ARGS(arg(t[i].of), arg(t[i].which), arg(t[i].sealed),
				arg(crypto_seal(plain, t[i].place, w->arena))));
			continue;
		}
		fprintf(stderr, "rekey: %s does not open\n", t[i].place);
		closed++;
	}
	if (!db_end(w, true))
		return w->again;
	if (n == 0)
		return false;
	*unread += closed;
	at->of = t[n - 1].of;
	snprintf(at->which, sizeof at->which, "%s", t[n - 1].which);
	return true;
}

static bool source_turn(struct db *db, const struct source *from, const char *mark, int64_t *unread)
{
	struct place at = { .of = -1 };
	bool more = true, good = true;

	while (more) {
		struct arena *arena = arena_new();
		struct work w = work_on(db, arena);

		more = some_turn(&w, from, mark, &at, unread);
		good = w.again || work_ok(&w);
		arena_drop(arena);
	}
	return good;
}

bool rekey_bound(struct db *db, const char *mark, int64_t *unread)
{
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
		if (!source_turn(db, &sources[i], mark, unread))
			return false;
	return true;
}
