// SPDX-License-Identifier: GPL-3.0-or-later
// The people behind a figure: who reached it and by what, who did not and why, who is not counted.
#include "base/arena.h"
#include "build/sql.h"
#include "features/coverage/coverage.h"
#include "http/http.h"

struct coverage_people_ask {
	const char *target, *unit;
	struct date as_of;
	const char *segment, *boundaries, *state;
};
SHAPE(coverage_people_ask,
	COVERAGE_ASK_FIELDS(coverage_people_ask),
	FIELD(coverage_people_ask, state, REQUIRED, .one_of = "reached|missing|excluded|unplaced"));

// One thing a person has to show; only what applies is there.
struct coverage_item {
	const char *what;
	struct date on;
	const char *course, *class;
	int64_t session;
	const char *scheme, *result, *domain, *level;
};
SHAPE(coverage_item,
	FIELD(coverage_item, what, REQUIRED, .one_of = "took_part|completed|assessed|skills"),
	FIELD(coverage_item, on, REQUIRED),
	FIELD(coverage_item, course, OPTIONAL),
	FIELD(coverage_item, class, OPTIONAL, .says = "none: completed elsewhere"),
	FIELD(coverage_item, session, OPTIONAL),
	FIELD(coverage_item, scheme, OPTIONAL),
	FIELD(coverage_item, result, OPTIONAL),
	FIELD(coverage_item, domain, OPTIONAL),
	FIELD(coverage_item, level, OPTIONAL));

struct coverage_reason { const char *code, *of; };
SHAPE(coverage_reason,
	FIELD(coverage_reason, code, REQUIRED),
	FIELD(coverage_reason, of, OPTIONAL, .says = "sessions attended of all, the scheme or the domain"));

struct coverage_person {
	int64_t id;
	const char *person, *full_name, *unit, *unit_name, *category, *state;
	struct list evidence, reasons;
};
SHAPE(coverage_person,
	FIELD(coverage_person, id, REQUIRED),
	FIELD(coverage_person, person, REQUIRED, .says = "the person's code"),
	FIELD(coverage_person, full_name, REQUIRED),
	FIELD(coverage_person, unit, REQUIRED, .says = "the unit that puts them there"),
	FIELD(coverage_person, unit_name, REQUIRED),
	FIELD(coverage_person, category, OPTIONAL, .says = "none for residents"),
	FIELD(coverage_person, state, REQUIRED, .one_of = "reached|missing|excluded|unplaced"),
	FIELD(coverage_person, evidence, REQUIRED, .items = &coverage_item_shape),
	FIELD(coverage_person, reasons, REQUIRED, .items = &coverage_reason_shape));

struct reply coverage_people(struct request *rq)
{
	const struct coverage_people_ask *a = asked_of(rq, coverage_people_ask);
	const struct coverage_ask ask = { a->target, a->unit, a->as_of, a->segment, a->boundaries };
	struct coverage_frame f;
	const char *root;

	if (!coverage_frame(WORK(rq), &ask, &f))
		return reply_none();
	root = arena_printf(rq->work.arena, "{%lld}", (long long)f.unit);
	return reply_page(rq, sql_coverage_people, arg(f.target->id), arg(root), arg(f.as_of), arg(f.target->segment),
		arg(f.tree), arg(f.places.units), arg(f.places.candidates), arg(f.places.among), arg(a->state), arg(rq->after),
		arg(rq->limit + 1));
}
