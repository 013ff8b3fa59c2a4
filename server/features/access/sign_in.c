// SPDX-License-Identifier: GPL-3.0-or-later
// Coming in with name and password, and leaving.
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/password.h"
#include "base/settings.h"
#include "build/sql.h"
#include "http/http.h"
#include "http/login.h"

struct credentials { const char *name, *password; };
SHAPE(credentials,
	FIELD(credentials, name,     REQUIRED, .max = 63),
	FIELD(credentials, password, REQUIRED, .max = 200));

struct sign_in_account {
	int64_t id;
	const char *name;
	int64_t person;
	const char *hash;
	bool must_change;
	int64_t failed;
};
SHAPE(sign_in_account,
	FIELD(sign_in_account, id,          REQUIRED),
	FIELD(sign_in_account, name,        REQUIRED),
	FIELD(sign_in_account, person,      OPTIONAL),
	FIELD(sign_in_account, hash,        REQUIRED, .hidden = true),
	FIELD(sign_in_account, must_change, REQUIRED),
	FIELD(sign_in_account, failed,      REQUIRED));

struct welcome { int64_t account; const char *name; int64_t person; bool must_change; int64_t failed; };
SHAPE(welcome,
	FIELD(welcome, account,     REQUIRED),
	FIELD(welcome, name,        REQUIRED),
	FIELD(welcome, person,      OPTIONAL, .says = "the person the account belongs to"),
	FIELD(welcome, must_change, REQUIRED, .says = "change the password first: PUT /me/password"),
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
	const struct sign_in_account *a = db_row(rq, sql_sign_in_account, sign_in_account, arg(in->name));
	bool right;

	pthread_once(&nobody_made, nobody_make);
	right = password_matches(a == NULL ? nobody : a->hash, in->password);
	return right ? a : NULL;
}

// The new session's cookie goes out only if the session was written: a fault discards the reply.
static struct reply welcome(struct request *rq, const struct sign_in_account *a)
{
	const char *token = crypto_token("hs_", rq->work.arena);
	struct welcome out = { .account = a->id, .name = a->name, .person = a->person,
		.must_change = a->must_change, .failed = a->failed > 0 ? a->failed - 1 : 0 };
	struct reply r;

	db_int(rq, sql_sign_in_open, arg(a->id), arg(crypto_digest(token, strlen(token), rq->work.arena)),
		arg(login_attempt_key(rq, a->name)), arg(rq->work.now), arg(settings->session_hours));
	if (rq->who.session != NONE && rq->who.account != 0)
		db_run(rq, sql_sign_out, arg(rq->who.account), arg(rq->who.session));
	r = reply_row(rq, welcome, &out);
	r.secret = true;
	login_cookie(rq, &r, token);
	return r;
}

struct reply sign_in(struct request *rq)
{
	const struct credentials *in = body_of(rq, credentials);
	const struct sign_in_account *a;
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
	return welcome(rq, a);
}

struct reply sign_out(struct request *rq)
{
	struct reply r = reply_none();

	if (rq->who.session != NONE)
		db_run(rq, sql_sign_out, arg(rq->who.account), arg(rq->who.session));
	login_cookie(rq, &r, NULL);
	return r;
}
