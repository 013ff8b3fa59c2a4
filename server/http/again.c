// SPDX-License-Identifier: GPL-3.0-or-later
// Requests that no wire brought, for lists that a job writes into a file.
#include "http/again.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "http/dispatch.h"
#include "http/exchange.h"
#include "http/login.h"
#include "http/reply.h"

enum { ROWS_AT_ONCE = 1000, ADDRESS_MOST = URI_MOST - 16 };

// The request, its route found; without one rq.route is NULL.
static struct exchange *asked(const struct again *g)
{
	static const char json[] = "application/json";
	char uri[URI_MOST + 1];
	const char *method = g->search == NULL ? "GET" : "POST", *allow;
	struct exchange *x;

	snprintf(uri, sizeof uri, "/api/v1%s", strlen(g->address) > ADDRESS_MOST ? "" : g->address);
	x = exchange_inner(uri, g->tag);
	x->rq.language = g->language;
	if (g->search != NULL)
		exchange_header(x, "Content-Type", json, strlen(json));
	if (!exchange_head(x, method, "HTTP/1.0") || x->reply.status != 0)
		return x;
	if (g->search != NULL)
		exchange_body(x, g->search, strlen(g->search));
	x->rq.route = x->reply.status == 0 ? route_find(&x->rq, method, &allow) : NULL;
	return x;
}

const struct route *again_route(const struct again *g, int64_t id[IDS_MOST])
{
	struct exchange *x = asked(g);
	const struct route *r = x->rq.route;

	memcpy(id, x->rq.id, sizeof x->rq.id);
	exchange_drop(x);
	return r;
}

struct reply again_allowed(struct request *rq, const struct again *g)
{
	struct exchange *x = asked(g);
	struct arena *own = x->rq.work.arena;
	struct reply r = { .status = 404 };

	if (x->rq.route == NULL) {
		exchange_drop(x);
		return reply_error(rq, 404, "not_found");
	}
	x->rq.work = rq->work;
	x->rq.who = rq->who;
	x->rq.remote = rq->remote;
	x->rq.loopback = rq->loopback;
	memcpy(x->rq.tag, rq->tag, sizeof rq->tag);
	r = dispatch_asked(x);
	rq->work = x->rq.work;
	arena_drop(own);
	return r;
}

static const char *page_failed(const struct request *rq, const struct reply *r)
{
	if (rq->work.trouble == TROUBLE_AWAY)
		return "export_away";
	if (rq->work.fault != NULL) {
		log_warnx("event=export_failed id=%s route=\"%s\" why=\"%s\"", rq->tag, rq->route->path, rq->work.fault);
		return "export_failed";
	}
	return r->status == 401 || r->status == 403 || r->status == 404 ? "export_forbidden" : "export_failed";
}

// One page; *after goes on to where the next one begins, NONE at the end.
static const char *page_ask(struct db *db, const struct again *g, int64_t *after, const struct again_sink *sink)
{
	struct exchange *x = asked(g);
	struct request *rq = &x->rq;
	struct reply r = { .status = 403 };
	const char *code = "export_forbidden", *next;
	struct json_bit body;

	if (rq->route != NULL) {
		rq->work = work_on(db, rq->work.arena);
		db_begin(&rq->work, g->search == NULL);
		r = login_as(rq, g->account) ? dispatch_asked(x) : r;
		rq->limit = ROWS_AT_ONCE;
		rq->after = *after;
		r = r.status == 0 ? dispatch_answer(x) : r;
		code = db_end(&rq->work, r.status == 200) && r.body != NULL ? NULL : page_failed(rq, &r);
	}
	*after = NONE;
	if (code == NULL) {
		body = json_bit_at(r.body);
		next = json_bit_text(json_member(body, "next"), rq->work.arena);
		if (!sink->page(sink->ctx, json_member(body, "items"), rq->work.arena))
			code = "export_failed";
		else if (next != NULL)
			*after = strtoll(next, NULL, 10);
	}
	exchange_drop(x);
	return code;
}

const char *again_pages(struct db *db, const struct again *g, const struct again_sink *sink)
{
	const char *code;
	int64_t after = NONE;

	do
		code = page_ask(db, g, &after, sink);
	while (code == NULL && after != NONE);
	return code;
}
