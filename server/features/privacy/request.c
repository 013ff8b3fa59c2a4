// SPDX-License-Identifier: GPL-3.0-or-later
// What people ask about their own data: received, replied, done or refused, by the law's clocks.
#include <string.h>

#include "build/sql.h"
#include "features/privacy/privacy.h"

#define KINDS "view|correct|export|restrict|object|withdraw|delete"

struct data_request {
	int64_t id, unit;
	const char *unit_code, *unit_name;
	int64_t person;
	const char *full_name, *kind, *channel;
	struct date received_on;
	bool third_party;
	const char *said, *state;
	struct date reply_due, due, extended_on;
	const char *extension_why;
	struct date replied_on, closed_on;
	int64_t days_left;
	bool overdue;
	const char *law, *outcome, *may_refuse;
};
SHAPE(data_request,
	FIELD(data_request, id, REQUIRED),
	FIELD(data_request, unit, REQUIRED, .says = "the unit that answers"),
	FIELD(data_request, unit_code, REQUIRED),
	FIELD(data_request, unit_name, OPTIONAL),
	FIELD(data_request, person, OPTIONAL, .says = "none: nobody in our records"),
	FIELD(data_request, full_name, OPTIONAL),
	FIELD(data_request, kind, REQUIRED, .one_of = KINDS),
	FIELD(data_request, channel, REQUIRED, .one_of = "signed_in|in_person|letter|phone|email"),
	FIELD(data_request, received_on, REQUIRED),
	FIELD(data_request, third_party, REQUIRED, .says = "somebody else processes the data too: more days"),
	FIELD(data_request, said, REQUIRED, .max = 2000),
	FIELD(data_request, state, REQUIRED, .one_of = "received|replied|done|refused"),
	FIELD(data_request, reply_due, REQUIRED, .says = "last day for the first answer: two working days"),
	FIELD(data_request, due, REQUIRED, .says = "last day for doing it"),
	FIELD(data_request, extended_on, OPTIONAL),
	FIELD(data_request, extension_why, OPTIONAL),
	FIELD(data_request, replied_on, OPTIONAL),
	FIELD(data_request, closed_on, OPTIONAL),
	FIELD(data_request, days_left, OPTIONAL, .says = "days to the next of the two last days; below 0: late"),
	FIELD(data_request, overdue, REQUIRED),
	FIELD(data_request, law, OPTIONAL, .says = "of a refusal"),
	FIELD(data_request, outcome, OPTIONAL, .max = 2000),
	FIELD(data_request, may_refuse, OPTIONAL, .max = 1000,
		.says = "what may be answered because these are duty records of staff"));

struct request_in { int64_t person; const char *kind, *channel; struct date received_on; bool third_party; const char *said; };
SHAPE(request_in,
	FIELD(request_in, person, OPTIONAL, .min = 1, .says = "none: nobody in our records"),
	FIELD(request_in, kind, REQUIRED, .one_of = KINDS),
	FIELD(request_in, channel, REQUIRED, .one_of = "in_person|letter|phone|email"),
	FIELD(request_in, received_on, REQUIRED, .says = "the day it came, from which the clocks run"),
	FIELD(request_in, third_party, OPTIONAL),
	FIELD(request_in, said, REQUIRED, .min = 1, .max = 2000, .many_lines = true));

struct request_own { const char *kind, *said; };
SHAPE(request_own,
	FIELD(request_own, kind, REQUIRED, .one_of = KINDS),
	FIELD(request_own, said, REQUIRED, .min = 1, .max = 2000, .many_lines = true));

struct request_ask { const char *state; enum tri overdue; };
SHAPE(request_ask,
	FIELD(request_ask, state, OPTIONAL, .one_of = "received|replied|done|refused"),
	FIELD(request_ask, overdue, OPTIONAL, .says = "true: late ones alone"));

struct request_step { const char *step, *law, *why; };
SHAPE(request_step,
	FIELD(request_step, step, REQUIRED, .one_of = "replied|extended|done|refused"),
	FIELD(request_step, law, OPTIONAL, .max = 200, .says = "the article a refusal rests on"),
	FIELD(request_step, why, REQUIRED, .min = 5, .max = 500, .says = "what was answered or done, or the reason"));

struct request_head { int64_t id, person; const char *kind, *state; bool extended, late, on_duty, unknown; };
SHAPE(request_head,
	FIELD(request_head, id, REQUIRED),
	FIELD(request_head, person, OPTIONAL),
	FIELD(request_head, kind, REQUIRED),
	FIELD(request_head, state, REQUIRED),
	FIELD(request_head, extended, REQUIRED),
	FIELD(request_head, late, REQUIRED),
	FIELD(request_head, on_duty, REQUIRED),
	FIELD(request_head, unknown, REQUIRED));

