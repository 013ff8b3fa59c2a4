// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions: put on the time-table, moved, cancelled, put back; clashes named.
#include "features/training/session.h"

#include <string.h>

#include "base/arena.h"
#include "base/bounds.h"
#include "base/settings.h"
#include "base/text.h"
#include "build/sql.h"
#include "features/training/class.h"
#include "features/training/training.h"
#include "http/reply.h"

enum { DAYS_MOST = 1 << 16 };

#define SESSION_FIELDS(T) \
	FIELD(T, id, REQUIRED, .says = "the session's number"), \
	FIELD(T, class, REQUIRED, .says = "the class's number"), \
	FIELD(T, class_code, REQUIRED), \
	FIELD(T, class_title, REQUIRED), \
	FIELD(T, class_state, REQUIRED, .one_of = CLASS_STATES), \
	FIELD(T, number, REQUIRED, .says = "its number in the class"), \
	FIELD(T, date, REQUIRED, .says = "local day"), \
	FIELD(T, start, OPTIONAL), \
	FIELD(T, end, OPTIONAL, .says = "none: start and periods"), \
	FIELD(T, periods, REQUIRED, .says = "length in periods (tiết)"), \
	FIELD(T, venue, OPTIONAL, .says = "place in words"), \
	FIELD(T, venue_id, OPTIONAL, .says = "the registered room"), \
	FIELD(T, venue_name, OPTIONAL), \
	FIELD(T, trainer, OPTIONAL, .says = "the person who teaches"), \
	FIELD(T, trainer_name, OPTIONAL), \
	FIELD(T, cancelled, REQUIRED), \
	FIELD(T, marked, REQUIRED, .says = "people marked"), \
	FIELD(T, version, REQUIRED, .says = "number of edits, the ETag"), \
	FIELD(T, reconciled_at, OPTIONAL, .says = "when check-ins, marks and paper were found to agree"), \
	FIELD(T, reconciled_changed, REQUIRED, .says = "a mark or the paper's reading changed since")

SHAPE(session, SESSION_FIELDS(session));

SHAPE(trainee_clash,
	FIELD(trainee_clash, person, REQUIRED),
	FIELD(trainee_clash, full_name, REQUIRED),
	FIELD(trainee_clash, session, REQUIRED, .says = "this class's session"),
	FIELD(trainee_clash, class, REQUIRED, .says = "the other class"),
	FIELD(trainee_clash, class_code, REQUIRED),
	FIELD(trainee_clash, class_title, REQUIRED),
	FIELD(trainee_clash, other_session, REQUIRED),
	FIELD(trainee_clash, date, REQUIRED),
	FIELD(trainee_clash, start, OPTIONAL),
	FIELD(trainee_clash, end, OPTIONAL));

struct session_kept { SESSION_MEMBERS; struct list clashes; };
SHAPE(session_kept,
	SESSION_FIELDS(session_kept),
	FIELD(session_kept, clashes, REQUIRED, .items = &trainee_clash_shape,
		.says = "a warning: people of the class who are elsewhere at that time"));

SHAPE(session_head,
	FIELD(session_head, id, REQUIRED),
	FIELD(session_head, class, REQUIRED),
	FIELD(session_head, class_state, REQUIRED),
	FIELD(session_head, date, REQUIRED),
	FIELD(session_head, start, OPTIONAL),
	FIELD(session_head, end, OPTIONAL),
	FIELD(session_head, periods, REQUIRED),
	FIELD(session_head, cancelled, REQUIRED),
	FIELD(session_head, venue_id, OPTIONAL),
	FIELD(session_head, trainer, OPTIONAL),
	FIELD(session_head, version, REQUIRED),
	FIELD(session_head, marked, REQUIRED));

