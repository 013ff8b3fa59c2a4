// SPDX-License-Identifier: GPL-3.0-or-later
// Coming in with name and password, and leaving.
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/password.h"
#include "base/settings.h"
#include "build/sql.h"
#include "features/access/access.h"
#include "http/http.h"
#include "http/login.h"

struct credentials { const char *name, *password, *code; };
SHAPE(credentials,
	FIELD(credentials, name,     REQUIRED, .max = 63),
	FIELD(credentials, password, REQUIRED, .max = 200),
	FIELD(credentials, code,     OPTIONAL, .max = 40, .says = "of the second factor, or a recovery code"));

struct sign_in_account {
	int64_t id;
	const char *name;
	int64_t person;
	const char *hash;
	bool must_change;
	int64_t failed;
	bool factor, admin;
};
SHAPE(sign_in_account,
	FIELD(sign_in_account, id,          REQUIRED),
	FIELD(sign_in_account, name,        REQUIRED),
	FIELD(sign_in_account, person,      OPTIONAL),
	FIELD(sign_in_account, hash,        REQUIRED, .hidden = true),
	FIELD(sign_in_account, must_change, REQUIRED),
	FIELD(sign_in_account, failed,      REQUIRED),
	FIELD(sign_in_account, factor,      REQUIRED),
	FIELD(sign_in_account, admin,       REQUIRED));

struct welcome { int64_t account; const char *name; int64_t person; bool must_change, must_enrol; int64_t failed; };
SHAPE(welcome,
	FIELD(welcome, account,     REQUIRED),
	FIELD(welcome, name,        REQUIRED),
	FIELD(welcome, person,      OPTIONAL, .says = "the person the account belongs to"),
	FIELD(welcome, must_change, REQUIRED, .says = "change the password first: PUT /me/password"),
	FIELD(welcome, must_enrol,  REQUIRED, .says = "set up a second factor first: POST /me/second-factor"),
	FIELD(welcome, failed,      REQUIRED, .says = "attempts that failed since the last sign-in"));

// The hash of a password nobody knows, made once with the costs of all others.
static char nobody[160];
static pthread_once_t nobody_made = PTHREAD_ONCE_INIT;

static void nobody_make(void)
{
	struct arena *arena = arena_new();

	snprintf(nobody, sizeof nobody, "%s", password_hash(crypto_password(arena), arena));
	arena_drop(arena);
}

// An unknown name goes the same way as a known one and takes as long.
static const struct sign_in_account *proven(struct request *rq, const struct credentials *in)
{
	const struct sign_in_account *a = db_row(rq, sql_sign_in_account, sign_in_account, arg(in->name), arg(rq->work.today),
		arg(rq->work.now), arg(settings->admin_password_days));
	bool right;

	pthread_once(&nobody_made, nobody_make);
	right = password_matches(a == NULL ? nobody : a->hash, in->password);
	return right ? a : NULL;
}

static bool must_enrol(const struct sign_in_account *a)
{
	return a->admin && !a->factor && settings->factor_for_admins;
}

// What is missing beside the right password, as the answer to give; status 0 when nothing is. Nobody sets up a first
// factor from outside: a password that leaked would be enough to take the account over for good.
static struct reply second(struct request *rq, const struct sign_in_account *a, const char *code)
{
	const char *problem;

	if (!a->factor)
		return login_inside(rq) ? (struct reply){ .status = 0 } : reply_error(rq, 403, "second_factor_outside");
	if (code == NULL)
		return reply_error(rq, 401, "second_factor_needed");
	problem = factor_problem(rq, a->id, code);
	return problem == NULL ? (struct reply){ .status = 0 } : reply_error(rq, 401, problem);
}

// The new session's cookie goes out only if the session was written: a fault discards the reply.
static struct reply welcome(struct request *rq, const struct sign_in_account *a)
{
	const char *token = crypto_token("hs_", rq->work.arena);
	struct welcome out = { .account = a->id, .name = a->name, .person = a->person,
		.must_change = a->must_change, .must_enrol = must_enrol(a), .failed = a->failed > 0 ? a->failed - 1 : 0 };
	struct reply r;

	db_int(rq, sql_sign_in_open, arg(a->id), arg(crypto_digest(token, strlen(token), rq->work.arena)),
		arg(login_attempt_key(rq, a->name)), arg(rq->work.now), arg(settings->session_hours),
		arg(a->admin ? settings->session_idle_minutes_admin : settings->session_idle_minutes), arg(a->factor),
		arg(out.must_enrol), arg(a->must_change), arg(login_address_key(rq)), arg(login_place_key(rq, a->name)),
		arg(rq->device != NULL), arg(rq->work.today));
	if (rq->who.session != NONE && rq->who.account != 0)
		db_run(rq, sql_sign_out, arg(rq->who.account), arg(rq->who.session));
	r = reply_row(rq, welcome, &out);
	r.secret = true;
	login_cookie(rq, &r, token);	// the first cookie: the command line reads one
	login_device_keep(rq, &r, a->id);
	return r;
}

struct reply sign_in(struct request *rq)
{
	const struct credentials *in = body_of(rq, credentials);
	const struct sign_in_account *a;
	struct reply lacking;
	int64_t wait;

	if (!rq->secure && !rq->loopback)
		return reply_error(rq, 403, "https_needed");
	if (!login_same_site(rq))
		return reply_error(rq, 403, "cross_site");
	wait = login_attempt(rq, in->name);
	if (wait > 0)
		return login_wait(rq, wait);
	a = proven(rq, in);
	if (a == NULL)
		return reply_error(rq, 401, "sign_in_failed");
	lacking = second(rq, a, in->code);
	return lacking.status != 0 ? lacking : welcome(rq, a);
}

struct reply sign_out(struct request *rq)
{
	struct reply r = reply_none();

	if (rq->who.session != NONE)
		db_run(rq, sql_sign_out, arg(rq->who.account), arg(rq->who.session));
	login_cookie(rq, &r, NULL);
	return r;
}
