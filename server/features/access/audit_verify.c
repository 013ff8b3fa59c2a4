// SPDX-License-Identifier: GPL-3.0-or-later
// Looks through the chain of the record: what was altered, removed, inserted, cut, exchanged, or never sealed.
#include "features/access/audit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "build/sql.h"

// Columns of audit_chain: the seal's, then those of the row that the hash is over.
enum { SEQ, HASH, SEALED_AT, LATE, ROW, ROW_AT, ROW_END = ROW + 15 };

struct audit_anchor { int64_t seq; const char *hash; struct instant through; bool told, due; };
SHAPE(audit_anchor,
	FIELD(audit_anchor, seq,     REQUIRED),
	FIELD(audit_anchor, hash,    REQUIRED),
	FIELD(audit_anchor, through, REQUIRED),
	FIELD(audit_anchor, told,    REQUIRED),
	FIELD(audit_anchor, due,     REQUIRED));

struct audit_loose { int64_t id; struct instant at; const char *what; };
SHAPE(audit_loose,
	FIELD(audit_loose, id,   OPTIONAL),
	FIELD(audit_loose, at,   OPTIONAL),
	FIELD(audit_loose, what, REQUIRED));

struct audit_day { int64_t seq; struct date day; const char *hash, *signature, *holds; bool forgotten; };
SHAPE(audit_day,
	FIELD(audit_day, seq,       REQUIRED),
	FIELD(audit_day, day,       REQUIRED),
	FIELD(audit_day, hash,      REQUIRED),
	FIELD(audit_day, signature, OPTIONAL),
	FIELD(audit_day, holds,     OPTIONAL),
	FIELD(audit_day, forgotten, REQUIRED));

struct look {
	struct work *w;
	struct audit_head head;		// the one to compare with; hash NULL: none
	void (*found)(void *, int64_t, const char *, const char *);
	void *ctx;
	int64_t seq;			// the last place seen
	char hash[AUDIT_HASH + 1];	// what the next one must be chained to
	int64_t places;
	bool met;			// the head's place was seen
};

static void tell(struct look *l, int64_t seq, const char *at, const char *what)
{
	l->found(l->ctx, seq, at, what);
}

static const char *at_text(struct work *w, struct instant at)
{
	char text[INSTANT_TEXT];

	if (at.us == INT64_MIN)
		return NULL;
	instant_text(at, text);
	return arena_copy(w->arena, text);
}

// The head given must stand at its place.
static void head_meet(struct look *l, int64_t seq, const char *hash, const char *at)
{
	if (l->head.hash == NULL || seq != l->head.seq)
		return;
	l->met = true;
	if (strcmp(hash, l->head.hash) != 0)
		tell(l, seq, at, "the chain is another than the head that was given: rewritten from here or before");
}

static void place_look(void *ctx, const char *const *v, int columns)
{
	struct look *l = ctx;
	struct arena_mark before = arena_now(l->w->arena);
	int64_t seq = strtoll(v[SEQ], NULL, 10);

	(void)columns;
	l->places++;
	if (seq != l->seq + 1)
		tell(l, l->seq + 1, v[SEALED_AT], arena_printf(l->w->arena, "places %lld to %lld are gone",
			(long long)l->seq + 1, (long long)seq - 1));
	if (v[ROW] == NULL)
		tell(l, seq, v[SEALED_AT], "the row was removed");
	else if (seq == l->seq + 1 &&
	    strcmp(v[HASH], audit_link(l->w->arena, l->hash, seq, v + ROW, ROW_END - ROW)) != 0)
		tell(l, seq, v[ROW_AT], "the row or its seal is not what was sealed: altered, inserted or moved");
	else if (v[LATE] != NULL && v[LATE][0] == 't' && (l->head.hash == NULL || seq > l->head.seq))
		tell(l, seq, v[ROW_AT], arena_printf(l->w->arena, "sealed late, at %s", v[SEALED_AT]));
	head_meet(l, seq, v[HASH], v[SEALED_AT]);
	l->seq = seq;
	snprintf(l->hash, sizeof l->hash, "%s", v[HASH]);
	arena_rewind(l->w->arena, before);
}

static void begin_look(struct look *l)
{
	const struct audit_anchor *a = db_row(l->w, sql_audit_begins, audit_anchor);

	memset(l->hash, '0', AUDIT_HASH);
	l->hash[AUDIT_HASH] = '\0';
	if (a == NULL)
		return;
	l->seq = a->seq;
	snprintf(l->hash, sizeof l->hash, "%s", a->hash);
	if (!a->told)
		tell(l, a->seq, at_text(l->w, a->through), "removed up to here, and the record does not say by whom");
	if (!a->due)
		tell(l, a->seq, at_text(l->w, a->through), "removed up to here before its time");
	head_meet(l, a->seq, a->hash, at_text(l->w, a->through));
	l->met = l->met || (l->head.hash != NULL && l->head.seq < a->seq);	// removed by the rules: cannot be compared
}

static void end_look(struct look *l)
{
	if (l->head.hash != NULL && !l->met && l->head.seq > l->seq)
		tell(l, l->seq + 1, NULL, arena_printf(l->w->arena, "the end was cut: the head that was given is at %lld",
			(long long)l->head.seq));
}

static void days_look(struct look *l)
{
	size_t n;
	const struct audit_day *days = db_rows(l->w, sql_audit_heads, audit_day, &n);

	for (size_t i = 0; i < n; i++) {
		const struct audit_day *d = &days[i];
		const char *words;
		char day[DATE_TEXT];

		date_text(d->day, day);
		if (!d->forgotten && (d->holds == NULL || strcmp(d->holds, d->hash) != 0))
			tell(l, d->seq, day, d->holds == NULL ? "the end was cut: the head kept that day is behind it"
				: "the chain is another than the head kept that day");
		words = audit_signed_words(l->w->arena, d->day, d->seq, d->hash);
		if (!signature_holds(SIGNER_AUDIT, words, strlen(words), d->signature))
			tell(l, d->seq, day, "the head kept that day is not signed with our key");
	}
}

static void loose_look(struct look *l, const struct query *q, bool places, const char *why)
{
	size_t n = 0;
	const struct audit_loose *rows = db_read(l->w, q, &audit_loose_shape, &n, 0, NULL);

	for (size_t i = 0; i < n; i++)
		tell(l, places && rows[i].id != NONE ? rows[i].id : 0, at_text(l->w, rows[i].at),
			arena_printf(l->w->arena, why, rows[i].what));
}

int64_t audit_verify(struct work *w, struct audit_head head,
	void (*found)(void *ctx, int64_t seq, const char *at, const char *what), void *ctx)
{
	struct look l = { .w = w, .head = head, .found = found, .ctx = ctx };

	begin_look(&l);
	db_each(w, &sql_audit_chain, 0, NULL, place_look, &l);
	end_look(&l);
	days_look(&l);
	loose_look(&l, &sql_audit_unsealed_long, false, "%s: written and never sealed");
	loose_look(&l, &sql_audit_marks_differ, true, "%s: not what was sealed");
	loose_look(&l, &sql_audit_marks_strange, false, "%s: the record does not know it");
	return l.places;
}
