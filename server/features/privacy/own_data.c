// SPDX-License-Identifier: GPL-3.0-or-later
// Everything held on one person, for that person and, with a reason, for the office that answers a request.
#include "base/personal.h"
#include "base/text.h"
#include "build/sql.h"
#include "features/privacy/privacy.h"

enum { MEMBERS_MOST = 4096 };

struct person_datum { const char *record; struct list members; };
struct datum_member { const char *name, *value, *means; };
SHAPE(datum_member, FIELD(datum_member, name, REQUIRED), FIELD(datum_member, value, REQUIRED, .max = 5000),
	FIELD(datum_member, means, OPTIONAL, .says = "what a number names: the unit, class, course or session"));
SHAPE(person_datum,
	FIELD(person_datum, record, REQUIRED, .says = "what kind of row it is: person, affiliation, attendance ..."),
	FIELD(person_datum, members, REQUIRED, .items = &datum_member_shape));

struct data_reason { const char *why; };
SHAPE(data_reason, FIELD(data_reason, why, REQUIRED, .min = 5, .max = 500, .says = "for which request"));

struct person_sealed { const char *code, *national_id, *phone, *email; };
SHAPE(person_sealed,
	FIELD(person_sealed, code, REQUIRED),
	FIELD(person_sealed, national_id, OPTIONAL),
	FIELD(person_sealed, phone, OPTIONAL),
	FIELD(person_sealed, email, OPTIONAL));

// What the rows hold sealed: in full for the person, masked for others, who have the reveal with its ceiling.
static struct person_datum sealed_opened(struct request *rq, int64_t person, bool full)
{
	const struct person_sealed *s = db_row(rq, sql_person_data_sealed, person_sealed, arg(person));
	struct text out = text_new(rq->work.arena, MEMBERS_MOST);
	struct datum_member found[3];
	size_t n = 0;

	if (s != NULL) {
		const struct datum_member all[] = {
			{ "national_id", personal_open(s->national_id, "national_id", s->code, rq->work.arena), NULL },
			{ "phone", personal_open(s->phone, "phone", s->code, rq->work.arena), NULL },
			{ "email", personal_open(s->email, "email", s->code, rq->work.arena), NULL },
		};

		for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
			if (all[i].value != NULL)
				found[n++] = (struct datum_member){ all[i].name,
					full ? all[i].value : personal_masked(all[i].value, rq->work.arena), NULL };
	}
	shape_json_list(&datum_member_shape, found, n, &out);
	return (struct person_datum){ "numbers", { out.at } };
}

static struct reply person_all(struct request *rq, int64_t person, bool full)
{
	size_t n;
	const struct person_datum *rows = db_rows(rq, sql_person_data_rows, person_datum, &n, arg(person));
	struct person_datum *all = arena_many(rq->work.arena, struct person_datum, n + 1);

	if (n == 0)
		return reply_error(rq, 404, "person_unknown");
	for (size_t i = 0; i < n; i++)
		all[i + 1] = rows[i];
	all[0] = sealed_opened(rq, person, full);
	return reply_list(rq, person_datum, all, n + 1);
}

// One's own numbers in full are a look at full numbers too: on record, and not for a token that only reads.
struct reply own_data_give(struct request *rq)
{
	struct reply r;

	if (rq->who.person == NONE)
		return reply_error(rq, 409, "account_without_person");
	db_run(rq, sql_person_data_noted, arg(rq->who.person), arg((const char *)NULL));
	r = person_all(rq, rq->who.person, true);
	r.secret = true;
	return r;
}

// Looking at everything about somebody else is an act, which stays on record with its reason.
struct reply person_data_give(struct request *rq)
{
	struct reply r;

	db_run(rq, sql_person_data_noted, arg(rq->id[0]), arg(body_of(rq, data_reason)->why));
	r = person_all(rq, rq->id[0], false);
	r.secret = true;
	return r;
}

// Duty records are kept for their time whoever asks (Law 91/2025/QH15 art. 19). Two people: who entered the request, or
// the person, and who carries it out. Once more changes nothing.
struct reply person_erase(struct request *rq)
{
	if (db_bool(rq, sql_person_serves, arg(rq->id[0]), arg(rq->work.today)))
		return reply_error(rq, 409, "request_not_owed");
	if (!db_bool(rq, sql_person_forget_asked, arg(rq->id[0])))
		return reply_error(rq, 409, "erasure_not_asked");
	if (!db_bool(rq, sql_person_forget_two, arg(rq->id[0]), arg(rq->who.account)))
		return reply_error(rq, 409, "erasure_four_eyes");
	db_int(rq, sql_person_forget, arg(rq->id[0]), arg(rq->work.today), arg(body_of(rq, data_reason)->why));
	return reply_none();
}
