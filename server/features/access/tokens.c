// SPDX-License-Identifier: GPL-3.0-or-later
// Bearer tokens for programs: made by their owner, shown once, gone on the next request when revoked.
#include <string.h>

#include "base/crypto.h"
#include "build/sql.h"
#include "features/access/access.h"
#include "http/http.h"
#include "http/login.h"

#define SCOPES "read|write|dangerous"

enum { TOKENS_MOST = 50 };

struct account_token { int64_t id; const char *name, *scope; bool outside; struct instant created, expires, used; };
SHAPE(account_token,
	FIELD(account_token, id,      REQUIRED),
	FIELD(account_token, name,    REQUIRED),
	FIELD(account_token, scope,   REQUIRED, .one_of = SCOPES),
	FIELD(account_token, outside, REQUIRED, .says = "works from outside the office's networks too"),
	FIELD(account_token, created, REQUIRED),
	FIELD(account_token, expires, REQUIRED),
	FIELD(account_token, used,    OPTIONAL, .says = "last request, at most a minute late"));

struct token_in { const char *name, *scope; int64_t days; bool outside; };
SHAPE(token_in,
	FIELD(token_in, name, REQUIRED, .min = 1, .max = 100, .says = "what it is for"),
	FIELD(token_in, scope, OPTIONAL, .one_of = SCOPES,
		.says = "read: looks only; write (when not said): all that needs no confirmation; dangerous: that too"),
	FIELD(token_in, days, OPTIONAL, .min = 1, .max = TOKEN_DAYS_MOST, .says = "how long it holds; 90 when not said"),
	FIELD(token_in, outside, OPTIONAL, .says = "to work from outside the office's networks too: made by who showed a second factor; a token made outside always does"));

// A token's text, shown this once.
struct token_secret { const char *name, *token; };
SHAPE(token_secret,
	FIELD(token_secret, name,  REQUIRED),
	FIELD(token_secret, token, REQUIRED, .says = "shown this once: Authorization: Bearer hv_..."));

const char *token_make(struct work *w, const struct token_new *t)
{
	const char *token = crypto_token("hv_", w->arena);

	db_int(w, sql_token_add, arg(t->account), arg(t->name), arg(crypto_digest(token, strlen(token), w->arena)),
		arg(w->now), arg(w->today), arg(t->days == NONE ? TOKEN_DAYS : t->days), arg(t->scope == NULL ? "write" : t->scope),
		arg(t->outside));
	return work_ok(w) ? token : NULL;
}

// May whoever asks make a token that works outside? Only what works there itself: a session with a second factor, or
// such a token. Else a password that leaked would be a way in without one.
static bool reaches_outside(const struct request *rq)
{
	return rq->who.token != NONE ? rq->who.outside : rq->who.factor;
}

// Of an account to whoever may have it, after the checks both routes share.
static struct reply token_given(struct request *rq, int64_t account, int64_t dangerous_days)
{
	const struct token_in *in = body_of(rq, token_in);
	const struct token_new t = { .account = account, .name = in->name, .scope = in->scope, .days = in->days,
		.outside = in->outside || !login_inside(rq) };
	struct token_secret out = { .name = in->name };
	struct reply r;

	if (in->scope != NULL && strcmp(in->scope, "dangerous") == 0 && (in->days == NONE || in->days > dangerous_days))
		return reply_error(rq, 422, dangerous_days == TOKEN_DAYS_DANGEROUS ? "token_dangerous_days" : "token_service_days");
	if (t.outside && !reaches_outside(rq))
		return reply_error(rq, 403, "token_outside_factor");
	if (db_int(rq, sql_token_count, arg(account)) >= TOKENS_MOST)
		return reply_error(rq, 409, "tokens_too_many");
	out.token = token_make(WORK(rq), &t);
	r = reply_created(rq, token_secret, &out);
	r.secret = true;
	return r;
}

// Only somebody with the password makes tokens: one that leaked must not prolong itself.
struct reply token_create(struct request *rq)
{
	if (rq->who.session == NONE)
		return reply_error(rq, 403, "sign_in_needed");
	return token_given(rq, rq->who.account, TOKEN_DAYS_DANGEROUS);
}

// A service cannot sign in, so its administrator makes its tokens. Those of people are made by themselves: nobody
// acts in another's name.
struct reply service_token_create(struct request *rq)
{
	if (!db_bool(rq, sql_account_is_service, arg(rq->id[0])))
		return reply_error(rq, 409, "account_no_service");
	return token_given(rq, rq->id[0], db_bool(rq, sql_account_administers, arg(rq->id[0]), arg(rq->work.today)) ?
		TOKEN_DAYS_DANGEROUS : TOKEN_DAYS_SERVICE);
}

struct reply account_token_revoke(struct request *rq)
{
	if (db_run(rq, sql_token_revoke, arg(rq->id[0]), arg(rq->id[1])) == 0)
		return reply_error(rq, 404, "account_token_unknown");
	return reply_none();
}

struct reply token_revoke(struct request *rq)
{
	if (db_run(rq, sql_token_revoke, arg(rq->who.account), arg(rq->id[0])) == 0)
		return reply_error(rq, 404, "account_token_unknown");
	return reply_none();
}
