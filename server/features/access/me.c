// SPDX-License-Identifier: GPL-3.0-or-later
// What belongs to whoever is signed in: who I am, my password, my sessions.
#include <string.h>
#include <strings.h>

#include "base/password.h"
#include "base/settings.h"
#include "base/utf8.h"
#include "build/sql.h"
#include "features/access/access.h"
#include "http/http.h"
#include "http/login.h"

struct my_grant { int64_t id; const char *role; int64_t unit; const char *code, *unit_name; struct date valid_to; };
SHAPE(my_grant,
	FIELD(my_grant, id,        REQUIRED),
	FIELD(my_grant, role,      REQUIRED),
	FIELD(my_grant, unit,      REQUIRED),
	FIELD(my_grant, code,      REQUIRED, .says = "the unit's code"),
	FIELD(my_grant, unit_name, OPTIONAL),
	FIELD(my_grant, valid_to,  OPTIONAL, .says = "the last day it holds"));

struct me {
	int64_t account;
	const char *name;
	int64_t person;
	const char *full_name;
	bool must_change, must_enrol, factor;
	int64_t recovery_left, idle_minutes;
	struct list grants;
};
SHAPE(me,
	FIELD(me, account,     REQUIRED),
	FIELD(me, name,        REQUIRED),
	FIELD(me, person,      OPTIONAL),
	FIELD(me, full_name,   OPTIONAL),
	FIELD(me, must_change, REQUIRED),
	FIELD(me, idle_minutes, REQUIRED, .says = "a browser session ends after so many without a request"),
	FIELD(me, must_enrol,  REQUIRED, .says = "set up a second factor first"),
	FIELD(me, factor,      REQUIRED, .says = "a second factor is set up"),
	FIELD(me, recovery_left, REQUIRED, .says = "recovery codes not yet used"),
	FIELD(me, grants,      REQUIRED, .items = &my_grant_shape, .says = "the roles held today"));

struct password_change { const char *old, *new; };
SHAPE(password_change,
	FIELD(password_change, old, REQUIRED, .max = 200),
	FIELD(password_change, new, REQUIRED, .max = 200, .says = "at least 12 characters, not the account's name"));

struct account_session { int64_t id; struct instant created, used, expires; bool current; };
SHAPE(account_session,
	FIELD(account_session, id,      REQUIRED),
	FIELD(account_session, created, REQUIRED),
	FIELD(account_session, used,    REQUIRED, .says = "last request, at most a minute late"),
	FIELD(account_session, expires, REQUIRED),
	FIELD(account_session, current, REQUIRED, .says = "the session that asks"));

const char *password_problem(const char *account_name, const char *password)
{
	if (utf8_length(password) < PASSWORD_SHORTEST)
		return "password_short";
	if (strcasecmp(password, account_name) == 0)
		return "password_is_name";
	return NULL;
}

struct reply me_show(struct request *rq)
{
	return reply_one(rq, sql_me, "account_unknown", arg(rq->who.account), arg(rq->work.today),
		arg(rq->who.session), arg(settings->session_idle_minutes));
}

// A wrong old password counts like a wrong one at sign-in: who found a browser open may not guess.
static bool old_password_right(struct request *rq, const struct password_change *in)
{
	return password_matches(db_text(rq, sql_me_hash, arg(rq->who.account)), in->old);
}

struct reply me_password(struct request *rq)
{
	const struct password_change *in = body_of(rq, password_change);
	const char *problem = password_problem(rq->who.name, in->new);
	struct reply r = reply_none();
	int64_t wait;

	if (rq->who.session == NONE)
		return reply_error(rq, 403, "sign_in_needed");
	if (problem == NULL && strcmp(in->old, in->new) == 0)
		problem = "password_same";
	if (problem != NULL)
		return reply_error(rq, 422, problem);
	wait = login_attempt(rq, rq->who.name);
	if (wait > 0)
		return login_wait(rq, wait);
	if (!old_password_right(rq, in))
		return reply_error(rq, 422, "password_wrong");
	db_run(rq, sql_me_password, arg(rq->who.account), arg(password_hash(in->new, rq->work.arena)),
		arg(rq->who.session), arg(login_attempt_key(rq, rq->who.name)));
	login_renew(rq, &r);
	return r;
}

struct reply me_sessions(struct request *rq)
{
	size_t n;
	const struct account_session *rows = db_rows(rq, sql_me_sessions, account_session, &n,
		arg(rq->who.account), arg(rq->who.session), arg(rq->work.now));

	return reply_list(rq, account_session, rows, n);
}

struct reply me_sessions_end(struct request *rq)
{
	db_run(rq, sql_sessions_end_others, arg(rq->who.account), arg(rq->who.session));
	return reply_none();
}

struct reply me_session_end(struct request *rq)
{
	if (db_run(rq, sql_sign_out, arg(rq->who.account), arg(rq->id[0])) == 0)
		return reply_error(rq, 404, "account_session_unknown");
	return reply_none();
}
