// SPDX-License-Identifier: GPL-3.0-or-later
// The second factor: codes of a phone beside the password, recovery codes for who lost it.
#include <string.h>

#include "base/crypto.h"
#include "base/password.h"
#include "base/text.h"
#include "base/totp.h"
#include "build/sql.h"
#include "features/access/access.h"
#include "http/http.h"
#include "http/login.h"

enum { RECOVERY_CODES = 10, ARRAY_MOST = 4096, TRIES_MOST = 10, LOCKED_HOURS = 12, CODE_DIGITS = 6 };

// What is shown once, for the phone.
struct factor_secret { const char *secret, *uri; };
SHAPE(factor_secret,
	FIELD(factor_secret, secret, REQUIRED, .says = "base32, to be typed into an authenticator app; shown this once"),
	FIELD(factor_secret, uri,    REQUIRED, .says = "the same for a QR code: otpauth://totp/..."));

struct factor_code { const char *code; };
SHAPE(factor_code, FIELD(factor_code, code, REQUIRED, .min = 6, .max = 6, .says = "six digits of the app"));

struct factor_recovery { struct list codes; };
struct recovery_code { const char *code; };
SHAPE(recovery_code, FIELD(recovery_code, code, REQUIRED));
SHAPE(factor_recovery, FIELD(factor_recovery, codes, REQUIRED, .items = &recovery_code_shape,
	.says = "each lets in once instead of a code; shown this once"));

struct factor_try { const char *secret; int64_t step; };
SHAPE(factor_try,
	FIELD(factor_try, secret, REQUIRED, .hidden = true),
	FIELD(factor_try, step,   REQUIRED));

struct act_reason { const char *reason; };
SHAPE(act_reason, FIELD(act_reason, reason, REQUIRED, .min = 5, .max = 500, .says = "why, for the record"));

struct proof { const char *password, *code; };
SHAPE(proof,
	FIELD(proof, password, OPTIONAL, .max = 200, .says = "for accounts without a second factor"),
	FIELD(proof, code,     OPTIONAL, .max = 40, .says = "of the app, or a recovery code"));

// What the seal of a secret is bound to.
static const char *place_of(struct work *w, int64_t account)
{
	return arena_printf(w->arena, "account|factor|%lld", (long long)account);
}

static bool is_app_code(const char *code)
{
	return strlen(code) == CODE_DIGITS && strspn(code, "0123456789") == CODE_DIGITS;
}

// Counted in a transaction of its own: a refusal rolls the request's back.
static const struct factor_try *counted(struct request *rq, int64_t account)
{
	const struct factor_try *t;

	login_apart_begin(rq);
	t = db_row(rq, sql_factor_try, factor_try, arg(account), arg(rq->work.now), arg((int64_t)TRIES_MOST),
		arg((int64_t)LOCKED_HOURS));
	login_apart_end(rq);
	return t;
}

const char *factor_problem(struct request *rq, int64_t account, const char *code)
{
	const struct factor_try *t = counted(rq, account);
	const char *secret;
	int64_t step = NONE;

	if (t == NULL)
		return "second_factor_locked";
	if (!is_app_code(code))
		return db_run(rq, sql_factor_recovery_use, arg(account), arg(crypto_digest(code, strlen(code), rq->work.arena))) == 1
			&& db_run(rq, sql_factor_used, arg(account), arg(step)) == 1 ? NULL : "second_factor_wrong";
	secret = crypto_open(t->secret, place_of(WORK(rq), account), rq->work.arena);
	step = secret == NULL ? 0 : totp_step(secret, code, rq->work.now);
	if (step <= t->step || db_run(rq, sql_factor_used, arg(account), arg(step)) != 1)
		return "second_factor_wrong";
	return NULL;
}

// A session begins it, in which somebody has just shown who they are: a token may have leaked.
struct reply factor_begin(struct request *rq)
{
	struct factor_secret out = { .secret = totp_secret(rq->work.arena) };
	struct reply r;

	if (rq->who.session == NONE)
		return reply_error(rq, 403, "sign_in_needed");
	out.uri = totp_uri(out.secret, rq->who.name, rq->work.arena);
	db_run(rq, sql_factor_begin, arg(rq->who.account),
		arg(crypto_seal(out.secret, place_of(WORK(rq), rq->who.account), rq->work.arena)));
	r = reply_row(rq, factor_secret, &out);
	r.secret = true;
	return r;
}

