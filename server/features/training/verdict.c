// SPDX-License-Identifier: GPL-3.0-or-later
// Marks are judged by what stands and by their past, then written in one statement.
#include "features/training/verdict.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "build/sql.h"

struct mark_past {		// what the history knows of a mark
	int64_t at;
	bool known;
	const char *status, *note;
	struct instant recorded_at;
	const char *op;
};
SHAPE(mark_past,
	FIELD(mark_past, at, REQUIRED),
	FIELD(mark_past, known, REQUIRED),
	FIELD(mark_past, status, OPTIONAL),
	FIELD(mark_past, note, OPTIONAL),
	FIELD(mark_past, recorded_at, OPTIONAL),
	FIELD(mark_past, op, OPTIONAL));

static struct verdict verdict_new(const struct roster *r, const struct mark *m, struct instant now)
{
	const struct standing *s = standing_of(r, m->person);
	struct verdict v = { .mark = m, .seated = s != NULL && s->seated };

	v.given = (struct mark_state){ m->status, strcmp(m->status, "unmarked") == 0 ? NULL : m->note, m->recorded_at,
		m->op == NULL ? "" : m->op };
	if (s != NULL && s->status != NULL)
		v.stood = (struct mark_state){ s->status, s->note, s->recorded_at, s->op };
	v.stale = mark_same(&v.given, &v.stood, now);
	return v;
}

static int by_mark(const void *a, const void *b)
{
	int64_t one = ((const struct verdict *)a)->mark->person, other = ((const struct verdict *)b)->mark->person;

	return one < other ? -1 : one > other;
}

// The columns a query takes, an array each.
enum { PEOPLE, BEFORES, STATUSES, NOTES, TIMES, CLAMPED, OPS, STOOD, WHYS, COLUMNS };

static void columns_new(struct text c[COLUMNS], struct arena *a)
{
	for (int i = 0; i < COLUMNS; i++)
		c[i] = text_new(a, ARRAY_MOST);
}

static void columns_add(struct text c[COLUMNS], const struct verdict *v, struct arena *a)
{
	char time[INSTANT_TEXT];

	if (v->given.at.us != NO_INSTANT.us)
		instant_text(v->given.at, time);
	array_item(&c[PEOPLE], arena_printf(a, "%lld", (long long)v->mark->person));
	array_item(&c[BEFORES], v->stood.status);
	array_item(&c[STATUSES], v->given.status);
	array_item(&c[NOTES], v->given.note);
	array_item(&c[TIMES], v->given.at.us == NO_INSTANT.us ? NULL : time);
	array_item(&c[CLAMPED], v->clamped ? "t" : "f");
	array_item(&c[OPS], v->given.op);
	array_item(&c[STOOD], v->wins ? "t" : "f");
	array_item(&c[WHYS], v->mark->why);
}

// Only marks with an op or a time, and first marks, can have a past that the roster does not show.
static bool past_asked(const struct verdict *v)
{
	return !v->stale && (*v->given.op != '\0' || v->given.at.us != NO_INSTANT.us || v->stood.status == NULL);
}

static void past_read(struct request *rq, const struct roster *r, struct verdict *v)
{
	struct verdict **asked = arena_many(rq->work.arena, struct verdict *, r->marks_n + 1);
	const struct mark_past *past;
	struct text c[COLUMNS];
	size_t some = 0, n;

	columns_new(c, rq->work.arena);
	for (size_t i = 0; i < r->marks_n; i++) {
		if (!past_asked(&v[i]))
			continue;
		columns_add(c, &v[i], rq->work.arena);
		asked[some++] = &v[i];
	}
	if (some == 0)
		return;
	past = db_rows(rq, sql_marks_past, mark_past, &n, arg(r->head->id), arg(array_done(&c[PEOPLE])),
		arg(array_done(&c[STATUSES])), arg(array_done(&c[NOTES])), arg(array_done(&c[TIMES])), arg(array_done(&c[OPS])));
	for (size_t i = 0; i < n; i++) {
		struct verdict *one = asked[past[i].at];
		bool timed = one->given.at.us != NO_INSTANT.us && one->given.at.us <= rq->work.now.us;

		one->stale = past[i].known && (*one->given.op != '\0' || timed);
		if (one->stood.status == NULL && past[i].status != NULL)
			one->stood = (struct mark_state){ past[i].status, past[i].note, past[i].recorded_at, past[i].op };
	}
}

struct verdict *verdicts(struct request *rq, const struct roster *r)
{
	struct verdict *v = arena_many(rq->work.arena, struct verdict, r->marks_n + 1);

	for (size_t i = 0; i < r->marks_n; i++)
		v[i] = verdict_new(r, &r->marks[i], rq->work.now);
	past_read(rq, r, v);
	for (size_t i = 0; i < r->marks_n; i++) {
		v[i].clamped = v[i].given.at.us != NO_INSTANT.us && v[i].given.at.us > rq->work.now.us;
		v[i].given.at = mark_moment(v[i].given.at, &v[i].stood, rq->work.now);
		v[i].wins = mark_wins(&v[i].given, &v[i].stood);
	}
	if (r->marks_n > 0)
		qsort(v, r->marks_n, sizeof *v, by_mark);
	return v;
}

size_t verdicts_write(struct request *rq, const struct roster *r, const struct verdict *v)
{
	struct text c[COLUMNS], back = text_new(rq->work.arena, ARRAY_MOST);
	size_t some = 0;

	columns_new(c, rq->work.arena);
	for (size_t i = 0; i < r->marks_n; i++) {
		if (v[i].stale)
			continue;
		columns_add(c, &v[i], rq->work.arena);
		if (v[i].wins && strcmp(v[i].given.status, "unmarked") == 0)
			array_item(&back, arena_printf(rq->work.arena, "%lld", (long long)v[i].mark->person));
		some++;
	}
	if (some == 0)
		return 0;
	db_run(rq, sql_marks_write, arg(r->head->id), arg(r->head->class), arg(rq->who.account), arg(rq->work.now),
		arg(array_done(&c[PEOPLE])), arg(array_done(&c[BEFORES])), arg(array_done(&c[STATUSES])),
		arg(array_done(&c[NOTES])), arg(array_done(&c[TIMES])), arg(array_done(&c[CLAMPED])), arg(array_done(&c[OPS])),
		arg(array_done(&c[STOOD])), arg(array_done(&c[WHYS])));
	if (back.len > 0)
		db_run(rq, sql_marks_taken_back, arg(r->head->id), arg(array_done(&back)));
	return some;
}
