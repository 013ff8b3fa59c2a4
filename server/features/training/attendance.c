// SPDX-License-Identifier: GPL-3.0-or-later
// The roster: a whole session marked in one request, from any device, in any order, again and again.
#include <string.h>

#include "base/crypto.h"
#include "base/settings.h"
#include "base/text.h"
#include "build/sql.h"
#include "features/training/mark.h"
#include "features/training/session.h"
#include "features/training/training.h"

enum { DAY_MINUTES = 24 * 60, UTC_OFFSET = 7 * 60, BLINDS_MOST = 1 << 20 };

struct roster_row {
	int64_t person;
	const char *code, *full_name, *unit_name, *status, *note;
	bool enrolled;
	struct instant recorded_at;
};
SHAPE(roster_row,
	FIELD(roster_row, person, REQUIRED),
	FIELD(roster_row, code, REQUIRED),
	FIELD(roster_row, full_name, REQUIRED),
	FIELD(roster_row, unit_name, OPTIONAL,
		.says = "the unit that sent them, or where they work"),
	FIELD(roster_row, status, REQUIRED, .one_of = "present|late|excused|unexcused|unmarked"),
	FIELD(roster_row, note, OPTIONAL),
	FIELD(roster_row, enrolled, REQUIRED, .says = "false: walked in"),
	FIELD(roster_row, recorded_at, OPTIONAL, .says = "when the mark was taken"));

struct mark {			// one person in one session
	int64_t person;
	const char *code, *national_id, *status, *note;
	struct instant recorded_at;
	const char *op, *why;
};
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

struct marks_written { int64_t history, changed, overtaken, clamped; };
SHAPE(marks_written,
	FIELD(marks_written, history, REQUIRED),
	FIELD(marks_written, changed, REQUIRED),
	FIELD(marks_written, overtaken, REQUIRED),
	FIELD(marks_written, clamped, REQUIRED));

struct mark_counts { int64_t present, late, excused, unexcused, unmarked; };
SHAPE(mark_counts,
	FIELD(mark_counts, present, REQUIRED),
	FIELD(mark_counts, late, REQUIRED),
	FIELD(mark_counts, excused, REQUIRED),
	FIELD(mark_counts, unexcused, REQUIRED),
	FIELD(mark_counts, unmarked, REQUIRED));

struct marks_taken {
	int64_t present, late, excused, unexcused, unmarked, changed, history, overtaken, clamped;
};
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

struct mark_event {
	int64_t id, person;
	const char *full_name, *before, *after, *note;
	struct instant recorded_at;
	bool clamped;
	struct instant received_at;
	const char *account, *op;
	bool stood;
	const char *why;
};
SHAPE(mark_event,
	FIELD(mark_event, id, REQUIRED),
	FIELD(mark_event, person, REQUIRED),
	FIELD(mark_event, full_name, REQUIRED),
	FIELD(mark_event, before, OPTIONAL, .says = "what stood when it came in"),
	FIELD(mark_event, after, REQUIRED),
	FIELD(mark_event, note, OPTIONAL),
	FIELD(mark_event, recorded_at, OPTIONAL),
	FIELD(mark_event, clamped, REQUIRED,
		.says = "the device's time had not come yet; the arrival was taken"),
	FIELD(mark_event, received_at, REQUIRED),
	FIELD(mark_event, account, OPTIONAL),
	FIELD(mark_event, op, OPTIONAL),
	FIELD(mark_event, stood, REQUIRED, .says = "false: a later mark had come in before"),
	FIELD(mark_event, why, OPTIONAL));

// Minutes from the session's end to now; a session without a time ends with its day.
static int64_t minutes_since_end(const struct session_head *s, struct instant now)
{
	int64_t end = s->start.minutes == NO_DAY ? DAY_MINUTES : s->start.minutes +
		session_minutes(s->start, s->end, s->periods, settings->period_minutes);
	int64_t minute = now.us / (60 * INT64_C(1000000)) + UTC_OFFSET;

	return minute - ((int64_t)s->date.days * DAY_MINUTES + end);
}

