// SPDX-License-Identifier: GPL-3.0-or-later
// A request as it stands on the wire, taken apart as the HTTP library does: a line, headers, a body.
//
// It goes the way of every request, through dispatch, on a database that is away: what stands before
// the database is all run, what comes after it does nothing.
#include "tests/fuzz/fuzz.h"

#include "base/text.h"
#include "base/utf8.h"
#include "db/db.h"
#include "features/feed/feed.h"
#include "http/dispatch.h"
#include "http/exchange.h"
#include "http/head.h"
#include "http/login.h"
#include "http/reply.h"
#include "http/stage.h"

enum { SHOWN_MOST = 1 << 20, PIECE = 64 };

// The input's copy, cut in place: what parts it becomes NUL.
struct wire { char *at, *end; };

// A piece up to one of `stops`, which is taken; a line's end takes the CR in front of it too.
static char *wire_cut(struct wire *w, char stop)
{
	char *begin = w->at, *found = memchr(begin, stop, (size_t)(w->end - begin));

	w->at = found == NULL ? w->end : found + 1;
	if (found == NULL)
		return begin;
	*found = '\0';
	if (stop == '\n' && found > begin && found[-1] == '\r')
		found[-1] = '\0';
	return begin;
}

static void headers_read(struct exchange *x, struct head *h, struct wire *w)
{
	while (w->at < w->end) {
		char *line = wire_cut(w, '\n'), *value = strchr(line, ':');

		if (*line == '\0')
			break;
		if (value == NULL)
			value = line + strlen(line);
		else
			*value++ = '\0';
		value += strspn(value, " \t");
		head_line(h, line, strlen(line), value, strlen(value));
		exchange_header(x, line, value, strlen(value));
	}
	x->broken |= !head_end(h, w->at);
}

// What the arguments became is again what a struct of that shape may hold.
static void arguments_look(struct exchange *x)
{
	struct request *rq = &x->rq;
	struct reply r = arguments_check(x);
	struct text out = text_new(rq->work.arena, SHOWN_MOST);

	if (r.status != 0) {
		must_reply(&r);
		return;
	}
	must(rq->limit >= 1 && rq->limit <= PAGE_MOST);
	if (rq->route->asks == NULL)
		return;
	shape_json(rq->route->asks, rq->asked, &out);
	must(!out.over);
	must_json(out.at, out.len);
}

// Parsers that a route without a database does not reach.
static void more_look(struct request *rq)
{
	struct reply r = { .status = 200, .version = NONE };

	if (reply_unchanged(rq, "0123456789abcdef", &r))
		must(r.status == 304 && r.len < 100 * 1000 * 1000);
	must_reply(&r);
	r = if_match(rq, 7);
	must(r.status == 0 || r.status == 412 || r.status == 428);
	login_same_site(rq);
	if (rq->secret == NULL || rq->route == NULL)
		return;
	rq->secret = FEED_PUBLIC;
	r = feed_page(rq);
	must_reply(&r);
	must(strstr(r.body, "<script") == NULL);
}

// The request is complete: what the loop would answer at once, or a worker. No lane runs here.
static void answer_look(struct exchange *x, struct db *away)
{
	bool good = x->reply.status == 0;

	if (!dispatch_at_once(x)) {
		arguments_look(x);
		dispatch_run(x, away);
	}
	must(utf8_valid(x->rq.path, strlen(x->rq.path)) || !good);
	for (size_t i = 0; i < x->arguments_n; i++) {
		must(utf8_valid(x->arguments[i].name, strlen(x->arguments[i].name)));
		must(utf8_valid(x->arguments[i].value, strlen(x->arguments[i].value)));
	}
	if (good)
		more_look(&x->rq);
}

// The body in pieces, as a socket gives it.
static bool body_read(struct conn *c, const struct wire *w)
{
	enum step step = GO_ON;

	for (char *at = w->at; step == GO_ON && at < w->end; at += PIECE) {
		size_t left = (size_t)(w->end - at);

		step = stage_body(c, at, left < PIECE ? left : PIECE, 0);
	}
	return step == GO_ON && c->stage == BODY;
}

void fuzz_one(const uint8_t *bytes, size_t len)
{
	static const char *const peers[] = { "unix", "127.0.0.1", "192.0.2.7" };
	static struct db *away;
	struct arena *a = arena_new();
	char *copy = arena_copyn(a, len == 0 ? "" : (const char *)bytes, len);
	struct wire w = { copy, copy + len };
	char *method = wire_cut(&w, ' '), *uri = wire_cut(&w, ' '), *version = wire_cut(&w, '\n');
	struct head h = head_begin(method, uri, strlen(uri), version);
	struct conn c = { .fd = -1, .exchange = exchange_new(uri, peers[len % 3]) };

	if (away == NULL)
		away = db_open("host=/nonexistent");
	headers_read(c.exchange, &h, &w);
	if (stage_head(&c, method, version, 0) == GO_ON && body_read(&c, &w))
		answer_look(c.exchange, away);
	must_reply(&c.exchange->reply);
	exchange_drop(c.exchange);
	arena_drop(a);
}
