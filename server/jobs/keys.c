// SPDX-License-Identifier: GPL-3.0-or-later
// The watch over key_file, and the agreement on what is sealed with.
#include "jobs/keys.h"

#include <string.h>
#include <sys/stat.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/settings.h"
#include "build/sql.h"
#include "db/db.h"

// Is key_file another one than at the last call? The first time it is: it may have changed since the start. A file
// that is gone is none.
static bool file_is_new(void)
{
	static struct stat before;
	struct stat now;
	bool same;

	if (stat(settings->key_file, &now) != 0)
		return false;
	same = now.st_ino == before.st_ino && now.st_size == before.st_size &&
		memcmp(&now.st_mtim, &before.st_mtim, sizeof now.st_mtim) == 0;
	before = now;
	return !same;
}

void keys_agree(struct work *w)
{
	db_begin(w, true);
	crypto_seals_with((int)db_int(w, sql_keys_known));
	db_end(w, true);
}

void keys_watch(struct work *w)
{
	if (file_is_new() && crypto_load_keys(settings->key_file, false))
		log_info("event=keys_loaded newest=k%d", crypto_newest());
	db_begin(w, true);
	db_text(w, sql_keys_say, arg((const char *)arena_printf(w->arena, "hocvu keys %d", crypto_newest())));
	db_end(w, true);
	keys_agree(w);
}