static struct reply recovery_made(struct request *rq)
{
	struct text hashes = text_new(rq->work.arena, ARRAY_MOST), codes = text_new(rq->work.arena, ARRAY_MOST);
	struct factor_recovery out;
	struct reply r;

	for (int i = 0; i < RECOVERY_CODES; i++) {
		const char *code = crypto_password(rq->work.arena);

		text_printf(&codes, "%s{\"code\":\"%s\"}", i == 0 ? "[" : ",", code);
		array_item(&hashes, crypto_digest(code, strlen(code), rq->work.arena));
	}
	text_char(&codes, ']');
	out.codes.json = codes.at;
	db_run(rq, sql_factor_recovery_forget, arg(rq->who.account));
	db_run(rq, sql_factor_recovery_add, arg(rq->who.account), arg(array_done(&hashes)));
	r = reply_row(rq, factor_recovery, &out);
	r.secret = true;
	return r;
}

// Counted like attempts at the door: recovery codes go out here, and a session may have been stolen.
struct reply factor_confirm(struct request *rq)
{
	const char *sealed, *secret;
	struct reply r;
	int64_t step, wait;

	if (rq->who.session == NONE)
		return reply_error(rq, 403, "sign_in_needed");
	wait = login_attempt(rq, rq->who.name);
	if (wait > 0)
		return login_wait(rq, wait);
	sealed = db_text(rq, sql_factor_pending, arg(rq->who.account));
	secret = crypto_open(sealed, place_of(WORK(rq), rq->who.account), rq->work.arena);
	if (secret == NULL)
		return reply_error(rq, 409, "second_factor_not_begun");
	step = totp_step(secret, body_of(rq, factor_code)->code, rq->work.now);
	if (step == 0)
		return reply_error(rq, 422, "second_factor_wrong");
	db_run(rq, sql_factor_proven, arg(rq->who.account), arg(step), arg(rq->work.now));
	db_run(rq, sql_factor_session, arg(rq->who.account), arg(rq->who.session));
	db_run(rq, sql_attempts_forget, arg(rq->who.account), arg(login_attempt_key(rq, rq->who.name)));
	r = recovery_made(rq);
	login_renew(rq, &r);
	return r;
}

struct reply factor_recovery_again(struct request *rq)
{
	if (rq->who.session == NONE)
		return reply_error(rq, 403, "sign_in_needed");
	if (!db_bool(rq, sql_factor_there, arg(rq->who.account)))
		return reply_error(rq, 409, "second_factor_not_begun");
	return recovery_made(rq);
}

struct reply factor_reset(struct request *rq)
{
	if (rq->id[0] == rq->who.account)
		return reply_error(rq, 409, "account_own");
	db_text(rq, sql_act_reason, arg(body_of(rq, act_reason)->reason));
	if (db_run(rq, sql_factor_reset, arg(rq->id[0])) == 0)
		return reply_error(rq, 404, "account_unknown");
	return reply_none();
}

static const char *proof_problem(struct request *rq, const struct proof *in)
{
	if (db_bool(rq, sql_factor_there, arg(rq->who.account)))
		return in->code == NULL ? "second_factor_needed" : factor_problem(rq, rq->who.account, in->code);
	return in->password != NULL && password_matches(db_text(rq, sql_me_hash, arg(rq->who.account)), in->password)
		? NULL : "password_wrong";
}

// Counted like attempts at the door: who found a browser open may not guess.
struct reply me_confirm(struct request *rq)
{
	struct reply r = reply_none();
	const char *problem;
	int64_t wait;

	if (rq->who.session == NONE)
		return reply_error(rq, 403, "sign_in_needed");
	wait = login_attempt(rq, rq->who.name);
	if (wait > 0)
		return login_wait(rq, wait);
	problem = proof_problem(rq, body_of(rq, proof));
	if (problem != NULL)
		return reply_error(rq, 422, problem);
	db_run(rq, sql_attempts_forget, arg(rq->who.account), arg(login_attempt_key(rq, rq->who.name)));
	login_renew(rq, &r);
	return r;
}
