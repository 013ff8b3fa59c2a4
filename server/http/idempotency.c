// SPDX-License-Identifier: GPL-3.0-or-later
// A POST that names an Idempotency-Key is done once; a repetition gets the first one's answer.
//
// Key, work and answer are one transaction: either all of it happened or the key is free again. The answer
// may tell of a person, so it is kept sealed for its account and key; so is a digest of what was asked.
#include <string.h>

#include "base/crypto.h"
#include "build/sql.h"
#include "http/dispatch.h"
#include "http/reply.h"

enum { KEY_MOST = 100 };

struct idempotency { const char *route, *asked; int64_t status; const char *answer; };
SHAPE(idempotency,
	FIELD(idempotency, route,  REQUIRED),
	FIELD(idempotency, asked,  OPTIONAL),
	FIELD(idempotency, status, OPTIONAL),
	FIELD(idempotency, answer, OPTIONAL));

static bool key_valid(const char *key)
{
	size_t len = strlen(key);

	for (const char *s = key; *s != '\0'; s++)
		if (*s < '!' || *s > '~')
			return false;
	return len >= 1 && len <= KEY_MOST;
}

static bool concerned(const struct exchange *x)
{
	return x->rq.idempotency_key != NULL && x->rq.who.account != 0 && strcmp(x->method, "POST") == 0;
}

static const char *place_of(const struct request *rq)
{
	return arena_printf(rq->work.arena, "idempotency|%lld|%s", (long long)rq->who.account, rq->idempotency_key);
}

static const char *place_asked(const struct request *rq)
{
	return arena_printf(rq->work.arena, "idempotency_asked|%lld|%s", (long long)rq->who.account, rq->idempotency_key);
}

// Is it the request that came first? Of what came before digests were sealed the path alone is known.
static bool repeated(struct request *rq, const struct idempotency *first, const char *route, const char *digest)
{
	const char *asked = crypto_open(first->asked, place_asked(rq), rq->work.arena);

	return strcmp(first->route, route) == 0 && (first->asked == NULL || (asked != NULL && strcmp(asked, digest) == 0));
}

static struct reply replay(struct request *rq, const struct idempotency *first)
{
	struct reply r = { .status = (int)first->status, .version = NONE,
		.body = crypto_open(first->answer, place_of(rq), rq->work.arena) };

	if (r.body != NULL) {
		r.type = "application/json";
		r.len = strlen(r.body);
	} else if (r.status != 204) {
		return reply_error(rq, 409, "idempotency_secret");
	}
	reply_header(rq, &r, "Idempotent-Replay", "true");
	return r;
}

struct reply idempotency_begin(struct exchange *x)
{
	struct request *rq = &x->rq;
	const char *key = rq->idempotency_key, *body = rq->body_json.json == NULL ? "" : rq->body_json.json, *digest, *route;
	const struct idempotency *first;

	if (!concerned(x))
		return (struct reply){ .status = 0 };
	if (!key_valid(key))
		return reply_error(rq, 400, "bad_idempotency_key");
	route = arena_printf(rq->work.arena, "POST %s", rq->path);
	digest = crypto_digest(body, strlen(body), rq->work.arena);
	if (db_run(rq, sql_idempotency_take, arg(rq->who.account), arg(key), arg(route),
			arg(crypto_seal(digest, place_asked(rq), rq->work.arena)), arg(rq->work.now)) == 1)
		return (struct reply){ .status = 0 };
	first = db_row(rq, sql_idempotency_first, idempotency, arg(rq->who.account), arg(key));
	if (first == NULL || first->status == NONE)
		return reply_error(rq, 409, "idempotency_running");
	if (!repeated(rq, first, route, digest))
		return reply_error(rq, 422, "idempotency_key_reused");
	return replay(rq, first);
}

void idempotency_keep(struct exchange *x, const struct reply *r)
{
	struct request *rq = &x->rq;

	if (concerned(x))
		db_run(rq, sql_idempotency_store, arg(rq->who.account), arg(rq->idempotency_key), arg(r->status),
			arg(crypto_seal(r->secret ? NULL : r->body, place_of(rq), rq->work.arena)));
}
