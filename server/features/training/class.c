// SPDX-License-Identifier: GPL-3.0-or-later
// Classes: made as drafts below a host unit, edited, turned from state to state.
#include "features/training/class.h"

#include <string.h>

#include "base/utf8.h"
#include "build/sql.h"
#include "features/training/seat.h"

struct class {
	int64_t id;
	const char *code;
	int64_t course;
	const char *course_code, *course_title;
	int64_t host_unit;
	const char *host_unit_name, *title;
	int64_t capacity, taken;
	const char *venue, *state;
	int64_t sessions;
	struct date first_on, last_on;
	bool voluntary;
	int64_t version;
};
SHAPE(class,
	FIELD(class, id, REQUIRED, .says = "the class's number"),
	FIELD(class, code, REQUIRED),
	FIELD(class, course, REQUIRED, .says = "the course's number"),
	FIELD(class, course_code, REQUIRED),
	FIELD(class, course_title, REQUIRED),
	FIELD(class, host_unit, OPTIONAL, .says = "number of the unit that organises it"),
	FIELD(class, host_unit_name, OPTIONAL),
	FIELD(class, title, REQUIRED),
	FIELD(class, capacity, OPTIONAL, .says = "seats; none: no limit"),
	FIELD(class, taken, REQUIRED, .says = "seats given"),
	FIELD(class, venue, OPTIONAL, .says = "place in words"),
	FIELD(class, state, REQUIRED, .one_of = CLASS_STATES),
	FIELD(class, sessions, REQUIRED, .says = "sessions that are not cancelled"),
	FIELD(class, first_on, OPTIONAL, .says = "day of the first session"),
	FIELD(class, last_on, OPTIONAL, .says = "day of the last session"),
	FIELD(class, voluntary, REQUIRED, .says = "open to citizens who wish to come"),
	FIELD(class, version, REQUIRED, .says = "number of edits, the ETag"));

SHAPE(class_head,
	FIELD(class_head, id, REQUIRED),
	FIELD(class_head, state, REQUIRED),
	FIELD(class_head, version, REQUIRED));

struct class_in {
	const char *code;
	int64_t course;
	const char *title;
	int64_t capacity;
	const char *venue;
	enum tri voluntary;
};
SHAPE(class_in,
	FIELD(class_in, code, OPTIONAL, .max = 64,
		.says = "none: the course's code and the next number"),
	FIELD(class_in, course, REQUIRED, .min = 1, .says = "the course's number"),
	FIELD(class_in, title, OPTIONAL, .says = "none: the course's"),
	FIELD(class_in, capacity, OPTIONAL, .min = 1, .max = 100000,
		.says = "seats; none: no limit"),
	FIELD(class_in, venue, OPTIONAL, .says = "place in words"),
	FIELD(class_in, voluntary, OPTIONAL, .says = "open to citizens who wish to come; not said: no"));

struct class_edit { const char *title; int64_t capacity; const char *venue; };
SHAPE(class_edit,
	FIELD(class_edit, title, REQUIRED, .min = 1),
	FIELD(class_edit, capacity, OPTIONAL, .min = 1, .max = 100000,
		.says = "seats; none: no limit"),
	FIELD(class_edit, venue, OPTIONAL, .says = "place in words"));

struct class_turn { const char *state, *why; };
SHAPE(class_turn,
	FIELD(class_turn, state, REQUIRED, .one_of = CLASS_STATES),
	FIELD(class_turn, why, OPTIONAL, .says =
		"the reason; needed to cancel, to go back from running or finished, to finish with sessions to come or unmarked"));

struct class_ask { const char *q, *code, *course, *state, *unit; struct date from, to; };
SHAPE(class_ask,
	FIELD(class_ask, q, OPTIONAL, .max = 100,
		.says = "part of the title or of the course's, or the code"),
	FIELD(class_ask, code, OPTIONAL, .max = 64, .says = "the class of that code alone"),
	FIELD(class_ask, course, OPTIONAL, .max = 64, .says = "code of the course"),
	FIELD(class_ask, state, OPTIONAL, .one_of = CLASS_STATES "|current",
		.says = "current: neither finished nor cancelled"),
	FIELD(class_ask, unit, OPTIONAL, .max = 64,
		.says = "code of a unit: it or a unit below organises the class"),
	FIELD(class_ask, from, OPTIONAL, .says = "its last day is not before"),
	FIELD(class_ask, to, OPTIONAL, .says = "its first day is not after"));

