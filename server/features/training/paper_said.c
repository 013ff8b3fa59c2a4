// SPDX-License-Identifier: GPL-3.0-or-later
// What the signed sheet of a session says, as a clerk reads it: row by row by the rows' codes, or of all but some.
#include "features/training/reconcile.h"

#include "base/row_code.h"
#include "base/text.h"
#include "build/sql.h"
#include "features/training/marks.h"

enum { ROWS_MOST = 2000 };

struct paper_row { int64_t at, person; const char *code, *says; };
SHAPE(paper_row,
	FIELD(paper_row, at, REQUIRED),
	FIELD(paper_row, person, OPTIONAL),
	FIELD(paper_row, code, OPTIONAL),
	FIELD(paper_row, says, REQUIRED));

struct paper_row_in { int64_t person; const char *code, *says; };
SHAPE(paper_row_in,
	FIELD(paper_row_in, person, OPTIONAL, .min = 1),
	FIELD(paper_row_in, code, OPTIONAL, .max = 20, .says = "instead of the number: the row's code on the sheet"),
	FIELD(paper_row_in, says, REQUIRED, .one_of = "signed|unsigned|unreadable|unsaid", .says = "unsaid: as if nobody had read it"));

struct paper_in { const char *rest; struct list rows; };
SHAPE(paper_in,
	FIELD(paper_in, rest, OPTIONAL, .one_of = "signed|unsigned|unsaid", .says = "what the sheet says of everybody who is not named"),
	FIELD(paper_in, rows, REQUIRED, .items = &paper_row_in_shape, .max = ROWS_MOST));

// What each row of the session is said to be, by its place; NULL where nobody says anything. Problems go to `p`.
static const char **paper_said(struct request *rq, const struct reconcile *r, struct problems *p)
{
	const struct paper_in *in = body_of(rq, paper_in);
	const char **says = arena_many(rq->work.arena, const char *, r->n + 1);
	bool *named = arena_many(rq->work.arena, bool, r->n + 1);
	size_t n;
	const struct paper_row *rows = db_rows(rq, sql_paper_rows, paper_row, &n, arg(in->rows));

	for (size_t i = 0; i < r->n; i++)
		says[i] = in->rest;
	for (size_t i = 0; i < n; i++) {
		int64_t person = rows[i].code != NULL ? row_code_read(rows[i].code) : rows[i].person;
		const struct reconcile_row *row = reconcile_row_of(r, person);
		const char *field = rows[i].code != NULL ? "code" : "person";
		const char *code = rows[i].code != NULL && person == 0 ? "row_code_wrong" : row == NULL ? "row_unknown" :
			named[row - r->rows] ? "person_twice" : NULL;

		if (code != NULL) {
			problem_add(rq, p, arena_printf(rq->work.arena, "/rows/%zu/%s", i, field), code, rows[i].code);
			continue;
		}
		named[row - r->rows] = true;
		says[row - r->rows] = rows[i].says;
	}
	return says;
}

struct reply paper_put(struct request *rq)
{
	const struct session_head *s = db_row(rq, sql_session_locked, session_head, arg(rq->id[0]));
	struct text people = text_new(rq->work.arena, ARRAY_MOST), words = text_new(rq->work.arena, ARRAY_MOST);
	struct problems p = problems_new(rq);
	struct reconcile r;
	const char **says;

	if (s == NULL)
		return reply_error(rq, 404, "session_unknown");
	if (reconcile_obstacle(rq, s) != NULL)
		return reply_error(rq, 409, reconcile_obstacle(rq, s));
	r = reconcile_read(rq);
	says = paper_said(rq, &r, &p);
	if (p.n > 0)
		return reply_problems(rq, &p);
	for (size_t i = 0; i < r.n; i++) {
		if (says[i] == NULL)
			continue;
		array_item(&people, arena_printf(rq->work.arena, "%lld", (long long)r.rows[i].person));
		array_item(&words, says[i]);
	}
	db_run(rq, sql_paper_write, arg(rq->id[0]), arg(s->class), arg(rq->who.account), arg(rq->work.now),
		arg(array_done(&people)), arg(array_done(&words)));
	return reconcile_reply(rq, 200);
}
