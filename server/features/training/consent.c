// SPDX-License-Identifier: GPL-3.0-or-later
// Consent of citizens in voluntary classes: given to one edition of a text, and withdrawn as easily.
#include <string.h>

#include "build/sql.h"
#include "features/training/consent.h"
#include "features/training/seat.h"

#define WAYS "paper|signed_in|oral"

struct consent_text { int64_t id; const char *purpose; int64_t edition; const char *vi, *en; struct date valid_from; };
SHAPE(consent_text,
	FIELD(consent_text, id, REQUIRED),
	FIELD(consent_text, purpose, REQUIRED, .one_of = "voluntary_class"),
	FIELD(consent_text, edition, REQUIRED),
	FIELD(consent_text, vi, REQUIRED),
	FIELD(consent_text, en, REQUIRED),
	FIELD(consent_text, valid_from, REQUIRED));

struct consent {
	int64_t id, person, text;
	const char *purpose;
	int64_t edition;
	struct date given_on;
	const char *how, *witness, *proof;
	struct date withdrawn_on;
};
SHAPE(consent,
	FIELD(consent, id, REQUIRED),
	FIELD(consent, person, REQUIRED),
	FIELD(consent, text, REQUIRED),
	FIELD(consent, purpose, REQUIRED, .one_of = "voluntary_class"),
	FIELD(consent, edition, REQUIRED, .says = "of the text agreed to"),
	FIELD(consent, given_on, REQUIRED),
	FIELD(consent, how, REQUIRED, .one_of = WAYS),
	FIELD(consent, witness, OPTIONAL),
	FIELD(consent, proof, OPTIONAL, .says = "where the paper lies"),
	FIELD(consent, withdrawn_on, OPTIONAL));

// Nothing stands for a yes but a yes: neither of the two has a standard.
struct consent_in { int64_t text; bool agrees; struct date given_on; const char *how, *witness, *proof; };
SHAPE(consent_in,
	FIELD(consent_in, text, REQUIRED, .min = 1, .says = "number of the text that was read"),
	FIELD(consent_in, agrees, REQUIRED, .says = "true: the person said yes"),
	FIELD(consent_in, given_on, OPTIONAL, .says = "today when not said"),
	FIELD(consent_in, how, REQUIRED, .one_of = "paper|oral"),
	FIELD(consent_in, witness, OPTIONAL, .min = 1, .max = 200, .says = "who heard it; needed when oral"),
	FIELD(consent_in, proof, OPTIONAL, .min = 1, .max = 200, .says = "where the paper lies"));

struct consent_own { int64_t text; bool agrees; };
SHAPE(consent_own,
	FIELD(consent_own, text, REQUIRED, .min = 1, .says = "number of the text that was read"),
	FIELD(consent_own, agrees, REQUIRED, .says = "true: I say yes"));

struct voluntary_in { bool voluntary; };
SHAPE(voluntary_in, FIELD(voluntary_in, voluntary, REQUIRED));

struct voluntary_class {
	int64_t id;
	const char *code, *title, *host_unit;
	struct date first_on, last_on;
};
SHAPE(voluntary_class,
	FIELD(voluntary_class, id, REQUIRED),
	FIELD(voluntary_class, code, REQUIRED),
	FIELD(voluntary_class, title, REQUIRED),
	FIELD(voluntary_class, host_unit, OPTIONAL),
	FIELD(voluntary_class, first_on, OPTIONAL),
	FIELD(voluntary_class, last_on, OPTIONAL));

struct consent_seat { int64_t enrolment, class; };
SHAPE(consent_seat, FIELD(consent_seat, enrolment, REQUIRED), FIELD(consent_seat, class, REQUIRED));

static struct reply consent_take(struct request *rq, int64_t person, const struct consent_in *in)
{
	struct date day = in->given_on.days == NO_DAY ? rq->work.today : in->given_on;
	int64_t id;

	if (!in->agrees)
		return reply_error(rq, 422, "consent_not_said");
	if (day.days > rq->work.today.days)
		return reply_error(rq, 422, "date_not_yet");
	if (!db_bool(rq, sql_consent_text_holds, arg(in->text), arg(day)))
		return reply_error(rq, 422, "consent_text_old");
	id = db_int(rq, sql_consent_add, arg(person), arg(in->text), arg(day), arg(in->how), arg(in->witness), arg(in->proof),
		arg(rq->who.account), arg(rq->work.now));
	return reply_created(rq, consent, db_row(rq, sql_consent_get, consent, arg(id)));
}

struct reply consent_enter(struct request *rq)
{
	return consent_take(rq, rq->id[0], body_of(rq, consent_in));
}

struct reply consent_say(struct request *rq, int64_t text, bool agrees)
{
	const struct consent_in said = { .text = text, .agrees = agrees, .given_on = NO_DATE, .how = "signed_in" };

	return consent_take(rq, rq->who.person, &said);
}

struct reply consent_give(struct request *rq)
{
	const struct consent_own *in = body_of(rq, consent_own);

	if (rq->who.person == NONE)
		return reply_error(rq, 409, "account_without_person");
	return consent_say(rq, in->text, in->agrees);
}

// Seats and places to come end with it, class by class in the order of their numbers; what was is kept.
static void consent_seats_end(struct request *rq, int64_t person)
{
	size_t n;
	const struct consent_seat *seats = db_rows(rq, sql_consent_seats_of, consent_seat, &n, arg(person), arg(rq->work.today));

	for (size_t i = 0; i < n; i++) {
		seats_lock(WORK(rq), seats[i].class, NULL);
		db_int(rq, sql_enrolment_withdraw, arg(seats[i].enrolment), arg(rq->who.account), arg(rq->work.now),
			arg(sentence(VI, "consent_withdrawn")));
		seats_settle(WORK(rq), seats[i].class, rq->who.account);
	}
}

// Once more changes nothing and is no error.
struct reply consent_withdraw(struct request *rq)
{
	const struct consent *now = db_row(rq, sql_consent_get, consent, arg(rq->id[0]));

	if (now == NULL)
		return reply_error(rq, 404, "consent_unknown");
	if (db_run(rq, sql_consent_end, arg(now->id), arg(rq->work.today), arg(rq->who.account), arg(rq->work.now)) > 0)
		consent_seats_end(rq, now->person);
	return reply_row(rq, consent, db_row(rq, sql_consent_get, consent, arg(now->id)));
}

struct reply class_voluntary(struct request *rq)
{
	if (db_run(rq, sql_class_voluntary_set, arg(rq->id[0]), arg(body_of(rq, voluntary_in)->voluntary)) == 0)
		return reply_error(rq, 404, "class_unknown");
	return reply_none();
}
