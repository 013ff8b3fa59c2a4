// SPDX-License-Identifier: GPL-3.0-or-later
// Enrolments decided by the organiser, withdrawn, handed to a substitute, and explained.
#include <string.h>

#include "base/settings.h"
#include "base/text.h"
#include "build/sql.h"
#include "features/training/nomination.h"
#include "features/training/seat.h"
#include "features/training/training.h"
#include "http/reply.h"

#define ENROLMENT_STATES "nominated|approved|waitlisted|rejected|withdrawn"

struct enrolment {
	int64_t id, class;
	const char *class_code, *class_title;
	int64_t person;
	const char *person_code, *full_name, *nominated_by, *nominated_by_name, *state;
	int64_t place;
	struct instant changed_at;
	const char *why;
	int64_t substitute_for;
};
SHAPE(enrolment,
	FIELD(enrolment, id, REQUIRED, .says = "the enrolment's number"),
	FIELD(enrolment, class, REQUIRED, .says = "the class's number"),
	FIELD(enrolment, class_code, REQUIRED),
	FIELD(enrolment, class_title, REQUIRED),
	FIELD(enrolment, person, REQUIRED, .says = "the person's number"),
	FIELD(enrolment, person_code, REQUIRED),
	FIELD(enrolment, full_name, REQUIRED),
	FIELD(enrolment, nominated_by, OPTIONAL, .says = "code of the unit that sends"),
	FIELD(enrolment, nominated_by_name, OPTIONAL),
	FIELD(enrolment, state, REQUIRED, .one_of = ENROLMENT_STATES),
	FIELD(enrolment, place, OPTIONAL, .says = "place in the waiting list, 1 is next"),
	FIELD(enrolment, changed_at, REQUIRED, .says = "when the state was last changed"),
	FIELD(enrolment, why, OPTIONAL, .says = "the reason given"),
	FIELD(enrolment, substitute_for, OPTIONAL,
		.says = "the enrolment whose seat or place it took over"));

struct enrolment_ask { const char *state; };
SHAPE(enrolment_ask, FIELD(enrolment_ask, state, OPTIONAL, .one_of = ENROLMENT_STATES));

struct enrolment_event {
	int64_t id;
	const char *before, *after;
	struct instant at;
	const char *account, *why;
};
SHAPE(enrolment_event,
	FIELD(enrolment_event, id, REQUIRED),
	FIELD(enrolment_event, before, OPTIONAL, .says = "none: it began"),
	FIELD(enrolment_event, after, REQUIRED, .one_of = ENROLMENT_STATES),
	FIELD(enrolment_event, at, REQUIRED),
	FIELD(enrolment_event, account, OPTIONAL, .says = "none: the background job that returns quotas"),
	FIELD(enrolment_event, why, OPTIONAL));

struct enrolment_head { int64_t id, class, nominated_by, host_unit; };
SHAPE(enrolment_head,
	FIELD(enrolment_head, id, REQUIRED),
	FIELD(enrolment_head, class, REQUIRED),
	FIELD(enrolment_head, nominated_by, OPTIONAL),
	FIELD(enrolment_head, host_unit, OPTIONAL));

#define PLACE_MEMBERS \
	int64_t enrolment, class; \
	const char *class_code; \
	int64_t person; \
	const char *state; \
	int64_t place, waiting, capacity, taken; \
	const char *quota_unit; \
	int64_t quota_seats, quota_used, set_aside; \
	struct date returns_on, returned_on; \
	const char *reason