struct class_event {
	int64_t id, session, number;
	const char *what, *before, *after;
	struct instant at;
	const char *account, *why;
};
SHAPE(class_event,
	FIELD(class_event, id, REQUIRED),
	FIELD(class_event, session, OPTIONAL),
	FIELD(class_event, number, OPTIONAL, .says = "the session's number in the class"),
	FIELD(class_event, what, REQUIRED, .one_of = "state|moved|cancelled|restored"),
	FIELD(class_event, before, OPTIONAL),
	FIELD(class_event, after, OPTIONAL),
	FIELD(class_event, at, REQUIRED),
	FIELD(class_event, account, OPTIONAL),
	FIELD(class_event, why, OPTIONAL));

struct reply class_search(struct request *rq)
{
	const struct class_ask *ask = asked_of(rq, class_ask);
	const char *q = ask->q == NULL ? NULL : utf8_fold(ask->q, rq->work.arena);

	return reply_page(rq, sql_class_page, arg(rq->who.account), arg(rq->work.today), arg(q),
		arg(ask->code), arg(ask->course), arg(ask->state), arg(ask->unit), arg(ask->from),
		arg(ask->to), arg(rq->after), arg(rq->limit + 1));
}

struct reply class_add(struct request *rq)
{
	const struct class_in *in = body_of(rq, class_in);

	if (db_text(rq, sql_class_course_locked, arg(in->course)) == NULL)
		return reply_error(rq, 422, "class_course_unknown");
	return reply_created(rq, class,
		db_row(rq, sql_class_get, class,
			arg(db_int(rq, sql_class_add, arg(rq->id[0]), arg(in->course),
				arg(in->code), arg(in->title), arg(in->capacity),
				arg(in->venue), arg(in->voluntary == YES)))));
}

struct reply class_change(struct request *rq)
{
	const struct class_edit *in = body_of(rq, class_edit);
	const struct class_head *now = db_row(rq, sql_class_locked, class_head, arg(rq->id[0]));
	struct reply refused;

	if (now == NULL)
		return reply_error(rq, 404, "class_unknown");
	refused = if_match(rq, now->version);
	if (refused.status != 0)
		return refused;
	if (strcmp(now->state, "cancelled") == 0)
		return reply_error(rq, 409, "class_cancelled");
	db_int(rq, sql_class_edit, arg(now->id), arg(in->title), arg(in->capacity), arg(in->venue),
		arg(now->version));
	seats_settle(WORK(rq), now->id, rq->who.account); // more seats: the waiting list gets them
	return reply_row(rq, class, db_row(rq, sql_class_get, class, arg(now->id)));
}

// Status 0 when the class may go into that state.
static struct reply turn_refused(struct request *rq, const struct class_head *now, const struct class_turn *in)
{
	enum class_turning how = class_turning(now->state, in->state);
	const char *left = NULL;

	if (how == TURNS_NOT)
		return reply_error(rq, 409, "class_state_not_reachable");
	if (strcmp(in->state, "open") == 0 && !db_bool(rq, sql_class_has_sessions, arg(now->id)))
		return reply_error(rq, 409, "class_without_sessions");
	if (how == TURNS_WITH_REASON && in->why == NULL)
		return reply_error(rq, 422, "why_missing");
	if (strcmp(in->state, "finished") == 0 && in->why == NULL)
		left = db_text(rq, sql_class_unfinished, arg(now->id), arg(rq->work.today));
	return left != NULL ? reply_error(rq, 422, left) : (struct reply){ .version = NONE };
}

// Asking for the state it is in changes nothing and is no error: the request may have come twice.
struct reply class_turn(struct request *rq)
{
	const struct class_turn *in = body_of(rq, class_turn);
	const struct class_head *now = db_row(rq, sql_class_locked, class_head, arg(rq->id[0]));
	struct reply refused;

	if (now == NULL)
		return reply_error(rq, 404, "class_unknown");
	if (strcmp(now->state, in->state) != 0) {
		refused = turn_refused(rq, now, in);
		if (refused.status != 0)
			return refused;
		db_int(rq, sql_class_turn, arg(now->id), arg(in->state), arg(rq->who.account),
			arg(rq->work.now), arg(in->why));
	}
	return reply_row(rq, class, db_row(rq, sql_class_get, class, arg(now->id)));
}
