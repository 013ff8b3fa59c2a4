// SPDX-License-Identifier: GPL-3.0-or-later
// Problems (RFC 9457): a stable code for programs, sentences for people, field by field.
#include <string.h>

#include "base/text.h"
#include "http/reply.h"

enum { PROBLEM_MOST = 256 * 1024, PROBLEMS_MOST = 100 };

struct reply reply_problem(struct request *rq, int status, const char *code, const char *detail,
	const char *errors)
{
	struct text out = text_new(rq->work.arena, PROBLEM_MOST);
	struct reply r = { .status = status, .type = "application/problem+json", .code = code,
		.version = NONE };

	text_add(&out, "{\"type\":\"about:blank\",\"title\":");
	text_json(&out, sentence(rq->language, code));
	text_printf(&out, ",\"status\":%d,\"code\":", status);
	text_json(&out, code);
	if (detail != NULL) {
		text_add(&out, ",\"detail\":");
		text_json(&out, detail);
	}
	if (errors != NULL) {
		text_add(&out, ",\"errors\":[");
		text_add(&out, errors);
		text_char(&out, ']');
	}
	text_printf(&out, ",\"request\":\"%s\"}", rq->tag);
	r.body = out.at;
	r.len = out.len;
	reply_header(rq, &r, "Content-Language", rq->language == EN ? "en" : "vi");
	if (status == 401)
		reply_header(rq, &r, "WWW-Authenticate", "Bearer realm=\"hocvu\"");
	return r;
}

struct reply reply_error(struct request *rq, int status, const char *code)
{
	return reply_problem(rq, status, code, NULL, NULL);
}

struct problems problems_new(struct request *rq)
{
	struct text *items = arena_one(rq->work.arena, struct text);

	*items = text_new(rq->work.arena, PROBLEM_MOST / 2);
	return (struct problems){ .items = items };
}

void problem_add(struct request *rq, struct problems *p, const char *pointer, const char *code,
	const char *detail)
{
	if (p->n++ >= PROBLEMS_MOST)
		return;
	text_add(p->items, p->n == 1 ? "{\"pointer\":" : ",{\"pointer\":");
	text_json(p->items, pointer);
	text_add(p->items, ",\"code\":");
	text_json(p->items, code);
	text_add(p->items, ",\"detail\":");
	text_json(p->items, detail != NULL ? detail : sentence(rq->language, code));
	text_char(p->items, '}');
}

struct reply reply_problems(struct request *rq, const struct problems *p)
{
	return reply_problem(rq, 422, "invalid", NULL, p->items->at);
}
