// SPDX-License-Identifier: GPL-3.0-or-later
// Check-in, mark and paper of everybody in a session side by side, differences first.
#include "features/training/reconcile.h"

#include <string.h>

#include "base/row_code.h"
#include "base/text.h"
#include "build/sql.h"
#include "features/training/reconcile_rule.h"
#include "http/reply.h"

SHAPE(reconcile_head,
	FIELD(reconcile_head, session, REQUIRED),
	FIELD(reconcile_head, class, REQUIRED),
	FIELD(reconcile_head, class_code, REQUIRED),
	FIELD(reconcile_head, class_title, REQUIRED),
	FIELD(reconcile_head, class_state, REQUIRED),
	FIELD(reconcile_head, number, REQUIRED),
	FIELD(reconcile_head, date, REQUIRED),
	FIELD(reconcile_head, start, OPTIONAL),
	FIELD(reconcile_head, end, OPTIONAL),
	FIELD(reconcile_head, cancelled, REQUIRED),
	FIELD(reconcile_head, scans, REQUIRED),
	FIELD(reconcile_head, with_paper, REQUIRED),
	FIELD(reconcile_head, reconciled_at, OPTIONAL),
	FIELD(reconcile_head, reconciled_by, OPTIONAL),
	FIELD(reconcile_head, reconciled_changed, REQUIRED),
	FIELD(reconcile_head, reconciled_note, OPTIONAL));

SHAPE(reconcile_row,
	FIELD(reconcile_row, person, REQUIRED),
	FIELD(reconcile_row, full_name, REQUIRED),
	FIELD(reconcile_row, unit_name, OPTIONAL),
	FIELD(reconcile_row, enrolled, REQUIRED),
	FIELD(reconcile_row, claimed_at, OPTIONAL),
	FIELD(reconcile_row, status, REQUIRED),
	FIELD(reconcile_row, note, OPTIONAL),
	FIELD(reconcile_row, paper, OPTIONAL),
	FIELD(reconcile_row, decided_status, OPTIONAL),
	FIELD(reconcile_row, decided_paper, OPTIONAL),
	FIELD(reconcile_row, decided_claimed, REQUIRED),
	FIELD(reconcile_row, decided_before, OPTIONAL),
	FIELD(reconcile_row, decided_why, OPTIONAL),
	FIELD(reconcile_row, decided_by, OPTIONAL),
	FIELD(reconcile_row, decided_at, OPTIONAL));

struct reconcile_line {
	int64_t person;
	const char *row_code, *full_name, *unit_name;
	bool enrolled;
	struct instant claimed_at;
	const char *status, *note, *paper, *difference;
	bool open;
	const char *decided_before, *decided_why, *decided_by;
	struct instant decided_at;
};
SHAPE(reconcile_line,
	FIELD(reconcile_line, person, REQUIRED),
	FIELD(reconcile_line, row_code, REQUIRED, .says = "what their row is called on the sheet"),
	FIELD(reconcile_line, full_name, REQUIRED),
	FIELD(reconcile_line, unit_name, OPTIONAL),
	FIELD(reconcile_line, enrolled, REQUIRED, .says = "false: walked in"),
	FIELD(reconcile_line, claimed_at, OPTIONAL, .says = "when they checked in by themselves"),
	FIELD(reconcile_line, status, REQUIRED, .one_of = "present|late|excused|unexcused|unmarked"),
	FIELD(reconcile_line, note, OPTIONAL),
	FIELD(reconcile_line, paper, OPTIONAL, .one_of = "signed|unsigned|unreadable", .says = "none: nobody said"),
	FIELD(reconcile_line, difference, OPTIONAL, .one_of = RECONCILE_DIFFERENCES),
	FIELD(reconcile_line, open, REQUIRED, .says = "it differs, and nobody decided it as it is now"),
	FIELD(reconcile_line, decided_before, OPTIONAL, .says = "the mark before the decision that holds"),
	FIELD(reconcile_line, decided_why, OPTIONAL),
	FIELD(reconcile_line, decided_by, OPTIONAL),
	FIELD(reconcile_line, decided_at, OPTIONAL));

SHAPE(reconciliation,
	FIELD(reconciliation, session, REQUIRED),
	FIELD(reconciliation, class, REQUIRED),
	FIELD(reconciliation, class_code, REQUIRED),
	FIELD(reconciliation, class_title, REQUIRED),
	FIELD(reconciliation, number, REQUIRED),
	FIELD(reconciliation, date, REQUIRED),
	FIELD(reconciliation, start, OPTIONAL),
	FIELD(reconciliation, end, OPTIONAL),
	FIELD(reconciliation, cancelled, REQUIRED),
	FIELD(reconciliation, scans, REQUIRED, .says = "pages of signed paper"),
	FIELD(reconciliation, with_paper, REQUIRED, .says = "there is paper, so everybody's row has to be read"),
	FIELD(reconciliation, people, REQUIRED),
	FIELD(reconciliation, open, REQUIRED, .says = "differences nobody decided"),
	FIELD(reconciliation, decided, REQUIRED),
	FIELD(reconciliation, present, REQUIRED, .says = "marked present or late"),
	FIELD(reconciliation, absent, REQUIRED),
	FIELD(reconciliation, reconciled_at, OPTIONAL),
	FIELD(reconciliation, reconciled_by, OPTIONAL),
	FIELD(reconciliation, reconciled_changed, REQUIRED, .says = "a mark or the paper's reading changed since"),
	FIELD(reconciliation, reconciled_note, OPTIONAL),
	FIELD(reconciliation, rows, REQUIRED, .items = &reconcile_line_shape, .says = "open differences first, then decided ones"));

