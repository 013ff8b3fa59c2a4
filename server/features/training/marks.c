// SPDX-License-Identifier: GPL-3.0-or-later
// Marks that come in: a whole session in one request, from any device, in any order, again and again.
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/settings.h"
#include "base/text.h"
#include "build/sql.h"
#include "features/training/marks.h"
#include "features/training/training.h"

enum { DAY_MINUTES = 24 * 60, UTC_OFFSET = 7 * 60, TIMES_MOST = 1 << 20 };
#define MINUTE_US (60 * INT64_C(1000000))

SHAPE(mark,
	FIELD(mark, person, OPTIONAL, .min = 1, .says = "the person's number"),
	FIELD(mark, code, OPTIONAL, .max = 64,
		.says = "instead of the number: the code of somebody who walked in"),
	FIELD(mark, national_id, OPTIONAL, .min = 12, .max = 12, .says = "the same by personal number"),
	FIELD(mark, status, REQUIRED, .one_of = "present|late|excused|unexcused|unmarked",
		.says = "unmarked: the mark is taken back"),
	FIELD(mark, note, OPTIONAL, .max = 200),
	FIELD(mark, recorded_at, OPTIONAL, .says = "when the device took it; none: now"),
	FIELD(mark, op, OPTIONAL, .max = 64,
		.says = "the device's own name of this mark: sent twice it counts once"),
	FIELD(mark, why, OPTIONAL, .says = "reason of a correction"));

SHAPE(marks_taken,
	FIELD(marks_taken, present, REQUIRED),
	FIELD(marks_taken, late, REQUIRED),
	FIELD(marks_taken, excused, REQUIRED),
	FIELD(marks_taken, unexcused, REQUIRED),
	FIELD(marks_taken, unmarked, REQUIRED),
	FIELD(marks_taken, changed, REQUIRED, .says = "people whose mark is another now"),
	FIELD(marks_taken, history, REQUIRED,
		.says = "marks that came for the first time and were kept"),
	FIELD(marks_taken, overtaken, REQUIRED,
		.says = "of them, marks older than the one that stands"),
	FIELD(marks_taken, clamped, REQUIRED,
		.says = "of them, marks with a time that had not come yet"));

SHAPE(standing,
	FIELD(standing, person, REQUIRED),
	FIELD(standing, seated, REQUIRED),
	FIELD(standing, status, OPTIONAL),
	FIELD(standing, note, OPTIONAL),
	FIELD(standing, recorded_at, OPTIONAL),
	FIELD(standing, op, OPTIONAL));

struct mark_named { int64_t at, person; };
SHAPE(mark_named,
	FIELD(mark_named, at, REQUIRED),
	FIELD(mark_named, person, OPTIONAL));

// The minute in which the session ends, since 1970 here; a session without a time ends with its day.
static int64_t end_minute(const struct session_head *s)
{
	int64_t end = s->start.minutes == NO_DAY ? DAY_MINUTES : s->start.minutes +
		session_minutes(s->start, s->end, s->periods, settings->period_minutes);

	return (int64_t)s->date.days * DAY_MINUTES + end;
}

static int64_t minutes_since_end(const struct session_head *s, struct instant now)
{
	return now.us / MINUTE_US + UTC_OFFSET - end_minute(s);
}

static struct mark_limits limits_set(void)
{
	return (struct mark_limits){ settings->mark_hours_trainer, settings->mark_days_office };
}

// Why the role cannot mark the session because of the time, as a code, or NULL.
static const char *time_obstacle(enum mark_role role, const struct session_head *s, const struct work *w)
{
	const struct mark_limits limits = limits_set();

	if (s->date.days > w->today.days)
		return "session_not_yet";
	if (mark_allowed(role, minutes_since_end(s, w->now), &limits))
		return NULL;
	return role == MARK_TRAINER ? "mark_window_trainer_over" : "mark_window_over";
}

