// SPDX-License-Identifier: GPL-3.0-or-later
// What was not delivered, as the office sees it: tried again, or stopped.
#include "build/sql.h"
#include "features/mail/mail.h"
#include "http/dispatch.h"
#include "http/http.h"

#define STATES "undelivered|waiting|sent|failed|late|stopped"

enum { MAILS_MOST = 500 };

struct mail {
	int64_t id;
	const char *kind, *about;
	int64_t person;
	const char *full_name;
	int64_t class;
	const char *class_title, *state;
	int64_t tries;
	const char *reason, *answer;
	struct instant queued, tried, next, done;
};
SHAPE(mail,
	FIELD(mail, id,          REQUIRED),
	FIELD(mail, kind,        REQUIRED, .says = "what it is about"),
	FIELD(mail, about,       OPTIONAL, .says = "what of that"),
	FIELD(mail, person,      REQUIRED, .says = "to whom"),
	FIELD(mail, full_name,   REQUIRED),
	FIELD(mail, class,       OPTIONAL),
	FIELD(mail, class_title, OPTIONAL),
	FIELD(mail, state,       REQUIRED, .one_of = "waiting|sent|failed|late|stopped",
		.says = "sent: the server of mails took it; failed: given up; late: nobody needs it any more"),
	FIELD(mail, tries,       REQUIRED),
	FIELD(mail, reason,      OPTIONAL, .says = "a code with a sentence: why it is not sent"),
	FIELD(mail, answer,      OPTIONAL, .max = 300, .says = "what the server of mails said, without the address"),
	FIELD(mail, queued,      REQUIRED),
	FIELD(mail, tried,       OPTIONAL),
	FIELD(mail, next,        OPTIONAL, .says = "it is tried again then"),
	FIELD(mail, done,        OPTIONAL));

struct mail_ask { const char *state; int64_t person; };
SHAPE(mail_ask,
	FIELD(mail_ask, state,  OPTIONAL, .one_of = STATES, .says = "undelivered when not said: given up, late, or waiting after a refusal"),
	FIELD(mail_ask, person, OPTIONAL, .min = 1));

struct mails_in { struct list mails; };
SHAPE(mails_in, FIELD(mails_in, mails, REQUIRED, .item = T_INT, .max = MAILS_MOST, .says = "numbers of mails"));

struct mail_turned { int64_t id; const char *outcome, *why; };
SHAPE(mail_turned,
	FIELD(mail_turned, id,      REQUIRED),
	FIELD(mail_turned, outcome, REQUIRED, .one_of = "done|skipped"),
	FIELD(mail_turned, why,     OPTIONAL, .says = "a code with a sentence"));

static struct reply turned(struct request *rq, const char *step)
{
	size_t n;
	const struct mail_turned *rows = db_rows(rq, sql_mails_turn, mail_turned, &n, arg(body_of(rq, mails_in)->mails), arg(step),
		arg(rq->work.now));

	return reply_list(rq, mail_turned, rows, n);
}

struct reply mails_retry(struct request *rq)
{
	return mail_on() ? turned(rq, "retry") : reply_error(rq, 409, "mail_off");
}

struct reply mails_stop(struct request *rq)
{
	return turned(rq, "stop");
}

// --- for counting ---

struct mail_state { int64_t waiting, again, undelivered; struct instant oldest_at; const char *reason; };
SHAPE(mail_state,
	FIELD(mail_state, waiting,     REQUIRED),
	FIELD(mail_state, again,       REQUIRED),
	FIELD(mail_state, undelivered, REQUIRED),
	FIELD(mail_state, oldest_at,   OPTIONAL),
	FIELD(mail_state, reason,      OPTIONAL));

void mail_count(struct work *w)
{
	const struct mail_state *s;

	db_begin(w, true);
	s = db_row(w, sql_mail_state_now, mail_state);
	if (s != NULL)
		metrics_mails_waiting(s->waiting, s->undelivered);
	db_end(w, true);
}
