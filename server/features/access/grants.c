// SPDX-License-Identifier: GPL-3.0-or-later
// Roles over units: who holds which, giving and ending them.
#include <string.h>

#include "base/settings.h"
#include "build/sql.h"
#include "http/http.h"

#define ROLES "admin|programme_office|unit_head|trainer|ward_official|community_team|learner|auditor"

struct role_grant {
	int64_t id, account;
	const char *name, *role;
	int64_t unit;
	const char *code, *unit_name;
	struct date valid_from, valid_to;
	const char *given_by;
	struct instant given, ended;
	const char *purpose;
};
SHAPE(role_grant,
	FIELD(role_grant, id,         REQUIRED),
	FIELD(role_grant, account,    REQUIRED),
	FIELD(role_grant, name,       REQUIRED, .says = "the account's name"),
	FIELD(role_grant, role,       REQUIRED, .one_of = ROLES),
	FIELD(role_grant, unit,       REQUIRED, .says = "over this unit and all below it"),
	FIELD(role_grant, code,       REQUIRED, .says = "the unit's code"),
	FIELD(role_grant, unit_name,  OPTIONAL, .says = "as it is called now, or was at last"),
	FIELD(role_grant, valid_from, OPTIONAL, .says = "first day; none when it was ended on its first day"),
	FIELD(role_grant, valid_to,   OPTIONAL, .says = "last day; none: until further notice"),
	FIELD(role_grant, given_by,   OPTIONAL, .says = "the account that gave it; none: the operator"),
	FIELD(role_grant, given,      REQUIRED),
	FIELD(role_grant, ended,      OPTIONAL, .says = "when it was ended before its time"),
	FIELD(role_grant, purpose,    OPTIONAL));

struct grant_in {
	const char *role;
	int64_t unit;
	struct date valid_from, valid_to;
	const char *purpose;
};
SHAPE(grant_in,
	FIELD(grant_in, role,       REQUIRED, .one_of = ROLES),
	FIELD(grant_in, unit,       REQUIRED, .min = 1),
	FIELD(grant_in, valid_from, OPTIONAL, .says = "today when not said"),
	FIELD(grant_in, valid_to,   OPTIONAL, .says = "the last day; grant_days later when not said"),
	FIELD(grant_in, purpose,    OPTIONAL, .min = 1, .max = 500, .says = "what for"));

struct grant_made { int64_t id; };
SHAPE(grant_made, FIELD(grant_made, id, REQUIRED));

// The route asks whether the giver administers the account; here it is asked of the unit.
struct reply grant_give(struct request *rq)
{
	const struct grant_in *in = body_of(rq, grant_in);
	struct date from = in->valid_from.days == NO_DAY ? rq->work.today : in->valid_from;
	struct date to = in->valid_to;
	struct grant_made out;

	if (from.days < rq->work.today.days)
		return reply_error(rq, 422, "grant_in_the_past");
	if (in->valid_to.days != NO_DAY && in->valid_to.days < from.days)
		return reply_error(rq, 422, "grant_ends_before_it_begins");
	if (to.days == NO_DAY)
		to.days = from.days + (int32_t)settings->grant_days - 1;
	if (strcmp(in->role, "admin") == 0 && to.days - from.days >= settings->grant_days)
		return reply_error(rq, 422, "grant_admin_too_long");
	if (!db_bool(rq, sql_administers_unit, arg(rq->who.account), arg(in->unit), arg(rq->work.today)))
		return reply_error(rq, 403, "unit_not_yours");
	if (!db_bool(rq, sql_grant_fits, arg(in->role), arg(in->unit), arg(from)))
		return reply_error(rq, 422, "grant_team_not_group");
	out.id = db_int(rq, sql_grant_give, arg(rq->id[0]), arg(in->role), arg(in->unit), arg(from),
		arg(to), arg(rq->who.account), arg(rq->work.now), arg(rq->work.today), arg(in->purpose));
	return reply_created(rq, grant_made, &out);
}

// Nobody ends a role of his own: the last administrator must not lock the house from inside.
struct reply grant_end(struct request *rq)
{
	if (db_int(rq, sql_grant_holder, arg(rq->id[0])) == rq->who.account)
		return reply_error(rq, 409, "grant_own");
	db_run(rq, sql_grant_end, arg(rq->id[0]), arg(rq->who.account), arg(rq->work.now), arg(rq->work.today));
	return reply_none();
}
