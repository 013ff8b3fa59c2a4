// SPDX-License-Identifier: GPL-3.0-or-later
// The part of hocvud rekey that turns what lies sealed of lists: parts of files, rows, findings, each bound to its place.
#include "commands/rekey_list.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "build/sql.h"
#include "features/lists/job.h"

enum { BATCH = 500, ARRAY_MOST = 1 << 28 };

// Of a row its cells and what was read of them, else one text.
struct rekey_text { int64_t import; const char *kind; int64_t number; const char *one, *two; };
SHAPE(rekey_text,
	FIELD(rekey_text, import, REQUIRED),
	FIELD(rekey_text, kind, REQUIRED),
	FIELD(rekey_text, number, REQUIRED),
	FIELD(rekey_text, one, REQUIRED),
	FIELD(rekey_text, two, OPTIONAL));

enum { IMPORTS, KINDS, NUMBERS, WAS, WAS_TWO, ONES, TWOS, ARRAYS };

static const char *place_of(const struct rekey_text *t, struct arena *a)
{
	if (strcmp(t->kind, "part") == 0)
		return list_place_part(t->number, a);
	return strcmp(t->kind, "row") == 0 ? list_place_cells(t->number, a) : LIST_PLACE_FOUND;
}

// Seals one anew into `all`. False, and nothing is added, when it does not open.
static bool text_turn(const struct rekey_text *t, struct text all[ARRAYS], struct arena *a)
{
	const char *place = place_of(t, a), *read = list_place_read(t->number, a);
	const char *one = list_open(t->import, place, t->one, a), *two = list_open(t->import, read, t->two, a);

	if (one == NULL || (two == NULL) != (t->two == NULL))
		return false;
	array_item(&all[IMPORTS], arena_printf(a, "%lld", (long long)t->import));
	array_item(&all[KINDS], t->kind);
	array_item(&all[NUMBERS], arena_printf(a, "%lld", (long long)t->number));
	array_item(&all[WAS], t->one);
	array_item(&all[WAS_TWO], t->two);
	array_item(&all[ONES], list_seal(t->import, place, one, a));
	array_item(&all[TWOS], list_seal(t->import, read, two, a));
	return true;
}

// Writes what opens of them in this transaction; gives how many.
static int64_t texts_turn(struct work *w, const struct rekey_text *texts, size_t n)
{
	struct text all[ARRAYS];
	int64_t turned = 0;

	for (int i = 0; i < ARRAYS; i++)
		all[i] = text_new(w->arena, ARRAY_MOST);
	for (size_t i = 0; i < n; i++) {
		if (text_turn(&texts[i], all, w->arena))
			turned++;
		else
			fprintf(stderr, "rekey: %s %lld of list %lld does not open\n", texts[i].kind, (long long)texts[i].number,
				(long long)texts[i].import);
	}
	if (turned > 0)
		db_run(w, sql_rekey_lists_write, arg(array_done(&all[IMPORTS])), arg(array_done(&all[KINDS])),
			arg(array_done(&all[NUMBERS])), arg(array_done(&all[WAS])), arg(array_done(&all[WAS_TWO])),
			arg(array_done(&all[ONES])), arg(array_done(&all[TWOS])));
	return turned;
}

// Where the last batch ended.
struct place { int64_t import, number; char kind[8]; };

// One batch behind `*at`, which moves on. False when there is none left or the database is away.
static bool batch_turn(struct work *w, const char *mark, struct place *at, int64_t *done, int64_t *unread)
{
	const struct rekey_text *texts;
	int64_t turned;
	size_t n;

	db_begin(w, false);
	texts = db_rows(w, sql_rekey_lists, rekey_text, &n, arg(mark), arg(at->import), arg((const char *)at->kind),
		arg(at->number), arg((int64_t)BATCH));
	turned = texts_turn(w, texts, n);
	if (!db_end(w, true))
		return w->again;
	if (n == 0)
		return false;
	*done += turned;
	*unread += (int64_t)n - turned;
	*at = (struct place){ .import = texts[n - 1].import, .number = texts[n - 1].number };
	snprintf(at->kind, sizeof at->kind, "%s", texts[n - 1].kind);
	return true;
}

bool rekey_lists(struct db *db, const char *mark, int64_t *done, int64_t *unread)
{
	struct place at = { .import = 0 };
	bool more = true, good = true;

	while (more) {
		struct arena *arena = arena_new();
		struct work w = work_on(db, arena);

		more = batch_turn(&w, mark, &at, done, unread);
		good = w.again || work_ok(&w);
		arena_drop(arena);
	}
	return good;
}