const char *marks_times(struct work *w, int64_t class, int64_t account)
{
	bool office = db_bool(w, sql_edits_class, arg(account), arg(class), arg(w->today));
	size_t n;
	const struct session_head *heads = db_rows(w, sql_session_heads, session_head, &n, arg(class));
	struct text json = text_new(w->arena, TIMES_MOST);

	for (size_t i = 0; i < n; i++) {
		bool may = office || db_bool(w, sql_trains_session, arg(account), arg(heads[i].id), arg(w->today));
		const char *obstacle = may ? time_obstacle(office ? MARK_OFFICE : MARK_TRAINER, &heads[i], w) : "session_not_yours";
		char ended[INSTANT_TEXT];

		instant_text((struct instant){ (end_minute(&heads[i]) - UTC_OFFSET) * MINUTE_US }, ended);
		text_printf(&json, "%s{\"session\":%lld,\"ended\":\"%s\"", i == 0 ? "[" : ",", (long long)heads[i].id, ended);
		if (obstacle != NULL)
			text_printf(&json, ",\"obstacle\":\"%s\"", obstacle);
		text_char(&json, '}');
	}
	text_add(&json, n == 0 ? "[]" : "]");
	return json.at;
}

// Why the session cannot be marked now, as a code, or NULL. While trainer and office may both mark, nobody
// asks which of them it is.
static const char *mark_obstacle(struct request *rq, struct roster *r)
{
	const struct mark_limits limits = limits_set();
	const struct session_head *s = r->head;
	enum mark_role role = MARK_TRAINER;

	if (s->cancelled)
		return "session_cancelled";
	if (strcmp(s->class_state, "cancelled") == 0)
		return "class_cancelled";
	if (time_obstacle(MARK_TRAINER, s, &rq->work) == NULL && time_obstacle(MARK_OFFICE, s, &rq->work) == NULL)
		return NULL;
	if (db_bool(rq, sql_edits_class, arg(rq->who.account), arg(s->class), arg(rq->work.today)))
		role = MARK_OFFICE;
	r->needs_why = mark_needs_why(role, minutes_since_end(s, rq->work.now), &limits);
	return time_obstacle(role, s, &rq->work);
}

// Gives whoever is named by code or personal number their number, if there is such a person.
static void name_people(struct request *rq, struct roster *r)
{
	struct text codes = text_new(rq->work.arena, ARRAY_MOST), blinds = text_new(rq->work.arena, ARRAY_MOST);
	struct text json = text_new(rq->work.arena, ARRAY_MOST);
	const struct mark_named *named;
	size_t n, unnumbered = 0;

	for (size_t i = 0; i < r->marks_n; i++) {
		bool asked = r->marks[i].person == NONE;

		unnumbered += asked;
		array_item(&codes, asked ? r->marks[i].code : NULL);
		array_item(&blinds, asked ? crypto_blinds(r->marks[i].national_id, "national_id", rq->work.arena) : NULL);
	}
	if (unnumbered == 0)
		return;
	named = db_rows(rq, sql_marks_named, mark_named, &n, arg(array_done(&codes)), arg(array_done(&blinds)));
	for (size_t i = 0; i < n; i++)
		if (r->marks[named[i].at].person == NONE)
			r->marks[named[i].at].person = named[i].person;
	shape_json_list(&mark_shape, r->marks, r->marks_n, &json);
	r->json = (struct list){ json.at };
}

static int by_person(const void *a, const void *b)
{
	int64_t one = *(const int64_t *)a, other = ((const struct standing *)b)->person;

	return one < other ? -1 : one > other;
}

const struct standing *standing_of(const struct roster *r, int64_t person)
{
	return r->standing_n == 0 ? NULL : bsearch(&person, r->standing, r->standing_n, sizeof *r->standing, by_person);
}

// Is there a mark the query that lists what is wrong has to look at? Strangers, twice the same, no reason.
static bool doubtful(struct request *rq, const struct roster *r)
{
	bool *seen = arena_many(rq->work.arena, bool, r->standing_n + 1);

	for (size_t i = 0; i < r->marks_n; i++) {
		const struct standing *s = standing_of(r, r->marks[i].person);

		if (s == NULL || seen[s - r->standing])
			return true;
		if (r->needs_why && r->marks[i].why == NULL && s->status != NULL && strcmp(s->status, r->marks[i].status) != 0)
			return true;
		seen[s - r->standing] = true;
	}
	return false;
}

