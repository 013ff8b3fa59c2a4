// SPDX-License-Identifier: GPL-3.0-or-later
// Asking the API: one request, a list over its pages, a thing by its code.
#include "cli/ask.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/text.h"
#include "cli/rest.h"
#include "cli/settings.h"
#include "cli/sign_in.h"

enum { PATH_MOST = 8192, RAW_MOST = 256 * 1024 * 1024 };

static const struct { const char *path, *filter; } nouns[] = {
	[NOUN_UNIT] = { "/units", "code" },
	[NOUN_PLAN] = { "/plans", NULL },
	[NOUN_TARGET] = { "/targets", NULL },
	[NOUN_COURSE] = { "/courses", "code" },
	[NOUN_CLASS] = { "/classes", "code" },
};

// Is there somebody to ask as, and may the token travel?
static bool ready(struct call *c)
{
	if (c->exit != 0)
		return false;
	if (!rest_url_safe(settings->url))
		call_fail(c, EX_USAGE, say(c->arena, SAY_url_unsafe, settings->url));
	else if (settings->token == NULL && settings->exposed)
		call_fail(c, EX_NOPERM, say_plain(SAY_credentials_exposed));
	else if (settings->token == NULL)
		call_fail(c, EX_NOPERM, say(c->arena, SAY_not_signed_in, settings->url));
	return c->exit == 0;
}

// What came, or NULL with its refusal said.
static const struct answer *answered(struct call *c, const struct ask *ask)
{
	struct answer *a = arena_one(c->arena, struct answer);

	*a = sign_in_send(c, ask);
	c->raw = a->body;
	c->raw_len = a->len;
	if (c->exit != 0)		// no confirmation came
		return NULL;
	if (a->status >= 200 && a->status <= 299)
		return a;
	ask_refused(c, a, ask->body);
	if (a->status == 401)		// the token is over or revoked
		fprintf(stderr, "  %s\n", say(c->arena, SAY_not_signed_in, settings->url));
	else if (sign_in_confirms(c, a))
		fprintf(stderr, "  %s\n", say_plain(SAY_confirm_elsewhere));
	return NULL;
}

const struct answer *ask_raw(struct call *c, const char *path, const char *body)
{
	struct ask ask = { .method = body == NULL ? "GET" : "POST", .path = arena_printf(c->arena, "/api/v1%s", path), .body = body };

	return ready(c) ? answered(c, &ask) : NULL;
}

static const struct value *asked(struct call *c, const struct ask *ask)
{
	const struct answer *a = answered(c, ask);
	const struct value *v = NULL;
	const char *why = "";

	if (a == NULL)
		return NULL;
	if (a->len > 0)
		v = value_parse(a->body, a->len, &why, c->arena);
	if (a->len > 0 && v == NULL)
		call_fail(c, EX_PROTOCOL, say(c->arena, SAY_answer_unreadable, why));
	return v;
}

const struct value *ask_matching(struct call *c, const char *method, const char *path, const char *body,
	const char *tag)
{
	struct ask ask = { .method = method, .body = body, .if_match = tag };

	if (!ready(c))
		return NULL;
	ask.path = arena_printf(c->arena, "/api/v1%s", path);
	return asked(c, &ask);
}

const struct value *ask_send(struct call *c, const char *method, const char *path, const char *body)
{
	return ask_matching(c, method, path, body, NULL);
}

const struct value *ask_get(struct call *c, const char *path)
{
	return ask_send(c, "GET", path, NULL);
}

static void pair_add(struct call *c, struct text *t, const char *name, const char *value)
{
	if (value == NULL)
		return;
	text_char(t, strchr(t->at, '?') == NULL ? '?' : '&');
	text_printf(t, "%s=%s", name, rest_escaped(c->rest, value));
}

const char *path_with(struct call *c, const char *path, ...)
{
	struct text t = text_new(c->arena, PATH_MOST);
	va_list args;

	text_add(&t, path);
	va_start(args, path);
	for (const char *name = va_arg(args, const char *); name != NULL; name = va_arg(args, const char *))
		pair_add(c, &t, name, va_arg(args, const char *));
	va_end(args);
	return t.at;
}

// A list that grows page by page; its JSON as well, for --json.
struct pages {
	struct value *all;
	struct value *last;
	struct text raw;
	int64_t most;			// 0: all
};

