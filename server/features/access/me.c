// SPDX-License-Identifier: GPL-3.0-or-later
// What belongs to whoever is signed in: who I am, my password, my sessions.
#include <string.h>
#include <strings.h>

#include "base/password.h"
#include "base/settings.h"
#include "base/utf8.h"
#include "build/sql.h"
#include "features/access/access.h"
#include "features/access/password_rule.h"
#include "http/http.h"
#include "http/login.h"

enum { PASSWORDS_KEPT = 10 };

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
	bool must_change, must_enrol, factor, teaches;
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
	FIELD(me, teaches,     REQUIRED, .says = "the time-table names you as the trainer of a session from yesterday on; that needs no role"),
	FIELD(me, recovery_left, REQUIRED, .says = "recovery codes not yet used"),
	FIELD(me, grants,      REQUIRED, .items = &my_grant_shape, .says = "the roles held today"));

struct password_change { const char *old, *new; };
SHAPE(password_change,
	FIELD(password_change, old, REQUIRED, .max = 200),
	FIELD(password_change, new, REQUIRED, .max = 200, .says = "long, not easily guessed, none of the last ten"));

struct account_session { int64_t id; struct instant created, used, expires; bool current; };
SHAPE(account_session,
	FIELD(account_session, id,      REQUIRED),
	FIELD(account_session, created, REQUIRED),
	FIELD(account_session, used,    REQUIRED, .says = "last request, at most a minute late"),
	FIELD(account_session, expires, REQUIRED),
	FIELD(account_session, current, REQUIRED, .says = "the session that asks"));

// Kinds of characters: small letters, capitals, digits, others.
static int64_t kinds_of(const char *s)
{
	bool small = false, capital = false, digit = false, other = false;

	for (; *s != '\0'; s++) {
		small |= *s >= 'a' && *s <= 'z';
		capital |= *s >= 'A' && *s <= 'Z';
		digit |= *s >= '0' && *s <= '9';
		other |= *s < '0' || (*s > '9' && *s < 'A') || (*s > 'Z' && *s < 'a') || *s > 'z';
	}
	return small + capital + digit + other;
}

// What is wrong with a password of its owner's choice, as a code; NULL when nothing is. Beside a second factor it may be
// shorter (TCVN 14423).
static const char *password_problem(struct request *rq, const struct password_change *in)
{
	bool factor = db_bool(rq, sql_factor_there, arg(rq->who.account));

	if ((int64_t)utf8_length(in->new) < (factor ? settings->password_length_factor : settings->password_length))
		return factor ? "password_short_factor" : "password_short";
	if (strcasecmp(in->new, rq->who.name) == 0)
		return "password_is_name";
	if (strcmp(in->old, in->new) == 0)
		return "password_same";
	if (!factor && kinds_of(in->new) < settings->password_kinds)
		return "password_kinds";
	return password_common(in->new, db_text(rq, sql_password_words, arg(rq->who.account)), rq->work.arena) ?
		"password_common" : NULL;
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
	const char *problem = password_problem(rq, in), *trace;
	struct reply r = reply_none();
	int64_t wait;

	if (rq->who.session == NONE)
		return reply_error(rq, 403, "sign_in_needed");
	if (problem != NULL)
		return reply_error(rq, 422, problem);
	wait = login_attempt(rq, rq->who.name);
	if (wait > 0)
		return login_wait(rq, wait);
	if (!old_password_right(rq, in))
		return reply_error(rq, 422, "password_wrong");
	trace = password_trace(in->new, db_text(rq, sql_password_salt, arg(rq->who.account)), rq->work.arena);
	if (db_bool(rq, sql_password_had, arg(rq->who.account), arg(trace)))
		return reply_error(rq, 422, "password_had");
	db_run(rq, sql_password_keep, arg(rq->who.account), arg(trace), arg(rq->work.now), arg((int64_t)PASSWORDS_KEPT));
	db_run(rq, sql_me_password, arg(rq->who.account), arg(password_hash(in->new, rq->work.arena)),
		arg(rq->who.session), arg(login_attempt_key(rq, rq->who.name)), arg(rq->work.now));
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