// Counts somebody with that mark; who has none counts if they have a seat.
static void tally(struct marks_taken *t, const char *status, bool seated, int by)
{
	const struct { const char *status; int64_t *count; } counts[] = {
		{ "present", &t->present }, { "late", &t->late }, { "excused", &t->excused }, { "unexcused", &t->unexcused },
	};

	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		if (status != NULL && strcmp(status, counts[i].status) == 0)
			*counts[i].count += by;
	if (seated && (status == NULL || strcmp(status, "unmarked") == 0))
		t->unmarked += by;
}

// What became of one mark, on top of the roster as it was.
static void tally_verdict(struct marks_taken *t, const struct verdict *v, const struct standing *s)
{
	const char *before = v->stood.status == NULL ? "unmarked" : v->stood.status;
	bool note_kept = v->stood.note == NULL || v->given.note == NULL ? v->stood.note == v->given.note
		: strcmp(v->stood.note, v->given.note) == 0;

	t->history++;
	t->clamped += v->clamped;
	t->overtaken += !v->wins;
	if (!v->wins)
		return;
	t->changed += strcmp(before, v->given.status) != 0 || !note_kept;
	if (s != NULL)
		tally(t, s->status, v->seated, -1);
	tally(t, v->given.status, v->seated, 1);
}

static void roster_write(struct request *rq, struct roster *r, struct marks_taken *t)
{
	const struct verdict *v = verdicts(rq, r);

	verdicts_write(rq, r, v);
	for (size_t i = 0; i < r->standing_n; i++)
		tally(t, r->standing[i].status, r->standing[i].seated, 1);
	for (size_t i = 0; i < r->marks_n; i++)
		if (!v[i].stale)
			tally_verdict(t, &v[i], standing_of(r, v[i].mark->person));
}

// What the query that lists what is wrong finds; status 0 when it is nothing.
static struct reply roster_wrong(struct request *rq, struct roster *r)
{
	const struct wrong *wrong;
	size_t n;

	if (!doubtful(rq, r))
		return (struct reply){ .version = NONE };
	wrong = db_rows(rq, sql_marks_wrong, wrong, &n, arg(r->head->id), arg(rq->who.account), arg(r->json),
		arg(rq->work.today), arg(r->needs_why));
	return n > 0 ? wrong_reply(rq, "", wrong, n) : (struct reply){ .version = NONE };
}

static struct list marks_json(struct request *rq, const struct mark *marks, size_t n)
{
	struct text t = text_new(rq->work.arena, ARRAY_MOST);

	shape_json_list(&mark_shape, marks, n, &t);
	return (struct list){ t.at };
}

struct reply marks_take(struct request *rq, const struct marks *given, struct marks_taken *taken)
{
	struct roster r = { .head = db_row(rq, sql_session_locked, session_head, arg(given->session)), .marks_n = given->n };
	const char *obstacle;
	struct reply refused;

	*taken = (struct marks_taken){ 0 };
	if (r.head == NULL)
		return reply_error(rq, 404, "session_unknown");
	obstacle = mark_obstacle(rq, &r);
	if (obstacle != NULL)
		return reply_error(rq, 409, obstacle);
	r.json = given->json.json == NULL ? marks_json(rq, given->marks, given->n) : given->json;
	r.marks = arena_many(rq->work.arena, struct mark, r.marks_n + 1);
	if (r.marks_n > 0)
		memcpy(r.marks, given->marks, r.marks_n * sizeof *r.marks);
	name_people(rq, &r);
	r.standing = db_rows(rq, sql_roster_standing, standing, &r.standing_n, arg(r.head->id), arg(r.head->class));
	if (!work_ok(rq))
		return (struct reply){ .version = NONE };
	refused = roster_wrong(rq, &r);
	if (refused.status == 0)
		roster_write(rq, &r, taken);
	return refused;
}

struct reply attendance_put(struct request *rq)
{
	const struct marks given = { rq->id[0], body_of(rq, mark), rq->bodies, rq->body_json };
	struct marks_taken taken;
	struct reply refused = marks_take(rq, &given, &taken);

	if (refused.status != 0)
		return refused;
	if (taken.history == 0)
		db_wrote_nothing(WORK(rq));
	return reply_row(rq, marks_taken, &taken);
}
