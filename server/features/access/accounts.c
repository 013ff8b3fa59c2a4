// SPDX-License-Identifier: GPL-3.0-or-later
// Accounts as an administrator keeps them: list, make, disable, give another password.
#include "features/access/access.h"

#include <string.h>

#include "base/crypto.h"
#include "base/password.h"
#include "base/utf8.h"
#include "build/sql.h"
#include "http/http.h"

// No hash of any password.
#define NO_PASSWORD "-"
#define KINDS "person|service|operator"

SHAPE(account,
	FIELD(account, id,          REQUIRED),
	FIELD(account, name,        REQUIRED, .says = "what is typed at sign-in"),
	FIELD(account, kind,        REQUIRED, .one_of = KINDS),
	FIELD(account, person,      OPTIONAL, .says = "the person it belongs to"),
	FIELD(account, full_name,   OPTIONAL),
	FIELD(account, must_change, REQUIRED, .says = "the password has to be changed at the next sign-in"),
	FIELD(account, disabled,    OPTIONAL, .says = "since when nobody may come in with it"),
	FIELD(account, created,     REQUIRED),
	FIELD(account, used,        OPTIONAL, .says = "last use, at most a minute late"),
	FIELD(account, failed,      REQUIRED, .says = "attempts since the last sign-in that succeeded"),
	FIELD(account, reviewed,    OPTIONAL, .says = "when somebody last said that it is still needed"),
	FIELD(account, kept,        REQUIRED, .says = "you administer it"));

struct account_ask { const char *review, *kind, *state, *q; };
SHAPE(account_ask,
	FIELD(account_ask, review,   OPTIONAL, .one_of = "due", .says = "those nobody looked at for six months"),
	FIELD(account_ask, kind,     OPTIONAL, .one_of = KINDS),
	FIELD(account_ask, state,    OPTIONAL, .one_of = "open|disabled", .says = "disabled: nobody comes in with it"),
	FIELD(account_ask, q,        OPTIONAL, .max = 100, .says = "part of its name, or of its person's with or without marks"));

struct account_in { const char *name; int64_t person; const char *kind; };
SHAPE(account_in,
	FIELD(account_in, name,   REQUIRED, .max = 63, .says = "a-z 0-9 . _ @ -, small letters"),
	FIELD(account_in, person, OPTIONAL, .min = 1, .says = "the person it belongs to; none for a service"),
	FIELD(account_in, kind,   OPTIONAL, .one_of = KINDS,
		.says = "person with a person, else operator, when not said; a service gets tokens and no password"));

// A password that is shown this once.
struct account_secret { int64_t id; const char *name, *password; };
SHAPE(account_secret,
	FIELD(account_secret, id,       REQUIRED),
	FIELD(account_secret, name,     REQUIRED),
	FIELD(account_secret, password, OPTIONAL, .says = "shown this once; to be changed at the first sign-in; none for a service"));

const char *account_make(struct work *w, const struct account_new *a, int64_t *id)
{
	const char *password = crypto_password(w->arena);
	const char *kind = a->kind != NULL ? a->kind : a->person != NONE ? "person" : "operator";
	bool service = strcmp(kind, "service") == 0;

	*id = db_int(w, sql_account_add, arg(a->name), arg(a->person), arg(service ? NO_PASSWORD :
		password_hash(password, w->arena)), arg((bool)(!a->keeps_password && !service)), arg(a->by), arg(w->now), arg(kind));
	return !work_ok(w) ? NULL : service ? "" : password;
}

const char *account_reset(struct work *w, int64_t id)
{
	const char *password = crypto_password(w->arena);

	if (db_run(w, sql_account_password_reset, arg(id), arg(password_hash(password, w->arena))) == 0)
		return NULL;
	return password;
}

struct reply account_search(struct request *rq)
{
	const struct account_ask *ask = asked_of(rq, account_ask);
	const char *folded = ask->q == NULL ? NULL : utf8_fold(ask->q, rq->work.arena);

	return reply_page(rq, sql_accounts_page, arg(rq->who.account), arg(ask->review), arg(ask->kind), arg(ask->state),
		arg(ask->q), arg(folded), arg(rq->work.now), arg(rq->work.today), arg(rq->after), arg(rq->limit + 1));
}

// Not to be kept for an Idempotency-Key.
static struct reply shown_once(struct reply r)
{
	r.secret = true;
	return r;
}

struct reply account_create(struct request *rq)
{
	const struct account_in *in = body_of(rq, account_in);
	struct account_new made = { .name = in->name, .person = in->person, .kind = in->kind, .by = rq->who.account };
	struct account_secret out = { .name = in->name };

	if (in->person != NONE &&
	    !db_bool(rq, sql_account_person_mine, arg(rq->who.account), arg(in->person), arg(rq->work.today)))
		return reply_error(rq, 422, "account_person_not_yours");
	out.password = account_make(WORK(rq), &made, &out.id);
	if (out.password != NULL && *out.password == '\0')
		out.password = NULL;
	return shown_once(reply_created(rq, account_secret, &out));
}

// Nobody disables himself or goes around the old password by his own administrator's right.
struct reply account_disable(struct request *rq)
{
	if (rq->id[0] == rq->who.account)
		return reply_error(rq, 409, "account_own");
	if (db_run(rq, sql_account_disable, arg(rq->id[0]), arg(rq->work.now)) == 0 &&
	    db_row(rq, sql_account_get, account, arg(rq->id[0]), arg(rq->who.account), arg(rq->work.today)) == NULL)
		return reply_error(rq, 404, "account_unknown");
	return reply_none();
}

struct reply account_enable(struct request *rq)
{
	if (db_run(rq, sql_account_enable, arg(rq->id[0]), arg(rq->work.now)) == 0 &&
	    db_row(rq, sql_account_get, account, arg(rq->id[0]), arg(rq->who.account), arg(rq->work.today)) == NULL)
		return reply_error(rq, 404, "account_unknown");
	return reply_none();
}

struct reply account_password(struct request *rq)
{
	const struct account *a = db_row(rq, sql_account_get, account, arg(rq->id[0]), arg(rq->who.account),
		arg(rq->work.today));
	struct account_secret out;

	if (rq->id[0] == rq->who.account)
		return reply_error(rq, 409, "account_own");
	if (a == NULL)
		return reply_error(rq, 404, "account_unknown");
	if (strcmp(a->kind, "service") == 0)
		return reply_error(rq, 409, "account_service");
	out = (struct account_secret){ .id = a->id, .name = a->name, .password = account_reset(WORK(rq), a->id) };
	return shown_once(reply_row(rq, account_secret, &out));
}