// Why the session cannot be marked now, as a code, or NULL.
static const char *mark_obstacle(struct request *rq, const struct session_head *s,
	enum mark_role role, const struct mark_limits *limits)
{
	if (s->cancelled)
		return "session_cancelled";
	if (strcmp(s->class_state, "cancelled") == 0)
		return "class_cancelled";
	if (s->date.days > rq->work.today.days)
		return "session_not_yet";
	if (!mark_allowed(role, minutes_since_end(s, rq->work.now), limits))
		return role == MARK_TRAINER ? "mark_window_trainer_over" : "mark_window_over";
	return NULL;
}

static struct reply marks_answer(struct request *rq, int64_t session, const struct marks_written *w)
{
	const struct mark_counts *c = db_row(rq, sql_attendance_counts, mark_counts, arg(session));
	struct marks_taken out;

	if (w == NULL || c == NULL)
		return reply_error(rq, 404, "session_unknown");
	out = (struct marks_taken){ c->present, c->late, c->excused, c->unexcused, c->unmarked,
		w->changed, w->history, w->overtaken, w->clamped };
	return reply_row(rq, marks_taken, &out);
}

// The marks with the numbers of those who are named by code or personal number; as they are when nobody is.
static struct list marks_resolved(struct request *rq)
{
	const struct mark *marks = body_of(rq, mark);
	struct text blinds = text_new(rq->work.arena, BLINDS_MOST);
	bool named = false;

	for (size_t i = 0; i < rq->bodies; i++) {
		named = named || marks[i].person == NONE;
		text_char(&blinds, i == 0 ? '[' : ',');
		text_json(&blinds, crypto_blind(marks[i].national_id, "national_id", rq->work.arena));
	}
	text_add(&blinds, rq->bodies == 0 ? "[]" : "]");
	if (!named)
		return rq->body_json;
	return (struct list){ db_text(rq, sql_marks_resolved, arg(rq->body_json), arg((const char *)blinds.at)) };
}

static bool takes_back(struct request *rq)
{
	const struct mark *marks = body_of(rq, mark);

	for (size_t i = 0; i < rq->bodies; i++)
		if (strcmp(marks[i].status, "unmarked") == 0)
			return true;
	return false;
}

struct reply attendance_put(struct request *rq)
{
	const struct session_head *s = db_row(rq, sql_session_locked, session_head, arg(rq->id[0]));
	const struct mark_limits limits = { settings->mark_hours_trainer,
		settings->mark_days_office };
	enum mark_role role;
	const char *obstacle;
	const struct marks_written *written;
	const struct wrong *wrong;
	struct list marks;
	size_t n;

	if (s == NULL)
		return reply_error(rq, 404, "session_unknown");
	role = db_bool(rq, sql_edits_class, arg(rq->who.account), arg(s->class), arg(rq->work.today)) ?
		MARK_OFFICE : MARK_TRAINER;
	obstacle = mark_obstacle(rq, s, role, &limits);
	if (obstacle != NULL)
		return reply_error(rq, 409, obstacle);
	marks = marks_resolved(rq);
	wrong = db_rows(rq, sql_marks_wrong, wrong, &n, arg(s->id), arg(rq->who.account), arg(marks), arg(rq->work.today),
		arg(mark_needs_why(role, minutes_since_end(s, rq->work.now), &limits)));
	if (n > 0)
		return wrong_reply(rq, "", wrong, n);
	written = db_row(rq, sql_attendance_put, marks_written, arg(s->id), arg(rq->who.account), arg(marks),
		arg(rq->work.now));
	if (takes_back(rq))
		db_run(rq, sql_marks_taken_back, arg(s->id), arg(marks));
	return marks_answer(rq, s->id, written);
}