#define PLACE_FIELDS(T) \
	FIELD(T, enrolment, REQUIRED), \
	FIELD(T, class, REQUIRED), \
	FIELD(T, class_code, REQUIRED), \
	FIELD(T, person, REQUIRED), \
	FIELD(T, state, REQUIRED, .one_of = ENROLMENT_STATES), \
	FIELD(T, place, OPTIONAL, .says = "place in the waiting list, 1 is next"), \
	FIELD(T, waiting, REQUIRED, .says = "people in the waiting list"), \
	FIELD(T, capacity, OPTIONAL, .says = "seats; none: no limit"), \
	FIELD(T, taken, REQUIRED, .says = "seats given"), \
	FIELD(T, quota_unit, OPTIONAL, .says = "code of the unit whose quota it counts in"), \
	FIELD(T, quota_seats, OPTIONAL), \
	FIELD(T, quota_used, OPTIONAL), \
	FIELD(T, set_aside, REQUIRED, .says = "free seats held back for other units"), \
	FIELD(T, returns_on, OPTIONAL, .says = "day on which unused seats return to everyone"), \
	FIELD(T, returned_on, OPTIONAL, .says = "day on which those of this quota did"), \
	FIELD(T, reason, REQUIRED, .one_of = "place_seat|place_undecided|place_full|place_set_aside|" \
		"place_set_aside_no_day|place_none|place_class_cancelled")

struct place { PLACE_MEMBERS; };	// read by enrolment_places
SHAPE(place, PLACE_FIELDS(place));

struct place_said { PLACE_MEMBERS; const char *says; };
SHAPE(place_said,
	PLACE_FIELDS(place_said),
	FIELD(place_said, says, REQUIRED, .max = 2000, .says = "the reason as a sentence"));

struct decision { int64_t enrolment; const char *state, *why; };
SHAPE(decision,
	FIELD(decision, enrolment, REQUIRED, .min = 1, .says = "the enrolment's number"),
	FIELD(decision, state, REQUIRED, .one_of = "approved|rejected|nominated",
		.says = "approved: a seat, or a place in the waiting list; nominated: the decision is taken back"),
	FIELD(decision, why, OPTIONAL, .says = "the reason; a refusal needs one"));

struct enrolment_why { const char *why; };
SHAPE(enrolment_why, FIELD(enrolment_why, why, REQUIRED, .min = 1, .says = "the reason"));

struct substitution { int64_t person; const char *why; bool even_if_trained; };
SHAPE(substitution,
	FIELD(substitution, person, REQUIRED, .min = 1, .says = "number of who goes instead"),
	FIELD(substitution, why, REQUIRED, .min = 1, .says = "the reason"),
	FIELD(substitution, even_if_trained, OPTIONAL, .says = "also who completed the course this year"));

// The enrolments decided on as a JSON list of numbers.
static struct list numbers_of(struct request *rq, const struct decision *d, size_t n)
{
	struct text t = text_new(rq->work.arena, REPLY_MOST);

	text_char(&t, '[');
	for (size_t i = 0; i < n; i++)
		text_printf(&t, "%s%lld", i > 0 ? "," : "", (long long)d[i].enrolment);
	text_char(&t, ']');
	return (struct list){ t.at };
}

static const char *number_said(struct request *rq, int64_t n)
{
	return n == NONE ? "" : arena_printf(rq->work.arena, "%lld", (long long)n);
}

static const char *day_said(struct request *rq, struct date date)
{
	struct civil day;

	if (date.days == NO_DAY)
		return "";
	day = date_civil(date);
	return arena_printf(rq->work.arena, "%02d/%02d/%04d", day.day, day.month, day.year);
}

// Every place asked for, with its reason said in the request's language.
static const struct place_said *places_said(struct request *rq, int64_t class, struct list enrolments,
	size_t *n)
{
	const struct place *rows = db_rows(rq, sql_enrolment_places, place, n, arg(class), arg(enrolments),
		arg(settings->quota_return_days));
	struct place_said *out = arena_many(rq->work.arena, struct place_said, *n + 1);

	for (size_t i = 0; i < *n; i++) {
		memcpy(&out[i], &rows[i], sizeof rows[i]);
		out[i].says = sentence_fill(rq->work.arena, sentence(rq->language, rows[i].reason),
			"place", number_said(rq, rows[i].place), "waiting", number_said(rq, rows[i].waiting),
			"capacity", number_said(rq, rows[i].capacity), "set_aside", number_said(rq, rows[i].set_aside),
			"day", day_said(rq, rows[i].returns_on),
			"days", number_said(rq, settings->quota_return_days), NULL);
	}
	return out;
}

