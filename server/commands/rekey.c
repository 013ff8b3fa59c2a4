// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud rekey: seals people's numbers, and whatever else lies sealed for a while, under the newest key, a batch at a time,
// while everybody works.
//
// Where it stands is written nowhere: a row says by itself which key it is sealed with, so whatever ended the last
// run, the next one takes up what is left. A batch is one transaction.
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/key_file.h"
#include "base/personal.h"
#include "base/settings.h"
#include "base/text.h"
#include "build/sql.h"
#include "commands/commands.h"
#include "commands/rekey_bound.h"
#include "commands/rekey_list.h"
#include "commands/session.h"
#include "jobs/keys.h"

enum {
	BATCH = 1000, BATCH_MOST = 100000, ARRAY_MOST = 1 << 28, COLUMNS = 3,
	WAIT_SECONDS = 10,		// for servers to learn the newest key
	SETTLE_SECONDS = 2,		// a server that learnt it may finish a request begun before
	SECOND = 1000,
};

static const char *const columns[COLUMNS] = { "national_id", "phone", "email" };

struct rekey_row {
	int64_t id;
	const char *code, *national_id_sealed, *phone_sealed, *email_sealed;
};
SHAPE(rekey_row,
	FIELD(rekey_row, id, REQUIRED),
	FIELD(rekey_row, code, REQUIRED),
	FIELD(rekey_row, national_id_sealed, OPTIONAL),
	FIELD(rekey_row, phone_sealed, OPTIONAL),
	FIELD(rekey_row, email_sealed, OPTIONAL));

struct rekey {
	struct db *db;
	char mark[16];			// how what is sealed under the newest key begins: "k2."
	int64_t most;			// people a batch
	int64_t total, done, unread, clashes;
	int64_t lists;			// of `done` those that are texts of lists, not people
	int64_t begun_ms, told_ms;
	int64_t careful;		// one by one up to this person: their batch was refused
};

// The arrays of one UPDATE.
struct arrays { struct text people, sealed[COLUMNS], blinds[COLUMNS]; };

static struct arrays arrays_new(struct arena *a)
{
	struct arrays all = { .people = text_new(a, ARRAY_MOST) };

	for (int c = 0; c < COLUMNS; c++) {
		all.sealed[c] = text_new(a, ARRAY_MOST);
		all.blinds[c] = text_new(a, ARRAY_MOST);
	}
	return all;
}

// Seals one person anew into `all`. False, and nothing is added, when something of theirs does not open.
static bool person_turn(const struct rekey_row *p, struct arrays *all, struct arena *a)
{
	const char *const sealed[COLUMNS] = { p->national_id_sealed, p->phone_sealed, p->email_sealed };
	const char *plain[COLUMNS];

	for (int c = 0; c < COLUMNS; c++) {
		plain[c] = personal_open(sealed[c], columns[c], p->code, a);
		if (plain[c] == NULL && sealed[c] != NULL)
			return false;
	}
	array_item(&all->people, arena_printf(a, "%lld", (long long)p->id));
	for (int c = 0; c < COLUMNS; c++) {
		array_item(&all->sealed[c], personal_seal(plain[c], columns[c], p->code, a));
		array_item(&all->blinds[c], crypto_blind(plain[c], columns[c], a));
	}
	return true;
}

static void told(struct rekey *r, bool end)
{
	int64_t now = clock_ticks_ms(), spent = now - r->begun_ms;

	if (!end && now - r->told_ms < SECOND)
		return;
	r->told_ms = now;
	fprintf(stderr, "rekey: %lld of %lld people and texts of lists, %lld a second\n", (long long)r->done, (long long)r->total,
		(long long)(spent > 0 ? r->done * SECOND / spent : 0));
}

// Writes the rows in this transaction; gives how many it turned.
static int64_t rows_turn(struct rekey *r, struct work *w, const struct rekey_row *rows, size_t n)
{
	struct arrays all = arrays_new(w->arena);
	int64_t turned = 0;

	for (size_t i = 0; i < n; i++) {
		if (person_turn(&rows[i], &all, w->arena)) {
			turned++;
			continue;
		}
		r->unread++;
		fprintf(stderr, "rekey: person %lld does not open with the keys in %s\n", (long long)rows[i].id,
			settings->key_file);
	}
	if (turned > 0)
		db_run(w, sql_rekey_write, arg(array_done(&all.people)), arg(array_done(&all.sealed[0])),
			arg(array_done(&all.blinds[0])), arg(array_done(&all.sealed[1])), arg(array_done(&all.blinds[1])),
			arg(array_done(&all.sealed[2])), arg(array_done(&all.blinds[2])));
	return turned;
}

