// SPDX-License-Identifier: GPL-3.0-or-later
// One's own address of mail, proven with a code that is sent there, and which mails one wants.
#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/personal.h"
#include "base/text.h"
#include "build/sql.h"
#include "features/mail/mail.h"
#include "files/mime.h"
#include "http/http.h"
#include "http/login.h"

enum { CODES_A_DAY = 5, TRIES_MOST = 5, CODE_DIGITS = 6, CODE_RANGE = 1000000 };

struct mail_wish { const char *kind; bool urgent, wanted; };
SHAPE(mail_wish,
	FIELD(mail_wish, kind,   REQUIRED),
	FIELD(mail_wish, urgent, REQUIRED, .says = "without a choice it goes to an address nobody confirmed too"),
	FIELD(mail_wish, wanted, REQUIRED));

struct my_mail {
	bool on;
	const char *address;
	struct instant confirmed;
	const char *pending, *language;
	struct list kinds;
};
SHAPE(my_mail,
	FIELD(my_mail, on,        REQUIRED, .says = "this house sends mails"),
	FIELD(my_mail, address,   OPTIONAL, .says = "as the register has it, masked"),
	FIELD(my_mail, confirmed, OPTIONAL, .says = "when its owner proved it; none: nobody has"),
	FIELD(my_mail, pending,   OPTIONAL, .says = "another one that waits for its code, masked"),
	FIELD(my_mail, language,  REQUIRED, .one_of = "vi|en", .says = "of the mails"),
	FIELD(my_mail, kinds,     REQUIRED, .items = &mail_wish_shape, .says = "none: the account belongs to nobody"));

struct my_mail_in { const char *language; struct list wanted; };
SHAPE(my_mail_in,
	FIELD(my_mail_in, language, OPTIONAL, .one_of = "vi|en"),
	FIELD(my_mail_in, wanted,   OPTIONAL, .item = T_TEXT, .max = 20, .says = "the kinds that shall come; the others shall not"));

struct mail_address_in { const char *email; };
SHAPE(mail_address_in, FIELD(mail_address_in, email, REQUIRED, .max = 200));

struct mail_code { const char *code; };
SHAPE(mail_code, FIELD(mail_code, code, REQUIRED, .max = 20, .says = "the six digits that were sent"));

struct my_mail_row {
	int64_t person;
	const char *person_code, *email_sealed, *language;
	struct instant confirmed;
	const char *pending_sealed;
	struct list kinds;
};
SHAPE(my_mail_row,
	FIELD(my_mail_row, person,         REQUIRED),
	FIELD(my_mail_row, person_code,    REQUIRED),
	FIELD(my_mail_row, email_sealed,   OPTIONAL),
	FIELD(my_mail_row, language,       REQUIRED),
	FIELD(my_mail_row, confirmed,      OPTIONAL),
	FIELD(my_mail_row, pending_sealed, OPTIONAL),
	FIELD(my_mail_row, kinds,          REQUIRED, .items = &mail_wish_shape));

struct code_tried { const char *code, *address; };
SHAPE(code_tried,
	FIELD(code_tried, code,    REQUIRED),
	FIELD(code_tried, address, REQUIRED));

static const struct my_mail_row *mine(struct request *rq)
{
	return db_row(rq, sql_my_mail_row, my_mail_row, arg(rq->who.account), arg(rq->work.now));
}

static const char *masked(const struct my_mail_row *row, const char *sealed, struct arena *a)
{
	return personal_masked(personal_open(sealed, "email", row->person_code, a), a);
}

// An account of nobody gets no mails, and has nothing to choose.
static struct reply shown(struct request *rq)
{
	const struct my_mail_row *row = mine(rq);
	struct my_mail out;

	if (row == NULL) {
		out = (struct my_mail){ .on = mail_on(), .confirmed = NO_INSTANT, .language = "vi", .kinds = { "[]" } };
		return reply_row(rq, my_mail, &out);
	}
	out = (struct my_mail){ .on = mail_on(), .address = masked(row, row->email_sealed, rq->work.arena), .confirmed = row->confirmed,
		.pending = masked(row, row->pending_sealed, rq->work.arena), .language = row->language, .kinds = row->kinds };
	return reply_row(rq, my_mail, &out);
}

