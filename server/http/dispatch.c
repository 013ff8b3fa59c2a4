// SPDX-License-Identifier: GPL-3.0-or-later
// The steps of every request in their order, inside one transaction; handlers see none of this.
#include "http/dispatch.h"

#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "http/denied.h"
#include "http/json.h"
#include "http/login.h"
#include "http/rates.h"
#include "http/reply.h"
#include "http/static.h"

enum { TRIES_MOST = 3 };

static const struct reply go_on = { .status = 0 };

static bool reads_only(const struct exchange *x)
{
	return strcmp(x->rq.route->method, "GET") == 0;
}

static struct reply not_found_here(struct exchange *x, const char *allow)
{
	struct request *rq = &x->rq;
	struct reply r;

	if (allow == NULL) {
		r = static_answer(x);
		return r.status != 0 ? r : reply_error(rq, 404, "not_found");
	}
	r = strcmp(x->method, "OPTIONS") == 0 ? reply_none() : reply_error(rq, 405, "method_not_allowed");
	reply_header(rq, &r, "Allow", allow);
	return r;
}

static struct reply loop_answer(struct exchange *x)
{
	struct request *rq = &x->rq;

	rq->work.today = date_of(rq->work.now);
	return rq->route->run(rq);
}

// Status 0, or the answer to who asks too often.
static struct reply held(struct exchange *x, int64_t seconds)
{
	struct reply r;

	if (seconds == 0)
		return go_on;
	r = reply_error(&x->rq, 429, x->charged > 0 ? "account_requests_too_many" : "too_many_requests");
	reply_header(&x->rq, &r, "Retry-After", arena_printf(x->rq.work.arena, "%lld", (long long)seconds));
	return r;
}

bool dispatch_at_once(struct exchange *x)
{
	struct request *rq = &x->rq;
	const char *allow;

	x->began_us = clock_now().us;
	if (x->reply.status == 0) {
		rq->route = route_find(rq, x->method, &allow);
		if (rq->route == NULL)
			x->reply = not_found_here(x, allow);
		else if (rq->route->lane == LANE_LOOP)
			x->reply = loop_answer(x);
		else
			x->reply = held(x, rates_enter(x));
	}
	if (x->reply.status == 0)
		return false;
	reply_finish(x);
	return true;
}

void dispatch_busy(struct exchange *x)
{
	x->reply = reply_error(&x->rq, 503, "too_busy");
	reply_header(&x->rq, &x->reply, "Retry-After", "2");
	reply_finish(x);
}

// A cookie works only from our own pages: another site's page must not act in its reader's name.
static bool cross_site(struct exchange *x)
{
	return !reads_only(x) && x->rq.cookie != NULL && x->rq.bearer == NULL && !login_same_site(&x->rq);
}

static struct reply may_they(struct exchange *x)
{
	struct request *rq = &x->rq;
	const char *who = rq->route->who_name;

	if (strcmp(who, "anyone") == 0)
		return go_on;
	if (cross_site(x))
		return reply_error(rq, 403, "cross_site");
	if (rq->who.account == 0 && strcmp(who, "signed_in") == 0)
		return reply_error(rq, 401, "not_signed_in");
	if (strcmp(who, "signed_in") != 0 && !policy_allows(rq)) {
		if (rq->who.account == 0)
			return reply_error(rq, 401, "not_signed_in");
		return reply_problem(rq, 403, "forbidden", sentence(rq->language,
			arena_printf(rq->work.arena, "forbidden.%s", who)), NULL);
	}
	return login_standing(rq);
}

static bool is_json(const char *type)
{
	size_t len = strcspn(type, "; \t");

	return len == strlen("application/json") && strncasecmp(type, "application/json", len) == 0;
}

static struct reply body_check(struct exchange *x)
{
	struct request *rq = &x->rq;

	if (rq->route->takes == NULL)
		return go_on;
	if (x->body.len == 0)
		return reply_error(rq, 400, "body_missing");
	if (x->content_type == NULL || !is_json(x->content_type))
		return reply_error(rq, 415, "content_type_not_json");
	return json_body(rq, x->body.at, x->body.len);
}

struct reply dispatch_asked(struct exchange *x)
{
	struct reply asked = arguments_check(x), r = may_they(x);

	if (r.status == 0)
		r = asked;
	return r.status == 0 ? body_check(x) : r;
}

struct reply dispatch_answer(struct exchange *x)
{
	struct request *rq = &x->rq;

	return rq->route->run != NULL ? rq->route->run(rq) : query_run(rq);
}