// One batch behind `*after`, which moves on. False when there is none left or the database is away.
static bool batch_turn(struct rekey *r, int64_t *after, struct work *w)
{
	int64_t most = r->careful > *after ? 1 : r->most, turned, unread = r->unread;
	const struct rekey_row *rows;
	size_t n;

	db_begin(w, false);
	db_text(w, sql_rekey_begin);
	rows = db_rows(w, sql_rekey_batch, rekey_row, &n, arg(*after), arg((const char *)r->mark), arg(most));
	turned = rows_turn(r, w, rows, n);
	if (db_end(w, true)) {
		r->done += turned;
		*after = n == 0 ? *after : rows[n - 1].id;
		return n > 0;
	}
	r->unread = unread;
	if (w->again)
		return true;
	if (w->refused.status == 0 || n == 0)
		return false;
	if (n > 1) {		// somebody in it clashes: the batch once more, one by one
		r->careful = rows[n - 1].id;
		return true;
	}
	r->clashes++;
	fprintf(stderr, "rekey: person %lld has a number that somebody else has too (%s)\n", (long long)rows[0].id,
		w->refused.code);
	*after = rows[0].id;
	return true;
}

// Through all people once. The fault, or NULL.
static const char *round_turn(struct rekey *r)
{
	int64_t after = 0;
	bool more = true;

	while (more) {
		struct arena *arena = arena_new();
		struct work w = work_on(r->db, arena);

		more = batch_turn(r, &after, &w);
		if (w.fault != NULL && !w.again) {
			fprintf(stderr, "hocvud rekey: %s\n", w.fault);
			arena_drop(arena);
			return "away";
		}
		arena_drop(arena);
		told(r, false);
	}
	return NULL;
}

// People and texts of all sorts with something under another key; -1 when the database is away.
static int64_t left(struct rekey *r)
{
	struct arena *arena = arena_new();
	struct work w = work_on(r->db, arena);
	int64_t n;

	db_begin(&w, true);
	n = db_int(&w, sql_rekey_left, arg((const char *)r->mark));
	db_end(&w, true);
	n = work_ok(&w) ? n : -1;
	arena_drop(arena);
	return n;
}

// Waits until every server that answers knows the newest key; false when one does not learn it.
static bool servers_know(struct rekey *r)
{
	int64_t behind = 1;

	for (int s = 0; behind > 0 && s < WAIT_SECONDS; s++) {
		struct arena *arena = arena_new();
		struct work w = work_on(r->db, arena);

		db_begin(&w, true);
		behind = db_int(&w, sql_keys_behind, arg((int64_t)crypto_newest()));
		db_end(&w, true);
		behind = work_ok(&w) ? behind : 1;
		arena_drop(arena);
		if (behind > 0)
			sleep(1);
	}
	if (behind > 0)
		fprintf(stderr, "hocvud rekey: %lld serving hocvud do not know key k%d. Give them the key_file of this machine "
			"(with a systemd credential: systemctl restart hocvud), then run this again. Nothing was changed.\n",
			(long long)behind, crypto_newest());
	return behind == 0;
}

// One line in the record for the whole run.
static bool noted(struct rekey *r, int64_t remain)
{
	struct arena *arena = arena_new();
	struct work w = work_on(r->db, arena);
	bool good;

	db_begin(&w, false);
	db_int(&w, sql_rekey_noted, arg((const char *)arena_printf(arena, "{\"key\":%d,\"people\":%lld,\"lists\":%lld,\"left\":%lld}",
		crypto_newest(), (long long)(r->done - r->lists), (long long)r->lists, (long long)remain)));
	good = db_end(&w, true);
	arena_drop(arena);
	return good;
}

static bool lists_turn(struct rekey *r)
{
	int64_t turned = 0;
	bool good = rekey_lists(r->db, r->mark, &turned, &r->unread);

	r->done += turned;
	r->lists += turned;
	return good;
}

// Rounds until nothing is left, seen twice: a server may still finish a request it began with the key before.
static int turn(struct rekey *r)
{
	int64_t now, before;

	if (!servers_know(r))
		return EX_TEMPFAIL;
	crypto_seals_with(0);
	r->begun_ms = r->told_ms = clock_ticks_ms();
	now = r->total = left(r);
	for (int zero = 0; zero < 2 && now >= 0; zero = now == 0 ? zero + 1 : 0) {
		before = r->done;
		r->unread = r->clashes = 0;
		if (now > 0 && (round_turn(r) != NULL || !rekey_bound(r->db, r->mark, &r->unread) || !lists_turn(r)))
			return EX_UNAVAILABLE;
		if (now > 0 && r->done == before && now == r->unread + r->clashes)
			break;		// what is left cannot be turned
		sleep(now == 0 || r->done == before ? SETTLE_SECONDS : 0);
		now = left(r);
	}
	told(r, true);
	if (now < 0 || (r->done > 0 && !noted(r, now)))
		return EX_UNAVAILABLE;
	printf("%lld people and %lld texts of lists sealed anew with k%d, %lld left\n", (long long)(r->done - r->lists),
		(long long)r->lists, crypto_newest(), (long long)now);
	return now == 0 ? EX_OK : EX_DATAERR;
}

