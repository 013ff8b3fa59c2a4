// SPDX-License-Identifier: GPL-3.0-or-later
// The part of hocvud rekey that turns scans of signed paper, bound to their scan and place (features/scans/scans.c).
#include "commands/rekey_scan.h"

#include <stdio.h>

#include "base/crypto.h"
#include "build/sql.h"

struct rekey_scan { int64_t id, scan, part; const char *sealed; };
SHAPE(rekey_scan,
	FIELD(rekey_scan, id, REQUIRED),
	FIELD(rekey_scan, scan, REQUIRED),
	FIELD(rekey_scan, part, REQUIRED),
	FIELD(rekey_scan, sealed, REQUIRED));

// The piece behind *after, which moves on. False when there is none left.
static bool piece_turn(struct work *w, int64_t *after, const char *mark, int64_t *unread)
{
	const struct rekey_scan *p = db_row(w, sql_rekey_scan_next, rekey_scan, arg(*after), arg(mark));
	const char *place, *plain;

	if (p == NULL)
		return false;
	*after = p->id;
	place = arena_printf(w->arena, "scan|%lld|%lld", (long long)p->scan, (long long)p->part);
	plain = crypto_open(p->sealed, place, w->arena);
	if (plain != NULL) {
		db_run(w, sql_rekey_scan_write, arg(p->id), arg(p->sealed), arg(crypto_seal(plain, place, w->arena)));
		return true;
	}
	fprintf(stderr, "rekey: part %lld of scan %lld does not open\n", (long long)p->part, (long long)p->scan);
	(*unread)++;
	return true;
}

bool rekey_scans(struct db *db, const char *mark, int64_t *unread)
{
	int64_t after = 0;
	bool more = true, good = true;

	while (more && good) {
		struct arena *arena = arena_new();
		struct work w = work_on(db, arena);

		db_begin(&w, false);
		more = piece_turn(&w, &after, mark, unread);
		good = db_end(&w, true) || w.again;
		arena_drop(arena);
	}
	return good;
}
