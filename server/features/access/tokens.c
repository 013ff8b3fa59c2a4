// SPDX-License-Identifier: GPL-3.0-or-later
// Bearer tokens for programs: made by their owner, shown once, gone on the next request when revoked.
#include <string.h>

#include "base/crypto.h"
#include "build/sql.h"
#include "features/access/access.h"
#include "http/http.h"

enum { TOKENS_MOST = 50 };

struct account_token { int64_t id; const char *name; struct instant created, expires, used; };
SHAPE(account_token,
	FIELD(account_token, id,      REQUIRED),
	FIELD(account_token, name,    REQUIRED),
	FIELD(account_token, created, REQUIRED),
	FIELD(account_token, expires, REQUIRED),
	FIELD(account_token, used,    OPTIONAL, .says = "last request, at most a minute late"));

struct token_in { const char *name; int64_t days; };
SHAPE(token_in,
	FIELD(token_in, name, REQUIRED, .min = 1, .max = 100, .says = "what it is for"),
	FIELD(token_in, days, OPTIONAL, .min = 1, .max = TOKEN_DAYS_MOST, .says = "how long it holds; 90 when not said"));

// A token's text, shown this once.
struct token_secret { const char *name, *token; };
SHAPE(token_secret,
	FIELD(token_secret, name,  REQUIRED),
	FIELD(token_secret, token, REQUIRED, .says = "shown this once: Authorization: Bearer hv_..."));

const char *token_make(struct work *w, int64_t account, const char *name, int64_t days)
{
	const char *token = crypto_token("hv_", w->arena);

	db_int(w, sql_token_add, arg(account), arg(name), arg(crypto_digest(token, strlen(token), w->arena)),
		arg(w->now), arg(days));
	return work_ok(w) ? token : NULL;
}

// Only somebody with the password makes tokens: one that leaked must not prolong itself.
struct reply token_create(struct request *rq)
{
	const struct token_in *in = body_of(rq, token_in);
	struct token_secret out = { .name = in->name };
	struct reply r;

	if (rq->who.session == NONE)
		return reply_error(rq, 403, "sign_in_needed");
	if (db_int(rq, sql_token_count, arg(rq->who.account)) >= TOKENS_MOST)
		return reply_error(rq, 409, "tokens_too_many");
	out.token = token_make(WORK(rq), rq->who.account, in->name, in->days == NONE ? TOKEN_DAYS : in->days);
	r = reply_created(rq, token_secret, &out);
	r.secret = true;
	return r;
}

struct reply token_revoke(struct request *rq)
{
	if (db_run(rq, sql_token_revoke, arg(rq->who.account), arg(rq->id[0])) == 0)
		return reply_error(rq, 404, "account_token_unknown");
	return reply_none();
}