struct reading { struct arena *arena; struct arena_mark mark; const char *newest; int64_t people, left, unread, lost; };

// Opens what a person has and looks whether it would be found.
static void person_read(void *ctx, const char *const *v, int n)
{
	struct reading *x = ctx;
	bool old = false, unread = false, lost = false;

	(void)n;
	for (int c = 0; c < COLUMNS; c++) {
		const char *sealed = v[2 + 2 * c], *blind = v[3 + 2 * c];
		const char *plain = personal_open(sealed, columns[c], v[1], x->arena);

		old |= sealed != NULL && strncmp(sealed, x->newest, strlen(x->newest)) != 0;
		unread |= sealed != NULL && plain == NULL;
		lost |= plain != NULL && blind != NULL && strstr(crypto_blinds(plain, columns[c], x->arena), blind) == NULL;
	}
	if (unread || lost)
		fprintf(stderr, "rekey: person %s %s\n", v[0], unread ? "does not open" : "is not found by its index");
	x->people++;
	x->left += old;
	x->unread += unread;
	x->lost += lost;
	arena_rewind(x->arena, x->mark);
}

// Reads every person with every key. 0 when all are readable and under the newest key.
static int verify(struct rekey *r)
{
	struct reading x = { .arena = arena_new(), .newest = r->mark };
	struct arena *arena = arena_new();
	struct work w = work_on(r->db, arena);

	arena_alloc(x.arena, 1);
	x.mark = arena_now(x.arena);
	db_timeout(r->db, 0);
	db_begin(&w, true);
	db_each(&w, &sql_rekey_every, 0, NULL, person_read, &x);
	db_end(&w, true);
	if (w.fault != NULL)
		fprintf(stderr, "hocvud rekey: %s\n", w.fault);
	else
		printf("%lld people read: %lld under older keys, %lld unreadable, %lld not found by their index\n",
			(long long)x.people, (long long)x.left, (long long)x.unread, (long long)x.lost);
	arena_drop(x.arena);
	arena_drop(arena);
	return w.fault != NULL ? EX_UNAVAILABLE : x.left + x.unread + x.lost == 0 ? EX_OK : 1;
}

static int key_new(struct rekey *r)
{
	int number = key_file_add(settings->key_file);

	(void)r;
	if (number == 0)
		return EX_CANTCREAT;
	printf("k%d is in %s. Back that file up now, then run: hocvud rekey\n", number, settings->key_file);
	return EX_OK;
}

static int keys_drop(struct rekey *r)
{
	int code = verify(r);

	if (code != EX_OK || left(r) != 0) {
		fprintf(stderr, "hocvud rekey: older keys are still needed; they stay\n");
		return code == EX_OK ? 1 : code;
	}
	if (!key_file_keep_newest(settings->key_file))
		return EX_CANTCREAT;
	printf("Only k%d is left in %s. Backups made before need the older keys: keep those with them.\n", crypto_newest(),
		settings->key_file);
	return EX_OK;
}

static bool options(int argc, char **argv, int64_t *most, int (**run)(struct rekey *))
{
	static const struct option known[] = {
		{ "new-key", no_argument, NULL, 'n' }, { "verify", no_argument, NULL, 'v' },
		{ "drop-old-keys", no_argument, NULL, 'x' }, { "batch", required_argument, NULL, 'b' },
		{ NULL, 0, NULL, 0 },
	};
	int asked = 0;

	*run = turn;
	*most = BATCH;
	optind = 1;
	opterr = 0;
	for (int o; (o = getopt_long(argc, argv, "", known, NULL)) != -1; ) {
		switch (o) {
		case 'n': *run = key_new; asked++; break;
		case 'v': *run = verify; asked++; break;
		case 'x': *run = keys_drop; asked++; break;
		case 'b':
			*most = strtol(optarg, NULL, 10);
			if (*most < 1 || *most > BATCH_MOST)
				return false;
			break;
		default: return false;
		}
	}
	return asked <= 1 && optind == argc;
}

int command_rekey(int argc, char **argv)
{
	const char *data = session_flag(&argc, argv);
	struct rekey r = { .db = NULL };
	int (*run)(struct rekey *);
	struct session s;

	if (!options(argc, argv, &r.most, &run))
		return command_usage("rekey");
	s = session_open(data);
	if (s.db == NULL)
		return session_close(&s, s.exit_code);
	r.db = s.db;
	snprintf(r.mark, sizeof r.mark, "k%d.", crypto_newest());
	return session_close(&s, run(&r));
}