static struct reply request_answer(struct request *rq, int status, int64_t id)
{
	return reply_shape(rq, status, &data_request_shape, db_row(rq, sql_data_request_get, data_request, arg(id), arg(rq->work.today)));
}

struct reply request_enter(struct request *rq)
{
	const struct request_in *in = body_of(rq, request_in);

	if (in->received_on.days > rq->work.today.days)
		return reply_error(rq, 422, "date_not_yet");
	if (in->person != NONE && !db_bool(rq, sql_keeps_person, arg(rq->who.account), arg(in->person), arg(rq->work.today)))
		return reply_error(rq, 422, "person_unknown");
	return request_answer(rq, 201, db_int(rq, sql_data_request_add, arg(rq->id[0]), arg(in->person), arg(in->kind),
		arg(in->channel), arg(in->received_on), arg(in->third_party), arg(in->said), arg(rq->who.account), arg(rq->work.now)));
}

// One's own goes to the unit where one works, else lives.
struct reply request_make(struct request *rq)
{
	const struct request_own *in = body_of(rq, request_own);
	int64_t unit = rq->who.person == NONE ? 0 : db_int(rq, sql_data_request_unit, arg(rq->who.person));

	if (rq->who.person == NONE)
		return reply_error(rq, 409, "account_without_person");
	if (unit == 0)
		return reply_error(rq, 409, "person_without_place");
	return request_answer(rq, 201, db_int(rq, sql_data_request_add, arg(unit), arg(rq->who.person), arg(in->kind),
		arg("signed_in"), arg(rq->work.today), arg(false), arg(in->said), arg(rq->who.account), arg(rq->work.now)));
}

// What stands against a step, as a code, or NULL.
static const char *step_obstacle(const struct request_head *now, const struct request_step *in)
{
	bool refused = strcmp(in->step, "refused") == 0;

	if (strcmp(now->state, "done") == 0 || strcmp(now->state, "refused") == 0)
		return "request_closed";
	if (strcmp(in->step, "replied") == 0 && strcmp(now->state, "received") != 0)
		return "request_already_replied";
	if (strcmp(in->step, "extended") == 0 && now->extended)
		return "request_already_extended";
	if (strcmp(in->step, "extended") == 0 && now->late)
		return "request_extension_late";
	return refused && in->law == NULL ? "request_law_missing" : NULL;
}

// What has to be so before a request is done; restricting is done here, the rest where it belongs. Gives a code or NULL.
static const char *request_fulfil(struct request *rq, const struct request_head *now)
{
	bool restricts = strcmp(now->kind, "restrict") == 0 || strcmp(now->kind, "object") == 0;
	bool withdraws = strcmp(now->kind, "withdraw") == 0, deletes = strcmp(now->kind, "delete") == 0;

	if (!restricts && !withdraws && !deletes)
		return NULL;
	if (now->person == NONE)
		return "request_person_missing";
	if (deletes && now->on_duty)
		return "request_not_owed";
	if (deletes && !now->unknown)
		return "request_person_known";
	if (restricts)
		db_run(rq, sql_person_restrict, arg(now->person), arg(rq->work.today));
	if (withdraws && db_int(rq, sql_consents_holding, arg(now->person)) > 0)
		return "request_consent_holds";
	return NULL;
}

struct reply request_step(struct request *rq)
{
	const struct request_step *in = body_of(rq, request_step);
	const struct request_head *now = db_row(rq, sql_data_request_locked, request_head, arg(rq->id[0]), arg(rq->work.today));
	const char *obstacle;

	if (now == NULL)
		return reply_error(rq, 404, "request_unknown");
	privacy_reason(rq, in->why);
	obstacle = step_obstacle(now, in);
	if (obstacle == NULL && strcmp(in->step, "done") == 0)
		obstacle = request_fulfil(rq, now);
	if (obstacle != NULL)
		return reply_error(rq, strcmp(obstacle, "request_law_missing") == 0 ? 422 : 409, obstacle);
	db_run(rq, sql_data_request_turn, arg(now->id), arg(in->step), arg(in->law), arg(in->why), arg(rq->work.today),
		arg(rq->who.account));
	return request_answer(rq, 200, now->id);
}

struct restriction_in { bool restricted; const char *why; };
SHAPE(restriction_in,
	FIELD(restriction_in, restricted, REQUIRED),
	FIELD(restriction_in, why, REQUIRED, .min = 5, .max = 500));

struct reply person_restriction(struct request *rq)
{
	const struct restriction_in *in = body_of(rq, restriction_in);

	privacy_reason(rq, in->why);
	db_run(rq, sql_person_restrict, arg(rq->id[0]), arg(in->restricted ? rq->work.today : NO_DATE));
	return reply_none();
}
