// SPDX-License-Identifier: GPL-3.0-or-later
// The arguments behind the ? into the struct the route asks for, checked as a body is.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "http/check.h"
#include "http/dispatch.h"
#include "http/exchange.h"
#include "http/reply.h"

static bool int_read(const char *s, int64_t *out)
{
	const char *digits = s + (*s == '-');
	char *end;

	if (*digits < '0' || *digits > '9')
		return false;
	errno = 0;
	*out = strtoll(s, &end, 10);
	return errno == 0 && *end == '\0';
}

// "1,2,3" as [1,2,3]: a list of numbers or of words.
static const char *list_read(const struct field *f, void *row, const char *s, struct arena *a)
{
	struct text out = text_new(a, (size_t)URI_MOST * 8);
	size_t n = 0;

	if (f->items != NULL)
		return "wrong_type";
	for (text_char(&out, '['); *s != '\0'; n++) {
		size_t len = strcspn(s, ",");
		const char *one = arena_copyn(a, s, len);
		int64_t number = 0;

		if (n > 0)
			text_char(&out, ',');
		if (f->item == T_INT && !int_read(one, &number))
			return "wrong_type";
		if (f->item == T_INT)
			text_int(&out, number);
		else if (f->one_of != NULL && !one_of(f->one_of, one))
			return "not_in_list";
		else
			text_json(&out, one);
		s += len + (s[len] == ',');
	}
	text_char(&out, ']');
	if (n > 0)
		((struct list *)(void *)((char *)row + f->at))->json = out.at;
	return check_count(f, n);
}

static const char *value_read(const struct field *f, void *row, const char *s, struct arena *a)
{
	int64_t number;

	switch (f->type) {
	case T_BOOL:
	case T_TRI:
		if (strcmp(s, "true") != 0 && strcmp(s, "false") != 0)
			return "wrong_type";
		return check_bool(f, row, *s == 't');
	case T_INT:
		return int_read(s, &number) ? check_int(f, row, number) : "wrong_type";
	case T_LIST:
		return list_read(f, row, s, a);
	default:
		return check_text(f, row, s, a);
	}
}

static const struct field page_fields[] = {
	{ .name = "limit", .type = T_INT, .min = 1, .max = PAGE_MOST, .at = offsetof(struct request, limit) },
	{ .name = "after", .type = T_INT, .at = offsetof(struct request, after) },
};

// The field an argument fills, and the struct it stands in.
static const struct field *field_of(struct exchange *x, void *asked, const char *name, void **row)
{
	const struct route *r = x->rq.route;

	*row = &x->rq;
	for (size_t i = 0; route_paged(r) && i < sizeof page_fields / sizeof *page_fields; i++)
		if (strcmp(page_fields[i].name, name) == 0)
			return &page_fields[i];
	*row = asked;
	return r->asks == NULL ? NULL : shape_field(r->asks, name);
}

static void missing_found(struct request *rq, const void *asked, struct problems *p)
{
	for (const struct field *f = rq->route->asks->fields; f->name != NULL; f++)
		if (f->need == REQUIRED && check_unknown(f, asked))
			check_wrong(rq, p, arena_printf(rq->work.arena, "?%s", f->name), f, "required");
}

struct reply arguments_check(struct exchange *x)
{
	struct request *rq = &x->rq;
	const struct shape *asks = rq->route->asks;
	void *asked = asks == NULL ? NULL : arena_alloc(rq->work.arena, asks->size), *row;
	struct problems p = { .n = 0 };
	bool unknown = false;

	if (asks == NULL && x->arguments_n == 0)
		return (struct reply){ .status = 0 };
	p = problems_new(rq);
	if (asks != NULL)
		shape_clear(asks, asked);
	for (size_t i = 0; i < x->arguments_n; i++) {
		const struct argument *a = &x->arguments[i];
		const struct field *f = field_of(x, asked, a->name, &row);
		const char *code = f == NULL ? "unknown_argument" :
			value_read(f, row, a->value, rq->work.arena);

		unknown |= f == NULL;
		if (code != NULL)
			check_wrong(rq, &p, arena_printf(rq->work.arena, "?%.64s", a->name), f, code);
	}
	if (asks != NULL && p.n == 0)
		missing_found(rq, asked, &p);
	rq->asked = asked;
	if (p.n == 0)
		return (struct reply){ .status = 0 };
	return reply_problem(rq, 422, unknown ? "unknown_argument" : "invalid", NULL, p.items->at);
}
