// SPDX-License-Identifier: GPL-3.0-or-later
// Differences decided through the roll's own way, until somebody says that all agrees.
#include "features/training/reconcile.h"

#include "base/text.h"
#include "build/sql.h"
#include "features/training/marks.h"

struct reconcile_in { int64_t person; const char *status, *why; };
SHAPE(reconcile_in,
	FIELD(reconcile_in, person, REQUIRED, .min = 1),
	FIELD(reconcile_in, status, REQUIRED, .one_of = "present|late|excused|unexcused"),
	FIELD(reconcile_in, why, REQUIRED, .min = 3, .max = 300, .says = "why, in the history of marks too"));

struct reconciled_in { const char *note; };
SHAPE(reconciled_in, FIELD(reconciled_in, note, OPTIONAL, .min = 1, .max = 500));

enum { PEOPLE, BEFORES, STATUSES, CLAIMS, PAPERS, WHYS, COLUMNS };

static void decisions_write(struct request *rq, const struct reconcile *r, const struct reconcile_in *in)
{
	struct text c[COLUMNS];

	for (int i = 0; i < COLUMNS; i++)
		c[i] = text_new(rq->work.arena, ARRAY_MOST);
	for (size_t i = 0; i < rq->bodies; i++) {
		const struct reconcile_row *row = reconcile_row_of(r, in[i].person);

		array_item(&c[PEOPLE], arena_printf(rq->work.arena, "%lld", (long long)in[i].person));
		array_item(&c[BEFORES], row->status);
		array_item(&c[STATUSES], in[i].status);
		array_item(&c[CLAIMS], reconcile_claimed(row) ? "t" : "f");
		array_item(&c[PAPERS], row->paper);
		array_item(&c[WHYS], in[i].why);
	}
	db_run(rq, sql_reconcile_decide, arg(rq->id[0]), arg(r->head->class), arg(rq->who.account), arg(rq->work.now),
		arg(array_done(&c[PEOPLE])), arg(array_done(&c[BEFORES])), arg(array_done(&c[STATUSES])),
		arg(array_done(&c[CLAIMS])), arg(array_done(&c[PAPERS])), arg(array_done(&c[WHYS])));
}

// Each decision becomes a mark like any other, then a line of its own.
struct reply reconcile_decide(struct request *rq)
{
	const struct reconcile_in *in = body_of(rq, reconcile_in);
	const struct session_head *s = db_row(rq, sql_session_locked, session_head, arg(rq->id[0]));
	struct mark *marks = arena_many(rq->work.arena, struct mark, rq->bodies + 1);
	struct problems p = problems_new(rq);
	struct marks_taken taken;
	struct reply refused;
	struct reconcile r;

	if (s == NULL)
		return reply_error(rq, 404, "session_unknown");
	r = reconcile_read(rq);
	for (size_t i = 0; i < rq->bodies; i++) {
		const struct reconcile_row *row = reconcile_row_of(&r, in[i].person);

		if (row == NULL)
			problem_add(rq, &p, arena_printf(rq->work.arena, "/%zu/person", i), "row_unknown", NULL);
		else
			marks[i] = (struct mark){ .person = in[i].person, .status = in[i].status, .note = row->note,
				.recorded_at = NO_INSTANT, .why = in[i].why };
	}
	if (p.n > 0)
		return reply_problems(rq, &p);
	refused = marks_take(rq, &(struct marks){ rq->id[0], marks, rq->bodies, { NULL } }, &taken);
	if (refused.status != 0)
		return refused;
	decisions_write(rq, &r, in);
	return reconcile_reply(rq, 200);
}

struct reply reconcile_done(struct request *rq)
{
	const struct session_head *s = db_row(rq, sql_session_locked, session_head, arg(rq->id[0]));
	struct reconciliation sum = { .people = 0 };
	struct reconcile r;

	if (s == NULL)
		return reply_error(rq, 404, "session_unknown");
	if (reconcile_obstacle(rq, s) != NULL)
		return reply_error(rq, 409, reconcile_obstacle(rq, s));
	r = reconcile_read(rq);
	if (r.head == NULL)
		return reply_error(rq, 404, "session_unknown");
	reconcile_lines(rq, &r, &sum);
	if (sum.people == 0)
		return reply_error(rq, 409, "reconcile_nobody");
	if (sum.open > 0)
		return reply_error(rq, 409, "reconcile_open");
	db_run(rq, sql_reconcile_note, arg(rq->id[0]), arg(s->class), arg(rq->who.account), arg(rq->work.now), arg(sum.present),
		arg(sum.absent), arg(r.head->scans), arg(body_of(rq, reconciled_in)->note));
	return reconcile_reply(rq, 201);
}
