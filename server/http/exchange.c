// SPDX-License-Identifier: GPL-3.0-or-later
// Turns what came over the wire into a request, and refuses what is too long, too many or unclear.
#include "http/exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

#include "base/log.h"
#include "base/settings.h"
#include "base/utf8.h"
#include "http/head.h"
#include "http/host.h"
#include "http/reply.h"

// Only the event loop makes exchanges, so this state has one thread.
static void tag_make(char tag[17])
{
	static uint64_t pool[64];
	static size_t left;

	if (left == 0) {
		if (getrandom(pool, sizeof pool, 0) != (ssize_t)sizeof pool)
			fatal(70, "the system gives no random bytes");
		left = sizeof pool / sizeof *pool;
	}
	left--;
	for (size_t i = 0; i < 16; i++)
		tag[i] = "0123456789abcdef"[pool[left] >> (4 * i) & 15];
	tag[16] = '\0';
}

// Keeps the first refusal.
static void refuse_with(struct exchange *x, int status, const char *code)
{
	if (x->reply.status == 0)
		x->reply = reply_error(&x->rq, status, code);
}

// What of a request line's target is the path and query: RFC 9112, 3.2.2 also allows
// http://host/path.
static const char *behind_host(struct exchange *x, const char *uri)
{
	size_t scheme = strncasecmp(uri, "http://", 7) == 0 ? 7 : strncasecmp(uri, "https://", 8) == 0 ? 8 : 0;
	size_t host = strcspn(uri + scheme, "/?");

	if (scheme == 0)
		return uri;
	x->authority = arena_copyn(x->rq.work.arena, uri + scheme, host);
	return uri + scheme + host;
}

static struct exchange *exchange_empty(const char *peer)
{
	struct arena *arena = arena_new();
	struct exchange *x = arena_one(arena, struct exchange);
	struct address address;

	arena_wipe(arena);		// of credentials, bodies, feeds' secrets, and of people in answers
	x->rq = (struct request){ .work.arena = arena, .after = NONE, .limit = PAGE_STANDARD };
	x->rq.who = (struct signed_in){ .person = NONE, .session = NONE, .token = NONE };
	x->body = text_new(arena, BODY_MOST);
	x->rq.secure = strncmp(settings->public_url, "https://", 8) == 0;
	x->rq.remote = x->peer = arena_copy(arena, peer);
	x->rq.loopback = address_read(peer, strlen(peer), &address) && address_loopback(&address);
	x->rq.path = x->rq.query = "";
	x->rq.work.now = clock_now();
	return x;
}

static void target_split(struct exchange *x, const char *uri)
{
	const char *target;
	size_t path;

	if (strlen(uri) > URI_MOST) {
		refuse_with(x, 414, "uri_too_long");
		return;
	}
	x->broken = !is_target(uri);
	target = behind_host(x, uri);
	path = strcspn(target, "?");
	x->rq.path = arena_copyn(x->rq.work.arena, target, path);
	if (target[path] == '?')
		x->rq.query = arena_copy(x->rq.work.arena, target + path + 1);
}

struct exchange *exchange_new(const char *uri, const char *peer)
{
	struct exchange *x = exchange_empty(peer);

	tag_make(x->rq.tag);
	target_split(x, uri);
	return x;
}

struct exchange *exchange_inner(const char *uri, const char *tag)
{
	struct exchange *x = exchange_empty("");

	snprintf(x->rq.tag, sizeof x->rq.tag, "%s", tag);
	target_split(x, uri);
	return x;
}

void exchange_drop(struct exchange *x)
{
	request_file(&x->rq, 0);
	arena_drop(x->rq.work.arena);
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Decodes %XX (and + when `plus`) of `len` bytes at `s`; NULL when that is no valid UTF-8 text.
static const char *decoded(const char *s, size_t len, bool plus, struct arena *a)
{
	char *out = arena_alloc(a, len + 1);
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (s[i] != '%') {
			out[n++] = plus && s[i] == '+' ? ' ' : s[i];
			continue;
		}
		if (i + 2 >= len || hex(s[i + 1]) < 0 || hex(s[i + 2]) < 0)
			return NULL;
		out[n++] = (char)(hex(s[i + 1]) << 4 | hex(s[i + 2]));
		i += 2;
	}
	return utf8_valid(out, n) ? out : NULL;
}

static void argument_add(struct exchange *x, const char *s, size_t len)
{
	const char *equals = memchr(s, '=', len);
	size_t name = equals == NULL ? len : (size_t)(equals - s);
	struct argument a = { .value = "" };

	a.name = decoded(s, name, true, x->rq.work.arena);
	if (equals != NULL)
		a.value = decoded(equals + 1, len - name - 1, true, x->rq.work.arena);
	if (a.name == NULL || a.value == NULL) {
		refuse_with(x, 400, "bad_encoding");
		return;
	}
	for (size_t i = 0; i < x->arguments_n; i++)
		if (strcmp(x->arguments[i].name, a.name) == 0)
			refuse_with(x, 400, "duplicate_argument");
	if (x->arguments_n == ARGUMENTS_MOST)
		refuse_with(x, 400, "too_many_arguments");
	else
		x->arguments[x->arguments_n++] = a;
}

static void arguments_read(struct exchange *x)
{
	const char *s = x->rq.query;

	while (*s != '\0' && x->reply.status == 0) {
		size_t len = strcspn(s, "&");

		if (len > 0)
			argument_add(x, s, len);
		s += len + (s[len] == '&');
	}
}

// vi unless en is liked better; a language without q counts 1.
static enum language language_of(const char *accept)
{
	int best[2] = { -1, -1 };