struct reply enrolment_place(struct request *rq)
{
	const struct enrolment_head *e = db_row(rq, sql_enrolment_head, enrolment_head, arg(rq->id[0]));
	const struct decision one = { .enrolment = rq->id[0] };
	const struct place_said *places;
	size_t n;

	if (e == NULL)
		return reply_error(rq, 404, "enrolment_unknown");
	places = places_said(rq, e->class, numbers_of(rq, &one, 1), &n);
	return reply_row(rq, place_said, n == 0 ? NULL : places);
}

struct reply decisions_put(struct request *rq)
{
	const struct seat_class *class = seats_lock(WORK(rq), rq->id[0], NULL);
	struct reply refused = seats_changeable(rq, class);
	const struct place_said *places;
	const struct wrong *wrong;
	size_t n;

	if (refused.status != 0)
		return refused;
	wrong = db_rows(rq, sql_decisions_wrong, wrong, &n, arg(class->class), arg(rq->body_json));
	if (n > 0)
		return wrong_reply(rq, "", wrong, n);
	db_int(rq, sql_decisions_put, arg(class->class), arg(rq->body_json), arg(rq->who.account),
		arg(rq->work.now));
	seats_settle(WORK(rq), class->class, rq->who.account);
	places = places_said(rq, class->class, numbers_of(rq, body_of(rq, decision), rq->bodies), &n);
	return reply_list(rq, place_said, places, n);
}

struct reply enrolment_reply(struct request *rq, int status, int64_t class, int64_t person)
{
	int64_t id = db_int(rq, sql_enrolment_of, arg(class), arg(person));

	return reply_shape(rq, status, &enrolment_shape, db_row(rq, sql_enrolment_get, enrolment, arg(id)));
}

// The enrolment with its class locked, or the refusal to answer with.
static const struct enrolment_head *enrolment_locked(struct request *rq, struct reply *refused)
{
	const struct enrolment_head *e = db_row(rq, sql_enrolment_head, enrolment_head, arg(rq->id[0]));

	*refused = e == NULL ? reply_error(rq, 404, "enrolment_unknown") :
		seats_changeable(rq, seats_lock(WORK(rq), e->class, NULL));
	return e;
}

struct reply enrolment_withdraw(struct request *rq)
{
	struct reply refused;
	const struct enrolment_head *e = enrolment_locked(rq, &refused);

	if (refused.status != 0)
		return refused;
	if (db_int(rq, sql_enrolment_withdraw, arg(e->id), arg(rq->who.account), arg(rq->work.now),
		arg(body_of(rq, enrolment_why)->why)) == 0)
		return reply_error(rq, 409, "enrolment_not_active");
	seats_settle(WORK(rq), e->class, rq->who.account);
	return reply_row(rq, enrolment, db_row(rq, sql_enrolment_get, enrolment, arg(e->id)));
}

// Whom the organiser enrolled without a unit is replaced by somebody of the organiser's own.
struct reply enrolment_substitute(struct request *rq)
{
	const struct substitution *in = body_of(rq, substitution);
	struct nominees_asked asked = { .even_if_trained = in->even_if_trained, .pointer = "/person",
		.people = { arena_printf(rq->work.arena, "[%lld]", (long long)in->person) } };
	struct reply refused;
	const struct enrolment_head *e = enrolment_locked(rq, &refused);
	struct nominees checked;
	int64_t joined;

	if (refused.status != 0)
		return refused;
	asked.class = e->class;
	asked.unit = e->nominated_by == NONE ? e->host_unit : e->nominated_by;
	checked = nominees_check(rq, &asked);
	if (checked.found.n > 0)
		return reply_problems(rq, &checked.found);
	joined = db_int(rq, sql_enrolment_substitute, arg(e->id), arg(in->person), arg(rq->who.account),
		arg(rq->work.now), arg(in->why));
	if (joined == 0)
		return reply_error(rq, 409, "enrolment_not_active");
	seats_settle(WORK(rq), e->class, rq->who.account);
	return reply_created(rq, enrolment, db_row(rq, sql_enrolment_get, enrolment, arg(joined)));
}