static struct reply steps(struct exchange *x)
{
	struct request *rq = &x->rq;
	struct reply r;

	login(rq);
	r = held(x, rates_settle(x));
	if (r.status == 0)
		r = dispatch_asked(x);
	if (r.status == 0)
		r = idempotency_begin(x);
	if (r.status != 0 || !work_ok(rq))
		return r;
	r = dispatch_answer(x);
	if (r.status < 400 && work_ok(rq))
		idempotency_keep(x, &r);
	return r;
}

static struct reply troubled(struct request *rq)
{
	static const struct { int status; const char *code, *after; } answers[] = {
		[TROUBLE_NONE] = { 500, "internal", NULL }, [TROUBLE_BUG] = { 500, "internal", NULL },
		[TROUBLE_AWAY] = { 503, "database_away", "5" }, [TROUBLE_FULL] = { 507, "database_full", NULL },
		[TROUBLE_SLOW] = { 503, "too_slow", "5" },
	};
	bool again = rq->work.again;
	int status = again ? 503 : answers[rq->work.trouble].status;
	const char *after = again ? "1" : answers[rq->work.trouble].after;
	struct reply r = reply_error(rq, status, again ? "too_busy" : answers[rq->work.trouble].code);

	if (after != NULL)
		reply_header(rq, &r, "Retry-After", after);
	return r;
}

// A database that is away is said once by db.c, not by each request.
static void fault_note(const struct request *rq)
{
	if (rq->work.fault == NULL)
		return;
	metrics_fault();
	if (rq->work.trouble != TROUBLE_AWAY)
		log_warnx("event=fault id=%s route=\"%s %s\" why=\"%s\"", rq->tag, rq->route->method,
			rq->route->path, rq->work.fault);
}

// One try in a transaction of its own. *unsure: the COMMIT may have happened although we do not know.
static struct reply attempt(struct exchange *x, bool *unsure)
{
	struct request *rq = &x->rq;
	bool good, committed;
	struct reply r;

	db_begin(&rq->work, reads_only(x));
	r = steps(x);
	good = r.status < 400 && work_ok(rq);
	committed = db_end(&rq->work, good);
	*unsure = good && !committed && !reads_only(x);
	if (good && !committed && work_ok(rq))
		fault(rq, "the transaction was not committed");
	if (rq->work.fault != NULL)
		return troubled(rq);
	if (rq->work.refused.status != 0)
		return reply_error(rq, rq->work.refused.status, rq->work.refused.code);
	return r;
}

// Forgets what a try has set, the arena apart.
static void reset(struct exchange *x, struct db *db)
{
	struct request *rq = &x->rq;
	int queries_run = rq->work.queries;

	rq->work = work_on(db, rq->work.arena);
	rq->work.queries = queries_run;
	rq->who = (struct signed_in){ .person = NONE, .session = NONE, .token = NONE };
	rq->asked = rq->body = NULL;
	rq->tried = rq->device = NULL;
	request_file(rq, 0);
	rq->number_named = false;
	rq->bodies = 0;
	rq->body_json = (struct list){ NULL };
	rq->after = NONE;
	rq->limit = PAGE_STANDARD;
}

// A deadlock or a serialization failure is tried again, and so is a connection that turned out to be
// dead, once: nothing of it was committed.
void dispatch_run(struct exchange *x, struct db *db)
{
	struct arena_mark mark = arena_now(x->rq.work.arena);
	bool again = true, unsure = false;

	for (int try = 1; again && try <= TRIES_MOST; try++) {
		if (try > 1)
			arena_rewind(x->rq.work.arena, mark);
		reset(x, db);
		x->reply = attempt(x, &unsure);
		again = x->rq.work.again || (try == 1 && x->rq.work.trouble == TROUBLE_AWAY && !unsure);
	}
	fault_note(&x->rq);
	audit_denied(&x->rq, &x->reply);
	reply_finish(x);
}

void dispatch_log(const struct exchange *x)
{
	const struct request *rq = &x->rq;
	const struct reply *r = &x->reply;
	double ms = (double)(clock_now().us - x->began_us) / 1000;

	metrics_count(rq->route, r->status);
	log_info("request id=%s account=%lld route=\"%s %s\" status=%d%s%s ms=%.1f queries=%d bytes=%zu",
		rq->tag, (long long)rq->who.account, rq->route == NULL ? "-" : rq->route->method,
		rq->route == NULL ? "-" : rq->route->path, r->status, r->code == NULL ? "" : " code=",
		r->code == NULL ? "" : r->code, ms, rq->work.queries, r->status == 304 ? 0 : r->len);
}
