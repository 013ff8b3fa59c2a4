// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the row of routes.def by exact match: numbers in a path become <>, the rest is looked up. Below
// /feeds/ and /certificates/ it is a text that becomes <>: the secret of a feed, the serial of a certificate.
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "http/dispatch.h"
#include "http/reply.h"

#define API "/api/v1"

enum { PATH_MOST = 256, SECRET_MOST = 64 };

static const char *const secrets[] = { "/feeds/", "/certificates/" };

struct entry { const char *path; const struct route *route; };

// Made once at start, sorted by path; constant afterwards.
static struct entry *entries;
static struct arena *kept;

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->path, ((const struct entry *)b)->path);
}

static int by_path_and_method(const void *a, const void *b)
{
	const struct entry *one = a, *other = b;
	int order = strcmp(one->path, other->path);

	return order != 0 ? order : strcmp(one->route->method, other->route->method);
}

// "/sessions/<session>/mark" as "/api/v1/sessions/<>/mark".
static const char *pattern_of(const struct route *r)
{
	struct text t = text_new(kept, PATH_MOST);
	const char *s = r->path;

	if (strncmp(s, "//", 2) == 0)
		s++;
	else
		text_add(&t, API);
	for (; *s != '\0'; s++) {
		text_char(&t, *s);
		if (*s == '<')
			s += strcspn(s, ">") - 1;
	}
	return t.at;
}

void route_index(void)
{
	if (kept != NULL)
		return;
	kept = arena_new();
	entries = arena_many(kept, struct entry, routes_count + 1);
	for (size_t i = 0; i < routes_count; i++)
		entries[i] = (struct entry){ pattern_of(&routes[i]), &routes[i] };
	qsort(entries, routes_count, sizeof *entries, by_path_and_method);
}

// A positive number without leading zeros that fits; *end is behind it.
static bool number_read(const char *s, int64_t *out, const char **end)
{
	int64_t n = 0;

	if (*s < '1' || *s > '9')
		return false;
	for (; *s >= '0' && *s <= '9'; s++)
		if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, *s - '0', &n))
			return false;
	*out = n;
	*end = s;
	return *s == '\0' || *s == '/';
}

// The path with <> for its numbers; false when no route can be meant.
static bool normal(const char *path, char out[PATH_MOST], int64_t id[IDS_MOST])
{
	size_t n = 0, ids = 0;

	while (*path != '\0') {
		if (n + 3 > PATH_MOST || *path == '<')
			return false;
		out[n++] = *path++;
		if (out[n - 1] != '/' || *path < '0' || *path > '9')
			continue;
		if (ids == IDS_MOST || !number_read(path, &id[ids], &path))
			return false;
		ids++;
		out[n++] = '<';
		out[n++] = '>';
		if (n + 1 > PATH_MOST)
			return false;
	}
	out[n] = '\0';
	return true;
}

// "/feeds/hf_x1-Y.ics" as "/feeds/<>.ics": letters, digits, - and _ (base64url) are the secret.
static bool normal_secret(struct request *rq, const char *below, char out[PATH_MOST])
{
	const char *s = rq->path + strlen(below), *rest;
	size_t len = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

	rest = s + len;
	if (len == 0 || len > SECRET_MOST || strlen(rest) > SECRET_MOST || strchr(rest, '<') != NULL)
		return false;
	rq->secret = arena_copyn(rq->work.arena, s, len);
	stpcpy(stpcpy(stpcpy(out, below), "<>"), rest);
	return true;
}

static const char *secret_below(const char *path)
{
	for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
		if (strncmp(path, secrets[i], strlen(secrets[i])) == 0)
			return secrets[i];
	return NULL;
}

static const struct entry *first_of(const char *path)
{
	const struct entry wanted = { .path = path };
	const struct entry *e = bsearch(&wanted, entries, routes_count, sizeof *entries, by_path);

	while (e != NULL && e > entries && strcmp(e[-1].path, path) == 0)
		e--;
	return e;
}

static const char *allowed(const struct entry *e, struct arena *arena)
{
	struct text t = text_new(arena, 128);
	const char *path = e->path;

	for (; e < entries + routes_count && strcmp(e->path, path) == 0; e++) {
		text_add(&t, e->route->method);
		text_add(&t, strcmp(e->route->method, "GET") == 0 ? ", HEAD, " : ", ");
	}
	text_add(&t, "OPTIONS");
	return t.at;
}

const struct route *route_find(struct request *rq, const char *method, const char **allow)
{
	char wanted[PATH_MOST];
	const char *below = secret_below(rq->path);
	bool formed = below != NULL ? normal_secret(rq, below, wanted) : normal(rq->path, wanted, rq->id);
	const struct entry *first = formed ? first_of(wanted) : NULL;

	*allow = NULL;
	if (first == NULL)
		return NULL;
	if (strcmp(method, "HEAD") == 0)
		method = "GET";
	for (const struct entry *e = first; e < entries + routes_count && strcmp(e->path, wanted) == 0; e++)
		if (strcmp(e->route->method, method) == 0)
			return e->route;
	*allow = allowed(first, rq->work.arena);
	return NULL;
}

static int query_check(const struct route *r, const struct query *q, FILE *out)
{
	const char *missing = "";

	if (query_binds(r, q, &missing))
		return 0;
	fprintf(out, "routes.def: %s %s: nothing binds :%s of %s\n", r->method, r->path, missing, q->name);
	return 1;
}

static int row_check(const struct route *r, FILE *out)
{
	size_t ids = 0;
	int wrong = query_check(r, r->who, out);

	for (const char *s = r->path; (s = strchr(s, '<')) != NULL; s++)
		ids++;
	if (ids > IDS_MOST)
		wrong += fprintf(out, "routes.def: %s: more than %d numbers\n", r->path, IDS_MOST) > 0;
	if (r->who->scalar == NULL || strcmp(r->who->scalar, "bool") != 0)
		wrong += fprintf(out, "routes.def: %s: %s gives no bool\n", r->path, r->who->name) > 0;
	if (r->query == NULL)
		return wrong;
	if (r->query->gives == NULL || r->query->gives != r->gives)
		wrong += fprintf(out, "routes.def: %s %s: %s gives another shape\n", r->method, r->path,
			r->query->name) > 0;
	return wrong + query_check(r, r->query, out);
}

int route_check(FILE *out)
{
	int wrong = 0;

	route_index();
	for (size_t i = 0; i < routes_count; i++) {
		wrong += row_check(&routes[i], out);
		if (i > 0 && by_path_and_method(&entries[i - 1], &entries[i]) == 0)
			wrong += fprintf(out, "routes.def: %s %s stands there twice\n",
				entries[i].route->method, entries[i].route->path) > 0;
	}
	return wrong;
}

// Has an earlier row the same `who`?
static bool who_seen(size_t row)
{
	for (size_t i = 0; i < row; i++)
		if (strcmp(routes[i].who_name, routes[row].who_name) == 0)
			return true;
	return false;
}

int route_sentences_check(FILE *out)
{
	int missing = 0;

	for (size_t i = 0; i < routes_count; i++) {
		const char *who = routes[i].who_name, *key = arena_printf(kept, "forbidden.%s", who);

		if (strcmp(who, "anyone") == 0 || strcmp(who, "signed_in") == 0 || who_seen(i) ||
			sentence_known(key))
			continue;
		fprintf(out, "web/messages: the sentence %s is missing\n", key);
		missing++;
	}
	return missing;
}