struct session_in {
	struct date date;
	struct hhmm start, end;
	int64_t periods;
	const char *venue;
	int64_t venue_id, trainer;
	const char *why;
};
SHAPE(session_in,
	FIELD(session_in, date, REQUIRED, .says = "local day"),
	MEETING_FIELDS(session_in),
	FIELD(session_in, why, OPTIONAL, .says = "the reason of a move"));

struct session_why { const char *why; };
SHAPE(session_why, FIELD(session_why, why, REQUIRED, .min = 1, .says = "the reason"));

struct session_ask { struct date from, to; const char *unit, *trainer; };
SHAPE(session_ask,
	FIELD(session_ask, from, OPTIONAL, .says = "first day; none: today"),
	FIELD(session_ask, to, OPTIONAL, .says = "last day; none: the first"),
	FIELD(session_ask, unit, OPTIONAL, .max = 64,
		.says = "code of a unit: it or a unit below organises"),
	FIELD(session_ask, trainer, OPTIONAL, .one_of = "me", .says = "me: only what I teach"));

struct clash {			// who holds the room or the trainer
	const char *code, *what;
	int64_t class;
	const char *class_code, *class_title;
	int64_t session;
	struct date date;
	struct hhmm start, end;
};
SHAPE(clash,
	FIELD(clash, code, REQUIRED),
	FIELD(clash, what, OPTIONAL),
	FIELD(clash, class, REQUIRED),
	FIELD(clash, class_code, REQUIRED),
	FIELD(clash, class_title, REQUIRED),
	FIELD(clash, session, REQUIRED),
	FIELD(clash, date, REQUIRED),
	FIELD(clash, start, OPTIONAL),
	FIELD(clash, end, OPTIONAL));

struct list session_days(struct request *rq, const struct series_day *days, size_t n)
{
	struct text t = text_new(rq->work.arena, DAYS_MOST);
	char date[DATE_TEXT];
	const char *before = "[";

	for (size_t i = 0; i < n; i++) {
		if (days[i].reason != NULL)
			continue;
		date_text(days[i].date, date);
		text_printf(&t, "%s\"%s\"", before, date);
		before = ",";
	}
	text_add(&t, before[0] == '[' ? "[]" : "]");
	return (struct list){ t.at };
}

// "Phòng họp A: An toàn thông tin (attt-1), 05/09/2026 08:00-11:00", in both languages.
static const char *clash_says(struct request *rq, const struct clash *c)
{
	struct civil day = date_civil(c->date);
	char start[HHMM_TEXT], end[HHMM_TEXT];

	hhmm_text(c->start, start);
	hhmm_text(c->end, end);
	return arena_printf(rq->work.arena, "%s: %s (%s), %02d/%02d/%04d %s-%s", c->what,
		c->class_title, c->class_code, day.day, day.month, day.year, start, end);
}

// Whoever is put in the time-table has their name read by everybody: a trainer is somebody the account may read, who
// teaches already, or who holds the role. Of others nobody learns whether they exist.
static struct reply trainer_refused(struct request *rq, int64_t trainer)
{
	if (trainer == NONE || db_bool(rq, sql_trainer_known, arg(trainer), arg(rq->work.today))
		|| db_bool(rq, sql_reads_person, arg(rq->who.account), arg(trainer), arg(rq->work.today)))
		return (struct reply){ .version = NONE };
	return reply_error(rq, 422, "session_trainer_unknown");
}

// The clashes that stand in the way, with names; status 0 when there are none. The room and the trainer are this
// request's until its end; should an import be faster, the constraint refuses, without names.
static struct reply clashes_named(struct request *rq, const struct meeting *m)
{
	struct problems found = problems_new(rq);
	const struct clash *c;
	size_t n;

	db_run(rq, sql_session_alone, arg(m->venue_id), arg(m->trainer));
	c = db_rows(rq, sql_session_clashes, clash, &n, arg(m->self),
		arg(m->days), arg(m->start), arg(m->minutes), arg(m->venue_id), arg(m->trainer));

