// SPDX-License-Identifier: GPL-3.0-or-later
// Named queries as answers and as policies: arguments bound by name, rows straight into the reply.
#include <string.h>

#include "base/text.h"
#include "http/exchange.h"
#include "http/reply.h"

enum { LIST_LONGEST = 10000, BOUND_MOST = 32 };

// The place of `<name>` in a route's path, or -1.
static int path_place(const char *path, const char *name)
{
	size_t len = strlen(name);
	int place = 0;

	for (const char *s = strchr(path, '<'); s != NULL; s = strchr(s + 1, '<')) {
		if (strncmp(s + 1, name, len) == 0 && s[1 + len] == '>')
			return place;
		place++;
	}
	return -1;
}

struct arg path_number(const struct request *rq, const char *name)
{
	int place = rq->route == NULL ? -1 : path_place(rq->route->path, name);

	return place < 0 ? arg_text(NULL) : arg_int(rq->id[place]);
}

// What every route can give besides its path and its query arguments.
static bool standing(const struct request *rq, const char *name, struct arg *out)
{
	if (strcmp(name, "account") == 0)
		*out = rq->who.account == 0 ? arg_text(NULL) : arg_int(rq->who.account);
	else if (strcmp(name, "today") == 0)
		*out = arg_date(rq->work.today);
	else if (strcmp(name, "now") == 0)
		*out = arg_instant(rq->work.now);
	else if (strcmp(name, "after") == 0)
		*out = rq->after == NONE ? arg_text(NULL) : arg_int(rq->after);
	else if (strcmp(name, "limit") == 0)
		*out = arg_int(rq->limit + 1);
	else
		return false;
	return true;
}

static struct arg bound(struct request *rq, const char *name)
{
	const struct shape *asks = rq->route->asks;
	const struct field *f = asks == NULL ? NULL : shape_field(asks, name);
	int place = path_place(rq->route->path, name);
	struct arg out = arg_text(NULL);

	if (standing(rq, name, &out))
		return out;
	if (place >= 0)
		return arg_int(rq->id[place]);
	if (f != NULL && rq->asked != NULL)
		return arg_text(field_pg(f, rq->asked, rq->work.arena));
	return out;
}

bool query_binds(const struct route *r, const struct query *q, const char **missing)
{
	const struct request nobody = { .route = r };
	struct arg unused;

	for (int i = 0; i < q->nargs; i++) {
		*missing = q->args[i];
		if (!standing(&nobody, q->args[i], &unused) && path_place(r->path, q->args[i]) < 0 &&
			(r->asks == NULL || shape_field(r->asks, q->args[i]) == NULL))
			return false;
	}
	return q->nargs <= BOUND_MOST;
}

static void bind_all(struct request *rq, const struct query *q, struct arg args[BOUND_MOST])
{
	for (int i = 0; i < q->nargs; i++)
		args[i] = bound(rq, q->args[i]);
}

static bool has_limit(const struct query *q)
{
	for (int i = 0; i < q->nargs; i++)
		if (strcmp(q->args[i], "limit") == 0)
			return true;
	return false;
}

// A search whose words stand in the body; its pages go on like those of a GET.
static bool path_searches(const char *path)
{
	static const char end[] = "/search";
	size_t len = strlen(path);

	return len >= strlen(end) && strcmp(path + len - strlen(end), end) == 0;
}

bool route_paged(const struct route *r)
{
	if (r->query != NULL)
		return r->gives_list && has_limit(r->query);
	return r->gives_list && !r->gives_whole && (strcmp(r->method, "GET") == 0 || path_searches(r->path));
}

bool policy_allows(struct request *rq)
{
	struct arg args[BOUND_MOST];

	bind_all(rq, rq->route->who, args);
	return db_scalar_int(WORK(rq), rq->route->who, (size_t)rq->route->who->nargs, args) != 0;
}

struct reply query_run(struct request *rq)
{
	const struct query *q = rq->route->query;
	size_t n = (size_t)q->nargs;
	struct arg args[BOUND_MOST];

	bind_all(rq, q, args);
	if (!rq->route->gives_list)
		return reply_query(rq, q, n, args, "not_found");
	return has_limit(q) ? reply_query_page(rq, q, n, args) : reply_query_list(rq, q, n, args);
}

struct reply reply_query(struct request *rq, const struct query *q, size_t argc, const struct arg *argv,
	const char *code)
{
	struct text t = text_new(rq->work.arena, REPLY_MOST);
	int64_t version = NONE;
	struct reply r;

	if (db_json(WORK(rq), q, argc, argv, 1, &t, NULL, &version) == 0)
		return reply_error(rq, 404, code);
	r = reply_json(rq, 200, &t);
	r.version = version;
	return r;
}

struct reply reply_query_list(struct request *rq, const struct query *q, size_t argc,
	const struct arg *argv)
{
	struct text t = text_new(rq->work.arena, REPLY_MOST);

	text_add(&t, "{\"items\":[");
	if (db_json(WORK(rq), q, argc, argv, LIST_LONGEST, &t, NULL, NULL) > LIST_LONGEST)
		fault(rq, "%s gives more than %d rows without pages", q->name, LIST_LONGEST);
	text_add(&t, "]}");
	return reply_json(rq, 200, &t);
}

// The same address behind the row `after`: the other arguments as they were asked.
static const char *next_link(struct request *rq, int64_t after)
{
	struct text link = text_new(rq->work.arena, URI_MOST + 128);

	text_printf(&link, "<%s?", rq->path);
	for (const char *s = rq->query; *s != '\0'; ) {
		size_t len = strcspn(s, "&");

		if (len > 0 && strncmp(s, "after=", 6) != 0) {
			text_addn(&link, s, len);
			text_char(&link, '&');
		}
		s += len + (s[len] == '&');
	}
	text_printf(&link, "after=%lld>; rel=\"next\"", (long long)after);
	return strpbrk(rq->query, "<>\"\\") == NULL && !link.over ? link.at : NULL;
}

struct reply reply_query_page(struct request *rq, const struct query *q, size_t argc,
	const struct arg *argv)
{
	struct text t = text_new(rq->work.arena, REPLY_MOST);
	int64_t last = NONE;
	const char *link = NULL;
	struct reply r;
	size_t n;

	text_add(&t, "{\"items\":[");
	n = db_json(WORK(rq), q, argc, argv, (size_t)rq->limit, &t, &last, NULL);
	text_add(&t, "],\"next\":");
	if (n > (size_t)rq->limit && last != NONE) {
		text_int(&t, last);
		link = next_link(rq, last);
	} else {
		text_add(&t, "null");
	}
	text_char(&t, '}');
	r = reply_json(rq, 200, &t);
	if (link != NULL)
		reply_header(rq, &r, "Link", link);
	return r;
}