struct reply my_mail_show(struct request *rq)
{
	return shown(rq);
}

struct reply my_mail_choose(struct request *rq)
{
	const struct my_mail_in *in = body_of(rq, my_mail_in);
	const struct my_mail_row *row = mine(rq);

	if (row == NULL)
		return reply_error(rq, 409, "account_no_person");
	if (in->wanted.json != NULL && db_bool(rq, sql_mail_kinds_unknown, arg(in->wanted)))
		return reply_error(rq, 422, "mail_kind_unknown");
	if (in->language != NULL)
		db_run(rq, sql_mail_language_put, arg(row->person), arg(in->language));
	if (in->wanted.json != NULL)
		db_run(rq, sql_mail_choices_put, arg(row->person), arg(in->wanted));
	return shown(rq);
}

static const char *code_place(const char *person_code, struct arena *a)
{
	return arena_printf(a, "person|mail_code|%s", person_code);
}

static const char *code_made(struct arena *a)
{
	uint64_t random;

	crypto_random(&random, sizeof random);
	return arena_printf(a, "%0*llu", CODE_DIGITS, (unsigned long long)(random % CODE_RANGE));
}

// The address is nobody's until its code comes back; who has the one that holds now hears of it.
struct reply my_address_ask(struct request *rq)
{
	const char *email = body_of(rq, mail_address_in)->email, *now;
	const struct my_mail_row *row = mine(rq);
	struct arena *a = rq->work.arena;

	if (row == NULL)
		return reply_error(rq, 409, "account_no_person");
	if (!mail_on())
		return reply_error(rq, 409, "mail_off");
	if (!mime_address_fits(email))
		return reply_error(rq, 422, "bad_email");
	if (db_run(rq, sql_mail_address_ask, arg(row->person), arg(personal_seal(email, "email", row->person_code, a)),
			arg(crypto_seal(code_made(a), code_place(row->person_code, a), a)), arg(rq->language == VI ? "vi" : "en"),
			arg(rq->work.now), arg((int64_t)CODES_A_DAY)) == 0)
		return reply_error(rq, 429, "mail_codes_many");
	db_run(rq, sql_mail_code_queue, arg(row->person), arg(rq->work.now));
	now = personal_open(row->email_sealed, "email", row->person_code, a);
	if (now != NULL && strcmp(now, email) != 0)
		db_run(rq, sql_mail_asked_queue, arg(row->person), arg(rq->work.now));
	return shown(rq);
}

// A try is counted in a transaction of its own: a wrong one rolls this one back.
static const struct code_tried *code_counted(struct request *rq, int64_t person)
{
	const struct code_tried *tried;

	login_apart_begin(rq);
	tried = db_row(rq, sql_mail_code_try, code_tried, arg(person), arg(rq->work.now), arg((int64_t)TRIES_MOST));
	login_apart_end(rq);
	return tried;
}

struct reply my_address_confirm(struct request *rq)
{
	const struct my_mail_row *row = mine(rq);
	const struct code_tried *tried = row == NULL ? NULL : code_counted(rq, row->person);
	struct arena *a = rq->work.arena;
	const char *code, *email;

	if (row == NULL)
		return reply_error(rq, 409, "account_no_person");
	if (tried == NULL)
		return reply_error(rq, 409, "mail_code_old");
	code = crypto_open(tried->code, code_place(row->person_code, a), a);
	email = personal_open(tried->address, "email", row->person_code, a);
	if (code == NULL || email == NULL || strcmp(code, body_of(rq, mail_code)->code) != 0)
		return reply_error(rq, 422, "mail_code_wrong");
	db_run(rq, sql_mail_address_take, arg(row->person), arg(personal_seal(email, "email", row->person_code, a)),
		arg(crypto_blind(email, "email", a)));
	db_run(rq, sql_mail_address_proven, arg(row->person), arg(rq->work.now));
	return shown(rq);
}