	for (size_t i = 0; i < n; i++)
		problem_add(rq, &found,
			strcmp(c[i].code, "venue_clash") == 0 ? "/venue_id" : "/trainer", c[i].code,
			clash_says(rq, &c[i]));
	if (n == 0)
		return (struct reply){ .version = NONE };
	return reply_problem(rq, 409, c[0].code, clash_says(rq, &c[0]), found.items->at);
}

struct list session_listed(struct request *rq, const struct shape *s, const void *rows, size_t n)
{
	struct text t = text_new(rq->work.arena, REPLY_MOST);

	shape_json_list(s, rows, n, &t);
	return (struct list){ t.at };
}

struct list session_clashes(struct request *rq, int64_t class, int64_t number, int64_t session)
{
	size_t n;
	const struct trainee_clash *rows = db_rows(
		rq, sql_trainee_clashes, trainee_clash, &n, arg(class), arg(number), arg(session));

	return session_listed(rq, &trainee_clash_shape, rows, n);
}

// A session as it now stands, with the warnings.
static struct reply session_answer(struct request *rq, int status, int64_t id)
{
	const struct session *s = db_row(rq, sql_session_get, session, arg(id));
	struct session_kept kept;

	if (s == NULL)
		return reply_error(rq, 404, "session_unknown");
	memcpy(&kept, s, sizeof *s);
	kept.clashes = session_clashes(rq, s->class, NONE, s->id);
	return reply_shape(rq, status, &session_kept_shape, &kept);
}

// May the time-table of a class in that state be changed? Status 0 when it may; NULL: there is no such session.
static struct reply class_changeable(struct request *rq, const char *state)
{
	if (state == NULL)
		return reply_error(rq, 404, "session_unknown");
	if (strcmp(state, "cancelled") == 0)
		return reply_error(rq, 409, "class_cancelled");
	return (struct reply){ .version = NONE };
}

// Writes the meetings; gives the first number through *number, or the refusal to answer with.
struct reply meetings_add(struct request *rq, const struct meeting *m, int64_t *number)
{
	const struct class_head *class = db_row(rq, sql_class_locked, class_head, arg(rq->id[0]));
	struct reply refused;

	if (class == NULL)
		return reply_error(rq, 404, "class_unknown");
	refused = class_changeable(rq, class->state);
	if (refused.status != 0)
		return refused;
	if (strcmp(class->state, "finished") == 0)
		return reply_error(rq, 409, "class_finished");
	if (m->minutes == 0)
		return reply_error(rq, 422, "session_ends_before_start");
	refused = trainer_refused(rq, m->trainer);
	if (refused.status == 0)
		refused = clashes_named(rq, m);
	if (refused.status != 0)
		return refused;
	*number = db_int(rq, sql_session_add, arg(class->id), arg(m->days), arg(m->start),
		arg(m->end), arg(m->periods), arg(m->minutes), arg(m->venue), arg(m->venue_id),
		arg(m->trainer));
	return refused;
}

static struct meeting meeting_of(struct request *rq, const struct session_in *in)
{
	struct series_day day = { .date = in->date };

	return (struct meeting) { .self = NONE,
		.days = session_days(rq, &day, 1),
		.start = in->start,
		.end = in->end,
		.periods = in->periods,
		.venue = in->venue,
		.venue_id = in->venue_id,
		.trainer = in->trainer,
		.minutes = session_minutes(
			in->start, in->end, in->periods, settings->period_minutes) };
}

struct reply session_add(struct request *rq)
{
	const struct session_in *in = body_of(rq, session_in);
	struct meeting m = meeting_of(rq, in);
	const struct session *made;
	struct reply refused;
	int64_t number = 0;

	if (!session_date_fits(in->date))
		return reply_error(rq, 422, "session_date_range");
	refused = meetings_add(rq, &m, &number);
	if (refused.status != 0)
		return refused;
	made = db_row(rq, sql_sessions_from, session, arg(rq->id[0]), arg(number));
	return session_answer(rq, 201, made == NULL ? NONE : made->id);
}

