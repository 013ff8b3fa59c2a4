// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody sees of the classes they are sent to, and comes to a voluntary class by themselves.
#include <string.h>

#include "build/sql.h"
#include "features/training/class.h"
#include "features/training/consent.h"
#include "features/training/nomination.h"

struct my_class {
	int64_t id, class;
	const char *class_code, *title, *course_title, *host, *class_state;
	bool voluntary;
	const char *state;
	struct instant changed_at;
	const char *why, *sent_by;
	int64_t sessions, sessions_left;
	struct date first_on, last_on;
	int64_t next_number;
	struct date next_on;
	struct hhmm next_start, next_end;
	const char *next_place;
};
SHAPE(my_class,
	FIELD(my_class, id, REQUIRED, .says = "the enrolment's number"),
	FIELD(my_class, class, REQUIRED, .says = "the class's number"),
	FIELD(my_class, class_code, REQUIRED),
	FIELD(my_class, title, REQUIRED),
	FIELD(my_class, course_title, REQUIRED),
	FIELD(my_class, host, OPTIONAL, .says = "name of the unit that organises it"),
	FIELD(my_class, class_state, REQUIRED, .one_of = CLASS_STATES),
	FIELD(my_class, voluntary, REQUIRED, .says = "nobody's duty: one comes by consent"),
	FIELD(my_class, state, REQUIRED, .one_of = "nominated|approved|waitlisted|rejected|withdrawn"),
	FIELD(my_class, changed_at, REQUIRED, .says = "when the state was last changed"),
	FIELD(my_class, why, OPTIONAL, .says = "the reason given"),
	FIELD(my_class, sent_by, OPTIONAL, .says = "name of the unit that sends"),
	FIELD(my_class, sessions, REQUIRED, .says = "not cancelled"),
	FIELD(my_class, sessions_left, REQUIRED, .says = "today's and those to come"),
	FIELD(my_class, first_on, OPTIONAL),
	FIELD(my_class, last_on, OPTIONAL),
	FIELD(my_class, next_number, OPTIONAL, .says = "of the session that comes next; none: none does"),
	FIELD(my_class, next_on, OPTIONAL),
	FIELD(my_class, next_start, OPTIONAL),
	FIELD(my_class, next_end, OPTIONAL),
	FIELD(my_class, next_place, OPTIONAL));

struct registration_own { int64_t class, text; bool agrees; };
SHAPE(registration_own,
	FIELD(registration_own, class, REQUIRED, .min = 1, .says = "number of a voluntary class"),
	FIELD(registration_own, text, OPTIONAL, .min = 1, .says = "number of the text that was read; needed while no consent holds"),
	FIELD(registration_own, agrees, OPTIONAL, .says = "true: I say yes to it"));

// What has to be said first: yes to the text, unless an earlier yes holds. Status 0 when nothing has.
static struct reply agreed(struct request *rq, const struct registration_own *in)
{
	if (db_bool(rq, sql_consent_holds, arg(rq->who.person)))
		return (struct reply){ .version = NONE };
	if (in->text == NONE)
		return reply_error(rq, 422, "consent_missing");
	return consent_say(rq, in->text, in->agrees);
}

// The same steps as a ward's registration, by oneself: for who lives in a unit, in whose name one comes. A consent that
// is given here falls with the registration when that is refused.
struct reply registration_add_own(struct request *rq)
{
	const struct registration_own *in = body_of(rq, registration_own);
	struct nominees_asked asked = { .class = in->class, .residents = true, .pointer = "/class" };
	struct reply refused;
	struct nominees checked;

	if (rq->who.person == NONE)
		return reply_error(rq, 409, "account_without_person");
	asked.unit = db_int(rq, sql_home_unit, arg(rq->who.person), arg(rq->work.today));
	if (asked.unit == 0)
		return reply_error(rq, 409, "home_unknown");
	refused = nominees_class(rq, in->class);
	if (refused.status == 0 && !db_bool(rq, sql_class_is_voluntary, arg(in->class)))
		refused = reply_error(rq, 409, "class_not_voluntary");
	if (refused.status == 0)
		refused = agreed(rq, in);
	if (refused.status >= 400)
		return refused;
	asked.people.json = arena_printf(rq->work.arena, "[%lld]", (long long)rq->who.person);
	checked = nominees_check(rq, &asked);
	if (checked.found.n > 0)
		return reply_problems(rq, &checked.found);
	if (db_int(rq, sql_nominations_add, arg(in->class), arg(asked.unit), arg(asked.people), arg(rq->who.account),
			arg(rq->work.now), arg(sentence(VI, "registered_own"))) != 1)
		return reply_error(rq, 409, "person_already_nominated");
	return enrolment_reply(rq, 201, in->class, rq->who.person);
}
