// SPDX-License-Identifier: GPL-3.0-or-later
// What to do with a connection's request as its parts arrive: head, body, end.
#include "http/stage.h"

#include <sys/socket.h>

#include "http/answer.h"
#include "http/dispatch.h"
#include "http/lanes.h"

enum { LINGER_MS = 2 * 1000 };	// for a refused client to notice while it sends

void stage_refuse(struct conn *c, int64_t now)
{
	c->stage = REFUSED;
	dispatch_at_once(c->exchange);
	dispatch_log(c->exchange);
	answer_write(c->fd, c->exchange);
	shutdown(c->fd, SHUT_WR);
	c->cut_at = now + LINGER_MS;
}

// What is refused here closes the connection, which is meant.
enum step stage_head(struct conn *c, const char *method, const char *version, int64_t now)
{
	struct exchange *x = c->exchange;

	c->stage = BODY;
	if (exchange_head(x, method, version))
		return GO_ON;
	if (exchange_has_body(x)) {
		stage_refuse(c, now);
		return GO_ON;
	}
	c->stage = REPLY;
	dispatch_at_once(x);
	dispatch_log(x);
	return ANSWER;
}

enum step stage_body(struct conn *c, const char *bytes, size_t len, int64_t now)
{
	struct exchange *x = c->exchange;

	if (!exchange_body(x, bytes, len) && c->stage != REFUSED)
		stage_refuse(c, now);
	return c->stage == REFUSED && x->body_bytes > BODY_SWALLOWED ? CLOSE : GO_ON;
}

enum step stage_end(struct conn *c)
{
	struct exchange *x = c->exchange;
	bool known;

	if (c->stage != BODY)
		return c->stage == REFUSED ? CLOSE : ANSWER;
	c->stage = REPLY;
	c->cut_at = NEVER;
	known = dispatch_at_once(x);
	if (!known && lane_has_room(x->rq.route->lane))
		return WORK;
	if (!known)
		dispatch_busy(x);
	dispatch_log(x);
	return ANSWER;
}