// What was marked stays marked wherever the session goes, but nobody was present tomorrow.
struct reply session_change(struct request *rq)
{
	const struct session_in *in = body_of(rq, session_in);
	const struct session_head *now =
		db_row(rq, sql_session_locked, session_head, arg(rq->id[0]));
	struct meeting m = meeting_of(rq, in);
	struct reply refused = class_changeable(rq, now == NULL ? NULL : now->class_state);

	if (now == NULL)
		return reply_error(rq, 404, "session_unknown");
	if (refused.status == 0)
		refused = if_match(rq, now->version);
	if (refused.status != 0)
		return refused;
	if (!session_date_fits(in->date))
		return reply_error(rq, 422, "session_date_range");
	if (m.minutes == 0)
		return reply_error(rq, 422, "session_ends_before_start");
	if (now->marked && in->date.days > rq->work.today.days)
		return reply_error(rq, 409, "session_marked");
	m.self = now->id;
	refused = trainer_refused(rq, m.trainer);
	if (refused.status == 0 && !now->cancelled)
		refused = clashes_named(rq, &m);
	if (refused.status != 0)
		return refused;
	db_int(rq, sql_session_edit, arg(now->id), arg(now->version), arg(in->date), arg(in->start),
		arg(in->end), arg(in->periods), arg(m.minutes), arg(in->venue), arg(in->venue_id),
		arg(in->trainer), arg(rq->who.account), arg(rq->work.now), arg(in->why));
	return session_answer(rq, 200, now->id);
}

// A session taken off the time-table frees its room and trainer; its marks stay and count nowhere.
struct reply session_cancel(struct request *rq)
{
	const struct session_head *now =
		db_row(rq, sql_session_locked, session_head, arg(rq->id[0]));
	struct reply refused = class_changeable(rq, now == NULL ? NULL : now->class_state);

	if (now == NULL)
		return reply_error(rq, 404, "session_unknown");
	if (refused.status != 0)
		return refused;
	db_int(rq, sql_session_cancel, arg(now->id), arg(true), arg(rq->who.account),
		arg(rq->work.now), arg(body_of(rq, session_why)->why));
	return session_answer(rq, 200, now->id);
}

struct reply session_restore(struct request *rq)
{
	const struct session_head *now =
		db_row(rq, sql_session_locked, session_head, arg(rq->id[0]));
	struct reply refused = class_changeable(rq, now == NULL ? NULL : now->class_state);
	struct series_day day;
	struct meeting m;

	if (now == NULL)
		return reply_error(rq, 404, "session_unknown");
	day = (struct series_day){ .date = now->date };
	m = (struct meeting) { .self = now->id,
		.days = session_days(rq, &day, 1),
		.start = now->start,
		.venue_id = now->venue_id,
		.trainer = now->trainer,
		.minutes = now->start.minutes == NO_DAY
				   ? 0
				   : session_minutes(now->start, now->end, now->periods,
					   settings->period_minutes) };
	if (refused.status == 0 && now->cancelled)
		refused = clashes_named(rq, &m);
	if (refused.status != 0)
		return refused;
	db_int(rq, sql_session_cancel, arg(now->id), arg(false), arg(rq->who.account),
		arg(rq->work.now), arg(body_of(rq, session_why)->why));
	return session_answer(rq, 200, now->id);
}

struct reply session_search(struct request *rq)
{
	const struct session_ask *ask = asked_of(rq, session_ask);

	if (ask->to.days != NO_DAY && ask->from.days != NO_DAY && ask->to.days < ask->from.days)
		return reply_error(rq, 422, "period_backwards");
	return reply_page(rq, sql_session_page, arg(rq->who.account), arg(rq->work.today),
		arg(ask->from), arg(ask->to), arg(ask->unit), arg(ask->trainer), arg(rq->after),
		arg(rq->limit + 1));
}
