// SPDX-License-Identifier: GPL-3.0-or-later
// Pages of people: the staff of a unit, the residents of a territory.
#include "base/utf8.h"
#include "build/sql.h"
#include "http/http.h"

struct person {			// a line of a list
	int64_t id;
	const char *code, *full_name, *sex, *birth_date, *unit, *unit_name, *category, *position;
	bool has_national_id, has_phone;
	int64_t version;
};
SHAPE(person,
	FIELD(person, id, REQUIRED),
	FIELD(person, code, REQUIRED),
	FIELD(person, full_name, REQUIRED),
	FIELD(person, sex, OPTIONAL, .one_of = "male|female"),
	FIELD(person, birth_date, OPTIONAL, .says = "YYYY-MM-DD, or YYYY when only the year is known"),
	FIELD(person, unit, OPTIONAL, .says = "code of the unit they belong to there"),
	FIELD(person, unit_name, OPTIONAL, .says = "its name on the day, or its latest"),
	FIELD(person, category, OPTIONAL),
	FIELD(person, position, OPTIONAL),
	FIELD(person, has_national_id, REQUIRED),
	FIELD(person, has_phone, REQUIRED),
	FIELD(person, version, REQUIRED));

struct people_ask { const char *category; struct date as_of; };
SHAPE(people_ask,
	FIELD(people_ask, category, OPTIONAL, .max = 40),
	FIELD(people_ask, as_of, OPTIONAL, .says = "the day; none: today"));

// A name is looked for in the body: it must not stand in addresses, which proxies and browsers keep.
struct people_search { const char *q, *category; struct date as_of; };
SHAPE(people_search,
	FIELD(people_search, q, REQUIRED, .min = 1, .max = 100, .says = "beginning of the name, with or without marks"),
	FIELD(people_search, category, OPTIONAL, .max = 40),
	FIELD(people_search, as_of, OPTIONAL, .says = "the day; none: today"));

struct people_way { bool named, small; };
SHAPE(people_way,
	FIELD(people_way, named, REQUIRED),
	FIELD(people_way, small, REQUIRED));

// How to come by the page; nothing is few after a fault.
static struct people_way people_way(struct request *rq, const char *q, bool residents)
{
	const struct people_way *way = db_row(rq, sql_people_way, people_way, arg(rq->id[0]), arg(q), arg(residents));

	return way == NULL ? (struct people_way){ false, false } : *way;
}

static struct reply staff(struct request *rq, const struct people_search *ask, const char *q)
{
	struct people_way way = people_way(rq, q, false);

	if (way.named || way.small)
		return reply_page(rq, sql_people_of_unit_few, arg(rq->id[0]), arg(ask->as_of), arg(q), arg(ask->category),
			arg(rq->work.today), arg(rq->after), arg(rq->limit + 1), arg(way.named));
	return reply_page(rq, sql_people_of_unit, arg(rq->id[0]), arg(ask->as_of), arg(q), arg(ask->category),
		arg(rq->work.today), arg(rq->after), arg(rq->limit + 1));
}

static struct reply residents(struct request *rq, const struct people_search *ask, const char *q)
{
	struct people_way way = people_way(rq, q, true);

	if (way.named || way.small)
		return reply_page(rq, sql_residents_of_unit_few, arg(rq->id[0]), arg(ask->as_of), arg(q),
			arg(rq->work.today), arg(rq->after), arg(rq->limit + 1), arg(way.named));
	return reply_page(rq, sql_residents_of_unit, arg(rq->id[0]), arg(ask->as_of), arg(q), arg(rq->work.today),
		arg(rq->after), arg(rq->limit + 1));
}

struct reply people_in_unit(struct request *rq)
{
	const struct people_ask *ask = asked_of(rq, people_ask);

	return staff(rq, &(struct people_search){ .category = ask->category, .as_of = ask->as_of }, NULL);
}

struct reply residents_in_unit(struct request *rq)
{
	return residents(rq, &(struct people_search){ .as_of = asked_of(rq, people_ask)->as_of }, NULL);
}

// Who was looked for is not kept for an Idempotency-Key either.
static struct reply searched(struct request *rq, struct reply (*page)(struct request *, const struct people_search *, const char *))
{
	const struct people_search *ask = body_of(rq, people_search);
	struct reply r = page(rq, ask, utf8_fold(ask->q, rq->work.arena));

	r.secret = true;
	return r;
}

struct reply people_search_in_unit(struct request *rq)
{
	return searched(rq, staff);
}

struct reply residents_search_in_unit(struct request *rq)
{
	return searched(rq, residents);
}
