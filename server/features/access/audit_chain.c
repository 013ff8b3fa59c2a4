// SPDX-License-Identifier: GPL-3.0-or-later
// Seals the record within a second of its commit, keeps a head a day, removes what was kept long enough.
#include "features/access/audit.h"

#include <string.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"
#include "build/sql.h"

enum { SEAL_MOST = 2000, FORGET_MOST = 20000, TURNS_MOST = 100, ID_TEXT = 24, LINE_MOST = 1 << 24 };

SHAPE(audit_head,
	FIELD(audit_head, seq,  REQUIRED),
	FIELD(audit_head, hash, REQUIRED),
	FIELD(audit_head, at,   OPTIONAL));

const struct audit_head *audit_last(struct work *w)
{
	return db_row(w, sql_audit_last, audit_head);
}

const char *audit_link(struct arena *arena, const char *before, int64_t seq, const char *const *values, int columns)
{
	struct text line = text_new(arena, LINE_MOST);

	text_printf(&line, "%s %lld\n", before, (long long)seq);
	for (int i = 0; i < columns; i++) {
		if (values[i] == NULL) {
			text_add(&line, "-,");
			continue;
		}
		text_printf(&line, "%zu:", strlen(values[i]));
		text_add(&line, values[i]);
		text_char(&line, ',');
	}
	return crypto_digest(line.at, line.len, arena);
}

const char *audit_signed_words(struct arena *arena, struct date day, int64_t seq, const char *hash)
{
	char text[DATE_TEXT];

	date_text(day, text);
	return arena_printf(arena, "hocvu audit head %s %lld:%s", text, (long long)seq, hash);
}

// What one turn seals: rows come in, their numbers and hashes go out as two arrays.
struct turn {
	struct work *w;
	struct text ids, hashes;
	int64_t seq;			// of the row sealed last
	char hash[AUDIT_HASH + 1];	// its hash
};

static void row_seal(void *ctx, const char *const *values, int columns)
{
	struct turn *t = ctx;
	struct arena_mark before = arena_now(t->w->arena);

	snprintf(t->hash, sizeof t->hash, "%s", audit_link(t->w->arena, t->hash, ++t->seq, values, columns));
	arena_rewind(t->w->arena, before);
	array_item(&t->ids, values[0]);
	array_item(&t->hashes, t->hash);
}

// Seals up to SEAL_MOST rows; gives how many.
static int64_t turn_seal(struct work *w)
{
	const struct audit_head *last;
	struct turn t = { .w = w };
	int64_t n = 0;

	db_begin(w, false);
	last = db_bool(w, sql_audit_sealer_is_me) ? audit_last(w) : NULL;
	if (last != NULL) {
		t.ids = text_new(w->arena, (size_t)SEAL_MOST * ID_TEXT);
		t.hashes = text_new(w->arena, (size_t)SEAL_MOST * (AUDIT_HASH + 4));
		// Their room is taken now: what a row's line needs is given back after each.
		text_expect(&t.ids, (size_t)SEAL_MOST * ID_TEXT);
		text_expect(&t.hashes, (size_t)SEAL_MOST * (AUDIT_HASH + 4));
		t.seq = last->seq;
		snprintf(t.hash, sizeof t.hash, "%s", last->hash);
		db_each(w, &sql_audit_to_seal, ARGC(arg((int64_t)SEAL_MOST)), ARGS(arg((int64_t)SEAL_MOST)), row_seal, &t);
		n = t.seq - last->seq;
	}
	if (n > 0)
		db_int(w, sql_audit_sealed, arg(last->seq + 1), arg(array_done(&t.ids)), arg(array_done(&t.hashes)));
	return db_end(w, n > 0) ? n : 0;
}

// The first head of each day stays in the database and goes to the log, which is usually kept elsewhere.
static void head_keep(struct work *w)
{
	const struct audit_head *last;
	const char *words, *signature;

	db_begin(w, false);
	if (!db_bool(w, sql_audit_head_of_day, arg(w->today)) && db_bool(w, sql_audit_sealer_is_me) &&
	    (last = audit_last(w)) != NULL && last->seq > 0) {
		words = audit_signed_words(w->arena, w->today, last->seq, last->hash);
		signature = signature_of(SIGNER_AUDIT, words, strlen(words), w->arena);
		db_run(w, sql_audit_head_keep, arg(w->today), arg(last->seq), arg(last->hash), arg(signature));
		log_info("event=audit_head head=%lld:%s signature=%s", (long long)last->seq, last->hash,
			signature == NULL ? "-" : signature);
	}
	db_end(w, true);
}

void audit_seal(struct work *w)
{
	int64_t n = SEAL_MOST;

	for (int i = 0; i < TURNS_MOST && n == SEAL_MOST; i++)
		n = turn_seal(w);
	if (work_ok(w))
		head_keep(w);
}

int64_t audit_forget(struct work *w)
{
	int64_t all = 0, n = FORGET_MOST;

	while (n == FORGET_MOST && work_ok(w)) {
		db_begin(w, false);
		db_run(w, sql_audit_turn);
		n = db_int(w, sql_audit_forget, arg(settings->audit_keep_months), arg((int64_t)FORGET_MOST));
		all += db_end(w, true) ? n : 0;
	}
	return all;
}
