// SPDX-License-Identifier: GPL-3.0-or-later
// Affiliations and residences from one day to another, and the population figures of a territory.
#include "base/words.h"
#include "build/sql.h"
#include "http/http.h"

struct affiliation {
	int64_t id, person;
	const char *unit, *category, *position;
	bool dedicated_it, in_charge_it, expert;
	struct date valid_from, valid_to;
	int64_t version;
};
SHAPE(affiliation,
	FIELD(affiliation, id, REQUIRED),
	FIELD(affiliation, person, REQUIRED),
	FIELD(affiliation, unit, REQUIRED),
	FIELD(affiliation, category, REQUIRED),
	FIELD(affiliation, position, OPTIONAL),
	FIELD(affiliation, dedicated_it, REQUIRED),
	FIELD(affiliation, in_charge_it, REQUIRED),
	FIELD(affiliation, expert, REQUIRED),
	FIELD(affiliation, valid_from, OPTIONAL),
	FIELD(affiliation, valid_to, OPTIONAL),
	FIELD(affiliation, version, REQUIRED));

struct affiliation_new {	// also what an edit sends: the person stays who it is
	int64_t person;
	const char *category, *position;
	bool dedicated_it, in_charge_it, expert;
	struct date valid_from, valid_to;
};
SHAPE(affiliation_new,
	FIELD(affiliation_new, person, OPTIONAL, .min = 1, .says = "the person's number; needed to add"),
	FIELD(affiliation_new, category, REQUIRED, .one_of = CATEGORIES),
	FIELD(affiliation_new, position, OPTIONAL, .max = 200),
	FIELD(affiliation_new, dedicated_it, OPTIONAL),
	FIELD(affiliation_new, in_charge_it, OPTIONAL),
	FIELD(affiliation_new, expert, OPTIONAL),
	FIELD(affiliation_new, valid_from, OPTIONAL),
	FIELD(affiliation_new, valid_to, OPTIONAL, .says = "last day there"));

struct residence {
	int64_t id, person;
	const char *unit;
	struct date valid_from, valid_to;
	int64_t version;
};
SHAPE(residence,
	FIELD(residence, id, REQUIRED),
	FIELD(residence, person, REQUIRED),
	FIELD(residence, unit, REQUIRED),
	FIELD(residence, valid_from, OPTIONAL),
	FIELD(residence, valid_to, OPTIONAL),
	FIELD(residence, version, REQUIRED));

struct residence_new { int64_t person; struct date valid_from, valid_to; };
SHAPE(residence_new,
	FIELD(residence_new, person, OPTIONAL, .min = 1, .says = "the person's number; needed to add"),
	FIELD(residence_new, valid_from, OPTIONAL),
	FIELD(residence_new, valid_to, OPTIONAL));

struct population {
	int64_t id;
	const char *unit, *base, *definition;
	struct date as_of;
	int64_t count;
	const char *source;
};
SHAPE(population,
	FIELD(population, id, REQUIRED),
	FIELD(population, unit, REQUIRED),
	FIELD(population, base, REQUIRED),
	FIELD(population, definition, REQUIRED),
	FIELD(population, as_of, REQUIRED),
	FIELD(population, count, REQUIRED),
	FIELD(population, source, OPTIONAL));

struct population_new {
	const char *base, *definition;
	struct date as_of;
	int64_t count;
	const char *source;
};
SHAPE(population_new,
	FIELD(population_new, base, REQUIRED, .one_of = "working_age|adult_18plus|age_15plus|all"),
	FIELD(population_new, definition, REQUIRED, .one_of = "labour_code|gso_fixed|imported"),
	FIELD(population_new, as_of, REQUIRED),
	FIELD(population_new, count, REQUIRED, .min = 0, .max = 1000000000),
	FIELD(population_new, source, REQUIRED, .max = 200, .says = "who counted, in which document"));

static bool backwards(struct date from, struct date to)
{
	return from.days != NO_DAY && to.days != NO_DAY && to.days < from.days;
}

// What a unit is asked to be, and how it refuses.
enum use { TO_WORK, TO_LIVE, TO_COUNT };
static const struct { const char *kinds, *refusal; } uses[] = {
	[TO_WORK] = { "body", "affiliation_to_territory" },
	[TO_LIVE] = { "home", "residence_in_body" },
	[TO_COUNT] = { "home|territory", "population_of_body" },
};