	while (*accept != '\0') {
		const char *q;
		int weight = 1000, lang;
		size_t part;

		accept += strspn(accept, " \t");
		lang = strncasecmp(accept, "vi", 2) == 0 ? VI : strncasecmp(accept, "en", 2) == 0 ? EN : -1;
		part = strcspn(accept, ",");
		q = memmem(accept, part, "q=0", 3);
		if (q != NULL && q[3] == '.' && q[4] >= '0' && q[4] <= '9')
			weight = (q[4] - '0') * 100 + (q[5] >= '0' && q[5] <= '9' ? (q[5] - '0') * 10 : 0);
		else if (q != NULL)
			weight = 0;
		if (lang >= 0 && weight > best[lang])
			best[lang] = weight;
		accept += part + (accept[part] == ',');
	}
	return best[EN] > 0 && best[EN] > best[VI] ? EN : VI;
}

// What strangers say of who came is not believed, but shows that somebody stands between: the client
// is not known to be on this machine.
static void forwarded_add(struct exchange *x, bool read, const char *value)
{
	x->rq.loopback = false;
	if (read)
		x->forwarded = x->forwarded == NULL ? value :
			arena_printf(x->rq.work.arena, "%s,%s", x->forwarded, value);
}

static void client_find(struct exchange *x)
{
	char text[ADDRESS_TEXT];
	struct address client;

	if (!host_client(x->peer, x->forwarded, &client))
		return;
	address_text(&client, text);
	x->rq.remote = arena_copy(x->rq.work.arena, text);
	x->rq.loopback = address_loopback(&client);
}

// Those that say how long the body is: what is doubtful here lets a request hide in another.
static void framing(struct exchange *x, const char *name, const char *value)
{
	if (strcasecmp(name, "Content-Length") == 0) {
		x->lengths++;
		x->broken |= *value == '\0' || value[strspn(value, "0123456789")] != '\0';
		x->too_long |= strlen(value) > LENGTH_DIGITS || strtoull(value, NULL, 10) > BODY_MOST;
	} else if (strcasecmp(name, "Transfer-Encoding") == 0) {
		x->encodings++;
		x->broken |= strcasecmp(value, "chunked") != 0;
	}
}

void exchange_header(struct exchange *x, const char *name, const char *value, size_t len)
{
	struct request *rq = &x->rq;
	const struct { const char *name; const char **into; } kept[] = {
		{ "Accept-Language", NULL }, { "X-Forwarded-For", NULL }, { "Forwarded", NULL },
		{ "X-Real-IP", NULL }, { "Via", NULL }, { "Accept-Encoding", &x->accept_encoding },
		{ "Accept", &x->accept }, { "Authorization", &x->authorization },
		{ "Content-Type", &x->content_type }, { "Cookie", &rq->cookie }, { "Host", &rq->host },
		{ "Idempotency-Key", &rq->idempotency_key }, { "If-Match", &rq->if_match },
		{ "If-None-Match", &rq->if_none_match }, { "Origin", &rq->origin },
		{ "Sec-Fetch-Site", &rq->fetch_site },
	};

	x->headers_n++;
	framing(x, name, value);
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		if (strcasecmp(name, kept[i].name) != 0)
			continue;
		if (len > VALUE_MOST)
			refuse_with(x, 431, "headers_too_large");
		value = arena_copyn(rq->work.arena, value, len);
		if (i == 0)
			rq->language = language_of(value);
		else if (kept[i].into == NULL)
			forwarded_add(x, strcasecmp(name, settings->forwarded ? "Forwarded" : "X-Forwarded-For") == 0,
				value);
		else if (*kept[i].into != NULL && kept[i].into != &x->accept_encoding && kept[i].into != &x->accept)
			x->broken = true;		// said twice, and no list that may come in several lines: each reader picks another
		else
			*kept[i].into = value;
		break;
	}
}

// Whose address was asked for. HTTP/1.0 may leave it out (RFC 9112, 3.2).
static void host_check(struct exchange *x, bool old)
{
	const char *host = x->rq.host;

	if (host == NULL && !old)
		refuse_with(x, 400, "host_missing");
	else if ((host != NULL && !host_ours(host)) || (x->authority != NULL && !host_ours(x->authority)))
		refuse_with(x, 421, "host_unknown");
	if (x->authority != NULL)
		x->rq.host = x->authority;
}

bool exchange_head(struct exchange *x, const char *method, const char *version)
{
	struct request *rq = &x->rq;
	bool old = strcmp(version, "HTTP/1.0") == 0;

	x->method = arena_copy(rq->work.arena, method);
	x->broken |= x->lengths > 1 || x->encodings > 1 || (x->lengths > 0 && x->encodings > 0);
	x->broken |= old && x->encodings > 0;
	if (x->broken || x->too_long) {
		refuse_with(x, x->broken ? 400 : 413, x->broken ? "bad_request" : "body_too_large");
		return false;
	}
	host_check(x, old);
	client_find(x);
	if (x->authorization != NULL && strncasecmp(x->authorization, "Bearer ", 7) == 0)
		rq->bearer = x->authorization + 7 + strspn(x->authorization + 7, " ");
	if (x->headers_n > HEADERS_MOST)
		refuse_with(x, 431, "too_many_headers");
	rq->path = decoded(rq->path, strlen(rq->path), false, rq->work.arena);
	if (rq->path == NULL) {
		rq->path = "";
		refuse_with(x, 400, "bad_encoding");
	}
	arguments_read(x);
	return true;
}

bool exchange_has_body(const struct exchange *x)
{
	return x->lengths + x->encodings > 0;
}

bool exchange_body(struct exchange *x, const char *bytes, size_t len)
{
	x->body_bytes += len;
	if (x->body_bytes <= BODY_MOST) {
		text_addn(&x->body, bytes, len);
		return true;
	}
	refuse_with(x, 413, "body_too_large");
	return false;
}
