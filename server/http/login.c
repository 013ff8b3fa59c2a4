// SPDX-License-Identifier: GPL-3.0-or-later
// Finds out who is asking, and keeps the last uses until the job lane writes them.
#include "http/login.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/network.h"
#include "base/settings.h"
#include "base/text.h"
#include "base/utf8.h"
#include "build/sql.h"
#include "http/cookie.h"
#include "http/reply.h"

#define COOKIE "hocvu_session"
#define DEVICE_COOKIE "hocvu_device"
#define DEVICE_PREFIX "hd_"
#define TOKEN_PREFIX "hv_"
#define SESSION_PREFIX "hs_"

enum { USES = 1024, NEAR = 8, FLUSH_SECONDS = 60, USE_TEXT = 160, TOKEN_LONGEST = 128, DEVICES_MOST = 10,
	DEVICE_DAYS = 180 };

SHAPE(signed_in,
	FIELD(signed_in, account,     REQUIRED),
	FIELD(signed_in, name,        REQUIRED),
	FIELD(signed_in, person,      OPTIONAL),
	FIELD(signed_in, session,     OPTIONAL),
	FIELD(signed_in, token,       OPTIONAL),
	FIELD(signed_in, must_change, REQUIRED),
	FIELD(signed_in, must_enrol,  REQUIRED),
	FIELD(signed_in, factor,      REQUIRED),
	FIELD(signed_in, confirmed,   OPTIONAL),
	FIELD(signed_in, scope,       OPTIONAL),
	FIELD(signed_in, outside,     REQUIRED));

// Uses not yet written: a small hash table; what finds no place waits for its next use.
struct use {
	int64_t account;	// 0: empty
	int64_t session, token;	// one of them is NONE
	struct instant at;
};
static struct {
	pthread_mutex_t lock;
	struct use uses[USES];
	size_t n;
	struct instant flushed;
} seen = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void note_use(const struct signed_in *who, struct instant now)
{
	size_t place = (size_t)(who->session != NONE ? 2 * who->session : 2 * who->token + 1);

	pthread_mutex_lock(&seen.lock);
	for (size_t i = 0; i < NEAR; i++) {
		struct use *u = &seen.uses[(place + i) % USES];

		if (u->account != 0 && (u->session != who->session || u->token != who->token))
			continue;
		if (u->account == 0)
			seen.n++;
		*u = (struct use){ who->account, who->session, who->token, now };
		break;
	}
	pthread_mutex_unlock(&seen.lock);
}

static void use_json(struct text *out, const struct use *u)
{
	char at[INSTANT_TEXT];

	instant_text(u->at, at);
	text_printf(out, "%s{\"account\":%lld,\"%s\":%lld,\"at\":\"%s\"}", out->len > 1 ? "," : "",
		(long long)u->account, u->session != NONE ? "session" : "token",
		(long long)(u->session != NONE ? u->session : u->token), at);
}

// Takes the uses out of the table as a JSON array, or NULL when it is not yet time.
static const char *take_uses(struct work *w)
{
	struct text json = text_new(w->arena, (size_t)USES * USE_TEXT);
	bool due;

	text_char(&json, '[');
	pthread_mutex_lock(&seen.lock);
	due = w->now.us - seen.flushed.us >= FLUSH_SECONDS * INT64_C(1000000) || w->now.us < seen.flushed.us;
	if (due) {
		for (size_t i = 0; i < USES && seen.n > 0; i++)
			if (seen.uses[i].account != 0)
				use_json(&json, &seen.uses[i]);
		memset(seen.uses, 0, sizeof seen.uses);
		seen.n = 0;
		seen.flushed = w->now;
	}
	pthread_mutex_unlock(&seen.lock);
	text_char(&json, ']');
	return due ? json.at : NULL;
}

void login_flush(struct work *w)
{
	const char *uses = take_uses(w);

	if (uses == NULL)
		return;
	db_begin(w, false);
	if (uses[1] != ']')
		db_run(w, sql_login_used, arg(uses));
	db_run(w, sql_login_swept, arg(w->now));
	db_end(w, true);
}

const char *login_credential(struct request *rq)
{
	return rq->bearer != NULL ? rq->bearer : cookie_get(rq, COOKIE);
}

bool login_same_site(const struct request *rq)
{
	if (rq->fetch_site != NULL)
		return strcmp(rq->fetch_site, "same-origin") == 0 || strcmp(rq->fetch_site, "none") == 0;
	if (rq->origin != NULL && rq->host != NULL) {
		const char *host = strstr(rq->origin, "://");

		return host != NULL && strcmp(host + 3, rq->host) == 0;
	}
	return rq->origin == NULL;
}

static bool changes_something(const struct request *rq)
{
	const char *method = rq->route == NULL ? "GET" : rq->route->method;

	return strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0;
}

static const struct signed_in *find(struct request *rq)
{
	const char *token = login_credential(rq);
	const char *hash;

	if (token == NULL || strlen(token) > TOKEN_LONGEST)
		return NULL;
	hash = crypto_digest(token, strlen(token), rq->work.arena);
	if (rq->bearer == NULL) {
		if (changes_something(rq) && !login_same_site(rq))
			return NULL;
		return db_row(rq, sql_login_session, signed_in, arg(hash), arg(rq->work.now),
			arg(rq->work.today), arg_text(rq->tag), arg(rq->remote), path_number(rq, "class"), path_number(rq, "session"));
	}
	if (strncmp(token, TOKEN_PREFIX, strlen(TOKEN_PREFIX)) != 0)
		return NULL;
	return db_row(rq, sql_login_token, signed_in, arg(hash), arg(rq->work.now), arg(rq->work.today),
		arg_text(rq->tag), arg(rq->remote), path_number(rq, "class"), path_number(rq, "session"));
}