struct reconcile reconcile_read(struct request *rq)
{
	struct reconcile r = { .head = db_row(rq, sql_reconcile_head, reconcile_head, arg(rq->id[0])) };

	r.rows = db_rows(rq, sql_reconcile_rows, reconcile_row, &r.n, arg(rq->id[0]));
	return r;
}

static bool same(const char *a, const char *b)
{
	return (a == NULL) == (b == NULL) && (a == NULL || strcmp(a, b) == 0);
}

bool reconcile_claimed(const struct reconcile_row *row)
{
	return row->claimed_at.us != NO_INSTANT.us;
}

// A decision holds while the three are what it was made about.
static bool decided(const struct reconcile_row *row)
{
	return row->decided_status != NULL && strcmp(row->decided_status, row->status) == 0
		&& same(row->decided_paper, row->paper) && row->decided_claimed == reconcile_claimed(row);
}

static const char *difference_of(const struct reconcile *r, const struct reconcile_row *row)
{
	return reconcile_difference(&(struct reconcile_facts){ row->status, reconcile_claimed(row), row->paper, r->head->with_paper });
}

static struct reconcile_line line_of(struct request *rq, const struct reconcile *r, const struct reconcile_row *row)
{
	struct reconcile_line l = { .person = row->person, .full_name = row->full_name, .unit_name = row->unit_name,
		.enrolled = row->enrolled, .claimed_at = row->claimed_at, .status = row->status, .note = row->note,
		.paper = row->paper, .difference = difference_of(r, row), .decided_at = NO_INSTANT };
	char code[ROW_CODE];

	row_code(row->person, code);
	l.row_code = arena_copy(rq->work.arena, code);
	l.open = l.difference != NULL && !decided(row);
	if (decided(row)) {
		l.decided_before = row->decided_before;
		l.decided_why = row->decided_why;
		l.decided_by = row->decided_by;
		l.decided_at = row->decided_at;
	}
	return l;
}

static int place_of(const struct reconcile_line *l)
{
	return l->open ? 0 : l->decided_at.us != NO_INSTANT.us ? 1 : 2;
}

static void counted(struct reconciliation *out, const struct reconcile_line *l)
{
	const char *s = l->status;

	out->open += l->open;
	out->decided += place_of(l) == 1;
	out->present += strcmp(s, "present") == 0 || strcmp(s, "late") == 0;
	out->absent += strcmp(s, "excused") == 0 || strcmp(s, "unexcused") == 0;
}

void reconcile_lines(struct request *rq, const struct reconcile *r, struct reconciliation *out)
{
	struct reconcile_line *all = arena_many(rq->work.arena, struct reconcile_line, r->n + 1);
	struct reconcile_line *sorted = arena_many(rq->work.arena, struct reconcile_line, r->n + 1);
	struct text t = text_new(rq->work.arena, REPLY_MOST);
	size_t k = 0;

	for (size_t i = 0; i < r->n; i++) {
		all[i] = line_of(rq, r, &r->rows[i]);
		counted(out, &all[i]);
	}
	for (int place = 0; place < 3; place++)
		for (size_t i = 0; i < r->n; i++)
			if (place_of(&all[i]) == place)
				sorted[k++] = all[i];
	shape_json_list(&reconcile_line_shape, sorted, r->n, &t);
	out->people = (int64_t)r->n;
	out->rows.json = t.at;
}

struct reply reconcile_reply(struct request *rq, int status)
{
	const struct reconcile r = reconcile_read(rq);
	const struct reconcile_head *h = r.head;
	struct reconciliation out;

	if (h == NULL)
		return reply_error(rq, 404, "session_unknown");
	out = (struct reconciliation){ .session = h->session, .class = h->class, .class_code = h->class_code,
		.class_title = h->class_title, .number = h->number, .date = h->date, .start = h->start, .end = h->end,
		.cancelled = h->cancelled || strcmp(h->class_state, "cancelled") == 0, .scans = h->scans,
		.with_paper = h->with_paper, .reconciled_at = h->reconciled_at, .reconciled_by = h->reconciled_by,
		.reconciled_changed = h->reconciled_changed, .reconciled_note = h->reconciled_note };
	reconcile_lines(rq, &r, &out);
	return reply_shape(rq, status, &reconciliation_shape, &out);
}

struct reply reconcile_show(struct request *rq)
{
	return reconcile_reply(rq, 200);
}

const char *reconcile_obstacle(struct request *rq, const struct session_head *s)
{
	if (s->cancelled || strcmp(s->class_state, "cancelled") == 0)
		return s->cancelled ? "session_cancelled" : "class_cancelled";
	return s->date.days > rq->work.today.days ? "session_not_yet" : NULL;
}

const struct reconcile_row *reconcile_row_of(const struct reconcile *r, int64_t person)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->rows[i].person == person)
			return &r->rows[i];
	return NULL;
}