// NULL when the unit of the path is of that use, else the code.
static const char *place_refusal(struct request *rq, enum use use)
{
	const char *kind = db_text(rq, sql_place_kind, arg(rq->id[0]));

	if (kind == NULL)
		return "unit_unknown";
	return one_of(uses[use].kinds, kind) ? NULL : uses[use].refusal;
}

struct reply affiliation_add(struct request *rq)
{
	const struct affiliation_new *in = body_of(rq, affiliation_new);
	const char *refused = place_refusal(rq, TO_WORK);
	int64_t id;

	if (refused != NULL)
		return reply_error(rq, 422, refused);
	if (backwards(in->valid_from, in->valid_to))
		return reply_error(rq, 422, "valid_backwards");
	if (in->person == NONE || !db_bool(rq, sql_edits_person, arg(rq->who.account), arg(in->person), arg(rq->work.today)))
		return reply_error(rq, 422, "person_unknown");
	id = db_int(rq, sql_affiliation_add, arg(rq->id[0]), arg(in->person), arg(in->category), arg(in->position),
		arg(in->dedicated_it), arg(in->in_charge_it), arg(in->expert), arg(in->valid_from), arg(in->valid_to));
	return reply_created(rq, affiliation, db_row(rq, sql_affiliation_get, affiliation, arg(id)));
}

struct reply affiliation_change(struct request *rq)
{
	const struct affiliation_new *in = body_of(rq, affiliation_new);
	const struct affiliation *now = db_row(rq, sql_affiliation_get, affiliation, arg(rq->id[0]));
	struct reply refusal;

	if (now == NULL)
		return reply_error(rq, 404, "affiliation_unknown");
	refusal = if_match(rq, now->version);
	if (refusal.status != 0)
		return refusal;
	if (backwards(in->valid_from, in->valid_to))
		return reply_error(rq, 422, "valid_backwards");
	if (db_run(rq, sql_affiliation_edit, arg(now->id), arg(now->version), arg(in->category), arg(in->position),
			arg(in->dedicated_it), arg(in->in_charge_it), arg(in->expert), arg(in->valid_from), arg(in->valid_to)) == 0)
		return reply_error(rq, 412, "changed_meanwhile");
	return reply_row(rq, affiliation, db_row(rq, sql_affiliation_get, affiliation, arg(now->id)));
}

struct reply residence_add(struct request *rq)
{
	const struct residence_new *in = body_of(rq, residence_new);
	const char *refused = place_refusal(rq, TO_LIVE);
	int64_t id;

	if (refused != NULL)
		return reply_error(rq, 422, refused);
	if (backwards(in->valid_from, in->valid_to))
		return reply_error(rq, 422, "valid_backwards");
	if (in->person == NONE || !db_bool(rq, sql_edits_person, arg(rq->who.account), arg(in->person), arg(rq->work.today)))
		return reply_error(rq, 422, "person_unknown");
	id = db_int(rq, sql_residence_add, arg(rq->id[0]), arg(in->person), arg(in->valid_from), arg(in->valid_to));
	return reply_created(rq, residence, db_row(rq, sql_residence_get, residence, arg(id)));
}

struct reply residence_change(struct request *rq)
{
	const struct residence_new *in = body_of(rq, residence_new);
	const struct residence *now = db_row(rq, sql_residence_get, residence, arg(rq->id[0]));
	struct reply refusal;

	if (now == NULL)
		return reply_error(rq, 404, "residence_unknown");
	refusal = if_match(rq, now->version);
	if (refusal.status != 0)
		return refusal;
	if (backwards(in->valid_from, in->valid_to))
		return reply_error(rq, 422, "valid_backwards");
	if (db_run(rq, sql_residence_edit, arg(now->id), arg(now->version), arg(in->valid_from), arg(in->valid_to)) == 0)
		return reply_error(rq, 412, "changed_meanwhile");
	return reply_row(rq, residence, db_row(rq, sql_residence_get, residence, arg(now->id)));
}

struct reply population_put(struct request *rq)
{
	const struct population_new *in = body_of(rq, population_new);
	const char *refused = place_refusal(rq, TO_COUNT);

	if (refused != NULL)
		return reply_error(rq, 422, refused);
	db_run(rq, sql_population_reason, arg(in->source));
	db_run(rq, sql_population_put, arg(rq->id[0]), arg(in->base), arg(in->definition), arg(in->as_of), arg(in->count),
		arg(in->source));
	return reply_none();
}
