// SPDX-License-Identifier: GPL-3.0-or-later
// Units: a territory or body, its versions in time, what is made below it.
#include <string.h>

#include "base/utf8.h"
#include "build/sql.h"
#include "http/http.h"

struct unit {			// one version of a unit, as the API shows it
	int64_t id;
	const char *code, *name, *kind;
	int64_t parent;
	const char *parent_code, *official_code;
	struct date valid_from, valid_to;
	int64_t version;
};
SHAPE(unit,
	FIELD(unit, id, REQUIRED, .says = "the unit's number"),
	FIELD(unit, code, REQUIRED, .says = "the unit's code"),
	FIELD(unit, name, REQUIRED),
	FIELD(unit, kind, REQUIRED, .says = "kind of unit"),
	FIELD(unit, parent, OPTIONAL, .says = "number of the unit above"),
	FIELD(unit, parent_code, OPTIONAL),
	FIELD(unit, official_code, OPTIONAL, .says = "the state's code in those days"),
	FIELD(unit, valid_from, OPTIONAL, .says = "first day; none: always"),
	FIELD(unit, valid_to, OPTIONAL, .says = "last day"),
	FIELD(unit, version, REQUIRED, .says = "number of edits, the ETag"));

struct unit_ask { const char *q, *kind, *parent, *code; struct date as_of; };
SHAPE(unit_ask,
	FIELD(unit_ask, q, OPTIONAL, .max = 100, .says = "part of the name, with or without marks"),
	FIELD(unit_ask, kind, OPTIONAL, .max = 40),
	FIELD(unit_ask, parent, OPTIONAL, .max = 64, .says = "code of the unit above"),
	FIELD(unit_ask, code, OPTIONAL, .max = 64),
	FIELD(unit_ask, as_of, OPTIONAL, .says = "the day; none: today"));

struct day_ask { struct date as_of; };
SHAPE(day_ask, FIELD(day_ask, as_of, OPTIONAL, .says = "the day; none: today"));

struct unit_kind { const char *kind; bool territory, employs; };
SHAPE(unit_kind,
	FIELD(unit_kind, kind, REQUIRED),
	FIELD(unit_kind, territory, REQUIRED),
	FIELD(unit_kind, employs, REQUIRED));

struct succession {
	int64_t id;
	struct date on;
	const char *from_unit, *to_unit, *from_name, *to_name, *kind;
	struct list groups;
	const char *legal_basis;
};
SHAPE(succession,
	FIELD(succession, id, REQUIRED),
	FIELD(succession, on, REQUIRED, .says = "first day of the new state of things"),
	FIELD(succession, from_unit, REQUIRED),
	FIELD(succession, to_unit, REQUIRED),
	FIELD(succession, from_name, OPTIONAL, .says = "as it was called before"),
	FIELD(succession, to_name, OPTIONAL, .says = "as it was called from then on"),
	FIELD(succession, kind, REQUIRED, .one_of = "merge|split|rename|move|abolish"),
	FIELD(succession, groups, REQUIRED, .item = T_TEXT, .says = "residential groups a partial split takes"),
	FIELD(succession, legal_basis, OPTIONAL));

struct unit_new {		// a unit to be made below another
	const char *code, *name, *kind, *official_code;
	struct date valid_from, valid_to;
};
SHAPE(unit_new,
	FIELD(unit_new, code, REQUIRED, .max = 64),
	FIELD(unit_new, name, REQUIRED, .min = 1),
	FIELD(unit_new, kind, REQUIRED, .max = 40),
	FIELD(unit_new, official_code, OPTIONAL, .max = 40),
	FIELD(unit_new, valid_from, OPTIONAL),
	FIELD(unit_new, valid_to, OPTIONAL));

struct unit_edit { const char *name, *official_code; struct date from; };
SHAPE(unit_edit,
	FIELD(unit_edit, name, REQUIRED, .min = 1),
	FIELD(unit_edit, official_code, OPTIONAL, .max = 40),
	FIELD(unit_edit, from, OPTIONAL, .says = "a new version from this day; none: corrects the present one"));

struct reply units_search(struct request *rq)
{
	const struct unit_ask *ask = asked_of(rq, unit_ask);
	const char *q = ask->q == NULL ? NULL : utf8_fold(ask->q, rq->work.arena);

	return reply_page(rq, sql_units_list, arg(q), arg(ask->kind), arg(ask->parent), arg(ask->code), arg(ask->as_of),
		arg(rq->work.today), arg(rq->after), arg(rq->limit + 1));
}

// A body may hang below a territory or a body, a territory only below a territory.
struct reply unit_add(struct request *rq)
{
	const struct unit_new *in = body_of(rq, unit_new);
	const struct unit *above = db_row(rq, sql_unit_get, unit, arg(rq->id[0]), arg(in->valid_from), arg(rq->work.today));
	const struct unit_kind *kind = db_row(rq, sql_unit_kind_get, unit_kind, arg(in->kind));
	const struct unit_kind *below;
	int64_t id;

	if (above == NULL)
		return reply_error(rq, 404, "unit_unknown");
	below = db_row(rq, sql_unit_kind_get, unit_kind, arg(above->kind));
	if (kind == NULL || below == NULL)
		return reply_error(rq, 422, "unit_kind_unknown");
	if (kind->territory && !below->territory)
		return reply_error(rq, 422, "territory_below_body");
	if (in->valid_from.days != NO_DAY && in->valid_to.days != NO_DAY && in->valid_to.days < in->valid_from.days)
		return reply_error(rq, 422, "valid_backwards");
	id = db_int(rq, sql_unit_add, arg(in->code));
	db_run(rq, sql_unit_version_add, arg(id), arg(rq->id[0]), arg(in->name), arg(utf8_fold(in->name, rq->work.arena)),
		arg(in->kind), arg(in->official_code), arg(in->valid_from), arg(in->valid_to));
	db_run(rq, sql_units_renumber);
	return reply_created(rq, unit, db_row(rq, sql_unit_get, unit, arg(id), arg(in->valid_from), arg(rq->work.today)));
}

// Corrects the present version, or begins a new one from a day: then the old name stays true before it.
struct reply unit_change(struct request *rq)
{
	const struct unit_edit *in = body_of(rq, unit_edit);
	const struct unit *now = db_row(rq, sql_unit_get, unit, arg(rq->id[0]), arg(in->from), arg(rq->work.today));
	const char *folded = utf8_fold(in->name, rq->work.arena);
	struct reply refusal;

	if (now == NULL)
		return reply_error(rq, 404, "unit_unknown");
	refusal = if_match(rq, now->version);
	if (refusal.status != 0)
		return refusal;
	if (in->from.days != NO_DAY && (in->from.days < now->valid_from.days
			|| (now->valid_to.days != NO_DAY && in->from.days > now->valid_to.days)))
		return reply_error(rq, 422, "unit_not_valid_then");
	if (in->from.days == NO_DAY || in->from.days == now->valid_from.days) {
		if (db_run(rq, sql_unit_version_edit, arg(now->id), arg(now->valid_from), arg(in->name), arg(folded),
				arg(in->official_code), arg(now->version)) == 0)
			return reply_error(rq, 412, "changed_meanwhile");
	} else {
		db_run(rq, sql_unit_version_close, arg(now->id), arg(in->from));
		db_run(rq, sql_unit_version_add, arg(now->id), arg(now->parent), arg(in->name), arg(folded), arg(now->kind),
			arg(in->official_code), arg(in->from), arg(now->valid_to));
	}
	return reply_row(rq, unit, db_row(rq, sql_unit_get, unit, arg(now->id), arg(in->from), arg(rq->work.today)));
}
