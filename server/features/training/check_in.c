// SPDX-License-Identifier: GPL-3.0-or-later
// Learners check in by a code that the trainer shows and that changes every few seconds. It is a
// claim: what counts is the trainer's mark. A code shown by video call to somebody at home cannot be
// stopped by any arithmetic.
//
// Who opens the code's address and has yet to sign in, which may take longer than a code is good, is
// given a sealed cookie: this code was opened in this browser at that moment. A code that is not good
// any more is judged by that moment. The cookie says nothing about whether the code is right, so nothing
// is learnt by asking; the code in it means one session; and its number is kept with the claim it was
// used for (check_in_claim.arrival), so that copied from the browser it serves nobody else.
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/text.h"
#include "build/sql.h"
#include "http/cookie.h"
#include "http/http.h"

enum {
	CODE_LETTERS = 6,
	STEP_SECONDS = 15,	// so often the code changes
	STEPS_GOOD = 4,		// the one shown and those before it: a minute for slow hands
	ARRIVAL_SECONDS = 900,	// for signing in, with a second factor or a new password
	ARRIVAL_LONGEST = 400,	// letters of its cookie
};

#define ARRIVAL_COOKIE "hocvu_arrival"
#define ARRIVAL_SEAL "check_in|arrival"

static const char letters[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";	// none that look alike

struct check_in_head {		// a session as far as check-in asks
	int64_t session;
	struct date date;
	bool cancelled, open;
	int64_t claims, seats;
};
SHAPE(check_in_head,
	FIELD(check_in_head, session, REQUIRED),
	FIELD(check_in_head, date, REQUIRED),
	FIELD(check_in_head, cancelled, REQUIRED),
	FIELD(check_in_head, open, REQUIRED),
	FIELD(check_in_head, claims, REQUIRED),
	FIELD(check_in_head, seats, REQUIRED));

struct check_in { int64_t session; bool open; const char *code; int64_t seconds, claims, seats; };
SHAPE(check_in,
	FIELD(check_in, session, REQUIRED),
	FIELD(check_in, open, REQUIRED),
	FIELD(check_in, code, OPTIONAL, .says = "while it is open: what learners type"),
	FIELD(check_in, seconds, REQUIRED, .says = "until the next code"),
	FIELD(check_in, claims, REQUIRED, .says = "people who said that they are there"),
	FIELD(check_in, seats, REQUIRED, .says = "people who have a seat in the class"));

struct check_in_turn { bool open; };
SHAPE(check_in_turn, FIELD(check_in_turn, open, REQUIRED));

struct check_in_code { const char *code; };
SHAPE(check_in_code, FIELD(check_in_code, code, REQUIRED, .min = 1, .max = 20,
	.says = "six letters or digits, spaces and small letters as you like"));

struct check_in_mine {
	int64_t id, class;
	const char *class_title;
	struct date date;
	struct hhmm start, end;
	const char *venue, *trainer_name;
	bool open;
	struct instant claimed_at;
	const char *status;
};
SHAPE(check_in_mine,
	FIELD(check_in_mine, id, REQUIRED, .says = "the session's number"),
	FIELD(check_in_mine, class, REQUIRED, .says = "the class's number"),
	FIELD(check_in_mine, class_title, REQUIRED),
	FIELD(check_in_mine, date, REQUIRED),
	FIELD(check_in_mine, start, OPTIONAL),
	FIELD(check_in_mine, end, OPTIONAL),
	FIELD(check_in_mine, venue, OPTIONAL),
	FIELD(check_in_mine, trainer_name, OPTIONAL),
	FIELD(check_in_mine, open, REQUIRED, .says = "the trainer shows a code now"),
	FIELD(check_in_mine, claimed_at, OPTIONAL, .says = "when you said that you are there"),
	FIELD(check_in_mine, status, OPTIONAL, .says = "the trainer's mark, which is what counts"));

static int64_t step_of(struct instant now)
{
	return now.us / (STEP_SECONDS * INT64_C(1000000));
}

// The code of a session in a step of time. Nobody without the server's keys can tell it, nor from
// one the next.
static const char *code_of(int64_t session, int64_t step, struct arena *a)
{
	const char *hash = crypto_blind(arena_printf(a, "%lld|%lld", (long long)session,
		(long long)step), "check_in", a);
	struct text code = text_new(a, CODE_LETTERS + 1);
	uint64_t number = 0;

	for (const char *c = hash + strlen(hash) - 15; *c != '\0'; c++)
		number = number * 16 + (uint64_t)(*c <= '9' ? *c - '0' : *c - 'a' + 10);
	for (int i = 0; i < CODE_LETTERS; i++, number /= sizeof letters - 1)
		text_printf(&code, "%c", letters[number % (sizeof letters - 1)]);
	return code.at;
}

static struct reply check_in_answer(struct request *rq)
{
	const struct check_in_head *h = db_row(rq, sql_check_in_of_session, check_in_head,
		arg(rq->id[0]), arg(rq->work.today));
	int64_t second = rq->work.now.us / 1000000;
	struct check_in out;

	if (h == NULL)
		return reply_error(rq, 404, "session_unknown");
	out = (struct check_in){ h->session, h->open && !h->cancelled, NULL,
		STEP_SECONDS - second % STEP_SECONDS, h->claims, h->seats };
	if (out.open)
		out.code = code_of(h->session, step_of(rq->work.now), rq->work.arena);
	return reply_row(rq, check_in, &out);
}

struct reply check_in_show(struct request *rq)
{
	return check_in_answer(rq);
}

// Only on the session's day: what is learned today is not learned tomorrow.
struct reply check_in_turn(struct request *rq)
{
	const struct check_in_head *h = db_row(rq, sql_check_in_of_session, check_in_head,
		arg(rq->id[0]), arg(rq->work.today));
	bool open = body_of(rq, check_in_turn)->open;

	if (h == NULL)
		return reply_error(rq, 404, "session_unknown");
	if (open && h->cancelled)
		return reply_error(rq, 409, "session_cancelled");
	if (open && h->date.days != rq->work.today.days)
		return reply_error(rq, 409, "check_in_not_today");
	db_run(rq, sql_check_in_turn, arg(rq->id[0]), arg(open), arg(rq->who.account), arg(rq->work.now));
	return check_in_answer(rq);
}

// As typed, in the form codes have: capitals, nothing between.
static const char *code_typed(const char *said, struct arena *a)
{
	struct text t = text_new(a, 2 * CODE_LETTERS + 1);

	for (; *said != '\0' && t.len < CODE_LETTERS + 1; said++)
		if (*said != ' ' && *said != '-')
			text_printf(&t, "%c", *said >= 'a' && *said <= 'z' ? *said - 'a' + 'A' : *said);
	return t.at == NULL ? "" : t.at;
}

static bool code_good(struct request *rq, int64_t session, const char *typed, struct instant at)
{
	for (int64_t back = 0; back < STEPS_GOOD; back++)
		if (strcmp(code_of(session, step_of(at) - back, rq->work.arena), typed) == 0)
			return true;
	return false;
}

struct reply check_in_arrive(struct request *rq)
{
	const char *typed = code_typed(body_of(rq, check_in_code)->code, rq->work.arena);
	struct reply r = reply_none();

	cookie_set(rq, &r, ARRIVAL_COOKIE, crypto_seal(arena_printf(rq->work.arena, "%lld|%s|%s",
		(long long)rq->work.now.us, typed, crypto_token("", rq->work.arena)), ARRIVAL_SEAL, rq->work.arena),
		ARRIVAL_SECONDS);
	return r;
}

// When, and as which arrival, somebody says that they are there.
struct moment { struct instant at; const char *arrival; };	// arrival NULL: by the code alone

// When this browser opened that code, if it did a short while ago; else now.
static struct moment code_opened(struct request *rq, const char *typed)
{
	const char *sealed = cookie_get(rq, ARRIVAL_COOKIE);
	const char *plain = sealed == NULL || strlen(sealed) > ARRIVAL_LONGEST ? NULL
		: crypto_open(sealed, ARRIVAL_SEAL, rq->work.arena);
	const struct moment now = { rq->work.now, NULL };
	struct moment opened;
	size_t len = strlen(typed);
	char *code;

	if (plain == NULL)
		return now;
	opened.at.us = strtoll(plain, &code, 10);
	if (*code != '|' || strncmp(code + 1, typed, len) != 0 || code[1 + len] != '|')
		return now;
	opened.arrival = code + 1 + len + 1;
	return opened.at.us <= now.at.us && now.at.us - opened.at.us <= ARRIVAL_SECONDS * INT64_C(1000000) ? opened : now;
}

// I am there: the code tells which of my sessions of today is meant. While it is good nothing else is asked.
struct reply check_in_claim(struct request *rq)
{
	const char *typed = code_typed(body_of(rq, check_in_code)->code, rq->work.arena);
	const struct moment now = { rq->work.now, NULL }, opened = code_opened(rq, typed);
	size_t n, open = 0;
	const struct check_in_mine *mine = db_rows(rq, sql_check_ins_mine, check_in_mine, &n,
		arg(rq->who.account), arg(rq->work.today));

	for (size_t i = 0; i < n; i++) {
		struct check_in_mine said = mine[i];
		struct moment when = code_good(rq, said.id, typed, now.at) ? now : opened;
		struct reply r;

		open += said.open;
		if (!said.open || !code_good(rq, said.id, typed, when.at))
			continue;
		db_run(rq, sql_check_in_claim_add, arg(rq->who.account), arg(said.id), arg(when.at), arg(when.arrival));
		if (said.claimed_at.us == NO_INSTANT.us)
			said.claimed_at = when.at;
		r = reply_row(rq, check_in_mine, &said);
		cookie_set(rq, &r, ARRIVAL_COOKIE, "", 0);
		return r;
	}
	return reply_error(rq, 422, open == 0 ? "check_in_none" : "check_in_code_wrong");
}