static void page_take(struct call *c, struct pages *p, const struct value *page)
{
	value_each(i, value_get(page, "items")) {
		struct value *item = arena_one(c->arena, struct value);

		if (p->most > 0 && (int64_t)p->all->n >= p->most)
			return;
		*item = *i;
		item->next = NULL;
		if (p->last == NULL)
			p->all->first = item;
		else
			p->last->next = item;
		p->last = item;
		text_add(&p->raw, p->all->n == 0 ? "{\"items\":[" : ",");
		value_write(&p->raw, item);
		p->all->n++;
	}
}

static int64_t page_size(const struct pages *p)
{
	int64_t left = p->most == 0 ? PAGE_MOST : p->most - (int64_t)p->all->n;

	return left < PAGE_MOST ? left : PAGE_MOST;
}

// `body`: the words of a search, or NULL for a list that is read.
static const struct value *list(struct call *c, const char *path, const char *body, int64_t most)
{
	struct pages p = { .all = arena_one(c->arena, struct value), .raw = text_new(c->arena, RAW_MOST),
		.most = most };
	const struct value *page = NULL;
	int64_t next = 0;

	do {
		const char *after = next == 0 ? NULL : arena_printf(c->arena, "%lld", (long long)next);

		page = ask_send(c, body == NULL ? "GET" : "POST", path_with(c, path, "limit", arena_printf(c->arena, "%lld",
			(long long)page_size(&p)), "after", after, (char *)NULL), body);
		page_take(c, &p, page);
		next = value_int(page, "next", 0);
	} while (c->exit == 0 && next != 0 && (most == 0 || (int64_t)p.all->n < most));
	if (c->exit != 0)
		return NULL;
	if (next != 0)
		fprintf(stderr, "%s\n", say_plain(SAY_more));
	text_add(&p.raw, p.all->n == 0 ? "{\"items\":[]}" : "]}");
	c->raw = p.raw.at;
	c->raw_len = p.raw.len;
	p.all->type = VALUE_LIST;
	return p.all;
}

const struct value *ask_whole_list(struct call *c, const char *path)
{
	return list(c, path, NULL, 0);
}

const struct value *ask_list(struct call *c, const char *path)
{
	return ask_search(c, path, NULL);
}

const struct value *ask_search(struct call *c, const char *path, const char *body)
{
	const char *limit = option(c, "--limit");
	long most = limit == NULL ? PAGE_STANDARD : strtol(limit, NULL, 10);

	if (most < 1)
		call_fail(c, EX_USAGE, say(c->arena, SAY_bad_number, "--limit", limit));
	if (option(c, "--save") != NULL) {
		export_save(c, path, body);
		return NULL;
	}
	return list(c, path, body, option(c, "--all") != NULL ? 0 : most);
}

static int64_t number_said(const char *s)
{
	return *s != '\0' && strspn(s, "0123456789") == strlen(s) ? strtoll(s, NULL, 10) : 0;
}

int64_t row_among(const struct value *rows, const char *id, const char *said)
{
	value_each(i, rows) {
		const char *code = value_text(i, "code");

		if (code != NULL && strcmp(code, said) == 0)
			return value_int(i, id, 0);
	}
	return number_said(said);
}

int64_t ask_number(struct call *c, enum noun noun, const char *code)
{
	const char *path = nouns[noun].path;
	const struct value *items;
	int64_t id;

	if (nouns[noun].filter != NULL)
		path = path_with(c, path, nouns[noun].filter, code, (char *)NULL);
	items = ask_whole_list(c, path);
	id = row_among(items, "id", code);
	if (id == 0)
		call_fail(c, EXIT_NOT_FOUND, say(c->arena, SAY_code_unknown, code));
	return id;
}

const char *ask_path(struct call *c, enum noun noun, const char *code, const char *rest)
{
	int64_t id = ask_number(c, noun, code);

	return arena_printf(c->arena, "%s/%lld%s", nouns[noun].path, (long long)id, rest);
}

int64_t ask_session(struct call *c, const char *said)
{
	const char *slash = strrchr(said, '/');
	const struct value *sessions;
	int64_t id = slash == NULL ? number_said(said) : 0;

	if (slash != NULL) {
		sessions = ask_get(c, ask_path(c, NOUN_CLASS,
			arena_copyn(c->arena, said, (size_t)(slash - said)), "/sessions"));
		value_each(i, value_get(sessions, "items"))
			if (value_int(i, "number", -1) == number_said(slash + 1))
				id = value_int(i, "id", 0);
	}
	if (id == 0)
		call_fail(c, EXIT_NOT_FOUND, say(c->arena, SAY_session_unknown, said));
	return id;
}