bool login(struct request *rq)
{
	const struct signed_in *who = find(rq);

	rq->who = (struct signed_in){ .person = NONE, .session = NONE, .token = NONE };
	if (who == NULL)
		return false;
	rq->who = *who;
	note_use(who, rq->work.now);
	return true;
}

bool login_as(struct request *rq, int64_t account)
{
	const struct signed_in *who = db_row(rq, sql_login_account, signed_in, arg(account), arg(rq->work.today),
		arg_text(rq->tag));

	if (who != NULL)
		rq->who = *who;
	return who != NULL;
}

void login_cookie(struct request *rq, struct reply *r, const char *token)
{
	cookie_set(rq, r, COOKIE, token == NULL ? "" : token,
		token == NULL ? 0 : settings->session_hours * 3600);
}

// The browser's own cookie, or NULL when it has none of ours.
static const char *device_cookie(struct request *rq)
{
	const char *value = cookie_get(rq, DEVICE_COOKIE);

	return value != NULL && strlen(value) <= TOKEN_LONGEST && strncmp(value, DEVICE_PREFIX, strlen(DEVICE_PREFIX)) == 0 ?
		value : NULL;
}

static const char *digest_of(struct request *rq, const char *s)
{
	return crypto_digest(s, strlen(s), rq->work.arena);
}

void login_device_keep(struct request *rq, struct reply *r, int64_t account)
{
	const char *value = device_cookie(rq);

	if (value == NULL || !db_bool(rq, sql_login_device_shared, arg(digest_of(rq, value)), arg(rq->work.now)))
		value = crypto_token(DEVICE_PREFIX, rq->work.arena);
	db_run(rq, sql_login_device_keep, arg(digest_of(rq, value)), arg(account), arg(rq->work.now), arg((int64_t)DEVICES_MOST));
	cookie_set(rq, r, DEVICE_COOKIE, value, (int64_t)DEVICE_DAYS * 86400);
}

void login_renew(struct request *rq, struct reply *r)
{
	const char *token = crypto_token(SESSION_PREFIX, rq->work.arena);

	db_run(rq, sql_login_renewed, arg(rq->who.session), arg(crypto_digest(token, strlen(token), rq->work.arena)),
		arg(rq->work.now));
	r->secret = true;
	login_cookie(rq, r, token);
}

// From where attempts are counted: who has a network of addresses to himself begins anew with none of them.
static const char *client_of(struct request *rq)
{
	char text[ADDRESS_TEXT];
	struct address from;

	if (rq->remote == NULL || !address_read(rq->remote, strlen(rq->remote), &from))
		return rq->remote == NULL ? "" : rq->remote;
	address_client(&from);
	address_text(&from, text);
	return arena_copy(rq->work.arena, text);
}

const char *login_place_key(struct request *rq, const char *name)
{
	return digest_of(rq, arena_printf(rq->work.arena, "%s\n%s", utf8_fold(name, rq->work.arena), client_of(rq)));
}

const char *login_attempt_key(struct request *rq, const char *name)
{
	if (rq->device == NULL)
		return login_place_key(rq, name);
	return digest_of(rq, arena_printf(rq->work.arena, "device\n%s\n%s", utf8_fold(name, rq->work.arena), rq->device));
}

const char *login_address_key(struct request *rq)
{
	return digest_of(rq, arena_printf(rq->work.arena, "address\n%s", client_of(rq)));
}

// Settings end with their transaction: whoever is signed in gets them again in the next one.
static void scope_again(struct request *rq)
{
	if (rq->who.account != 0)
		db_run(rq, sql_login_scope, arg(rq->who.account),
			rq->who.person == NONE ? arg_text(NULL) : arg(rq->who.person), arg(rq->work.today),
			arg_text(rq->tag), arg(rq->remote));
}

void login_apart_begin(struct request *rq)
{
	db_end(WORK(rq), false);
	db_begin(WORK(rq), false);
}

void login_apart_end(struct request *rq)
{
	db_end(WORK(rq), true);
	db_begin(WORK(rq), false);
	scope_again(rq);
}

int64_t login_attempt(struct request *rq, const char *name)
{
	const char *device = device_cookie(rq);
	int64_t wait = 0;

	rq->tried = name;
	login_apart_begin(rq);
	device = device == NULL ? NULL : digest_of(rq, device);
	rq->device = device != NULL && db_bool(rq, sql_login_device, arg(device), arg(name), arg(rq->work.now)) ? device : NULL;
	if (rq->device == NULL)
		wait = db_int(rq, sql_login_try_address, arg(login_address_key(rq)), arg(login_place_key(rq, name)),
			arg(rq->work.now), arg(settings->address_failures));
	if (wait == 0)
		wait = db_int(rq, sql_login_try, arg(login_attempt_key(rq, name)), arg(name), arg(rq->work.now),
			arg(settings->lock_minutes));
	login_apart_end(rq);
	return wait;
}

struct reply login_wait(struct request *rq, int64_t seconds)
{
	struct reply r = reply_error(rq, 429, "sign_in_wait");

	reply_header(rq, &r, "Retry-After", arena_printf(rq->work.arena, "%lld", (long long)seconds));
	return r;
}
