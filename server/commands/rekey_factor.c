// SPDX-License-Identifier: GPL-3.0-or-later
// The part of hocvud rekey that turns the secrets of second factors, bound to their account (features/access/factor.c).
#include "commands/rekey_factor.h"

#include <stdio.h>

#include "base/crypto.h"
#include "build/sql.h"

struct rekey_factor { int64_t id; const char *secret, *pending; };
SHAPE(rekey_factor,
	FIELD(rekey_factor, id, REQUIRED),
	FIELD(rekey_factor, secret, OPTIONAL),
	FIELD(rekey_factor, pending, OPTIONAL));

bool rekey_factors(struct db *db, const char *mark, int64_t *unread)
{
	struct arena *arena = arena_new();
	struct work w = work_on(db, arena);
	const struct rekey_factor *f;
	bool good;
	size_t n;

	db_begin(&w, false);
	f = db_rows(&w, sql_rekey_factors, rekey_factor, &n, arg(mark));
	for (size_t i = 0; i < n; i++) {
		const char *place = arena_printf(arena, "account|factor|%lld", (long long)f[i].id);
		const char *secret = crypto_open(f[i].secret, place, arena), *pending = crypto_open(f[i].pending, place, arena);

		if ((secret == NULL) != (f[i].secret == NULL) || (pending == NULL) != (f[i].pending == NULL)) {
			fprintf(stderr, "rekey: the second factor of account %lld does not open\n", (long long)f[i].id);
			(*unread)++;
			continue;
		}
		db_run(&w, sql_rekey_factor_write, arg(f[i].id), arg(f[i].secret), arg(crypto_seal(secret, place, arena)),
			arg(f[i].pending), arg(crypto_seal(pending, place, arena)));
	}
	good = db_end(&w, true);
	arena_drop(arena);
	return good;
}
