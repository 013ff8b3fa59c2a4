// SPDX-License-Identifier: GPL-3.0-or-later
// Replies from structs, and the last touch every reply gets.
#include "http/reply.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/settings.h"
#include "base/text.h"
#include "http/exchange.h"
#include "http/page.h"

enum { ETAG_HEX = 32, VERSION_HEX = 16, TAG_DIGITS = 8 };

struct reply reply_json(struct request *rq, int status, const struct text *t)
{
	if (t->over)
		fault(rq, "a reply is longer than %d bytes", REPLY_MOST);
	return (struct reply){ .status = status, .type = "application/json", .body = t->at, .len = t->len,
		.version = NONE };
}

// The number of edits, when the shape carries it as `version`.
static int64_t version_of(const struct shape *s, const void *row)
{
	const struct field *f = shape_field(s, "version");
	int64_t version = NONE;

	if (f != NULL && f->type == T_INT)
		memcpy(&version, (const char *)row + f->at, sizeof version);
	return version;
}

struct reply reply_shape(struct request *rq, int status, const struct shape *s, const void *row)
{
	struct text t = text_new(rq->work.arena, REPLY_MOST);
	struct reply r;

	if (row == NULL)
		return reply_error(rq, 404, "not_found");
	shape_json(s, row, &t);
	r = reply_json(rq, status, &t);
	r.version = version_of(s, row);
	return r;
}

struct reply reply_rows(struct request *rq, const struct shape *s, const void *rows, size_t n)
{
	struct text t = text_new(rq->work.arena, REPLY_MOST);

	text_add(&t, "{\"items\":");
	shape_json_list(s, rows, n, &t);
	text_char(&t, '}');
	return reply_json(rq, 200, &t);
}

struct reply reply_none(void)
{
	return (struct reply){ .status = 204, .version = NONE };
}

struct reply reply_html(struct request *rq, int status, const struct text *t)
{
	struct reply r = reply_text(rq, "text/html; charset=utf-8", t);

	r.status = status;
	return r;
}

struct reply reply_text(struct request *rq, const char *type, const struct text *t)
{
	struct reply r = reply_json(rq, 200, t);

	r.type = type;
	return r;
}

void request_file(struct request *rq, int fd)
{
	if (rq->file != 0)
		close(rq->file);
	rq->file = fd;
}

struct reply reply_file(struct request *rq, int fd, const char *type, const char *name)
{
	struct reply r = { .status = 200, .type = type, .version = NONE };
	struct stat about;

	request_file(rq, fd);
	if (fstat(fd, &about) != 0)
		fault(rq, "the file of an answer cannot be measured");
	else
		r.len = (size_t)about.st_size;
	reply_header(rq, &r, "Content-Disposition", arena_printf(rq->work.arena, "attachment; filename=\"%s\"", name));
	return r;
}

void reply_header(struct request *rq, struct reply *r, const char *name, const char *value)
{
	struct header *h = arena_one(rq->work.arena, struct header), **end = &r->headers;

	assert(strpbrk(name, "\r\n:") == NULL);
	if (strpbrk(value, "\r\n") != NULL) {
		fault(rq, "the header %s would hold a line break", name);
		return;
	}
	*h = (struct header){ .name = name, .value = value };
	while (*end != NULL)
		end = &(*end)->next;
	*end = h;
}

// Does a header like `"v7", W/"v8"` hold `tag`, followed by one of `ends` or the end?
static bool tag_named(const char *header, const char *tag, const char *ends)
{
	size_t len = strlen(tag);

	while (*header != '\0') {
		header += strspn(header, " \t,");
		if (*header == '*')
			return true;
		if (strncmp(header, "W/", 2) == 0)
			header += 2;
		if (strncmp(header, tag, len) == 0 && strchr(ends, header[len]) != NULL)
			return true;
		header += strcspn(header, ",");
	}
	return false;
}

static bool etag_named(const char *header, const char *etag)
{
	return tag_named(header, etag, ", \t");
}

// A row's number of edits is what If-Match means; what is shown with the row (places, counts) changes
// without it, so that a tag says both: "v7-<digest of the body>".
static const char *version_etag(struct arena *a, const struct reply *r)
{
	const char *body = r->body == NULL ? "" : crypto_digest(r->body, r->len, a);

	return arena_printf(a, "\"v%lld%s%.*s\"", (long long)r->version, *body == '\0' ? "" : "-",
		VERSION_HEX, body);
}

// Is there a tag as version_etag() makes them, or *? A bare number is none (RFC 9110, 8.8.3: in quotes).
static bool version_named(const char *header)
{
	while (*(header += strspn(header, " \t,")) != '\0') {
		size_t digits;

		if (*header == '*')
			return true;
		header += strncmp(header, "W/", 2) == 0 ? 2 : 0;
		digits = strncmp(header, "\"v", 2) == 0 ? strspn(header + 2, "0123456789") : 0;
		if (digits > 0 && (header[digits + 2] == '-' || header[digits + 2] == '"'))
			return true;
		header += strcspn(header, ",");
	}
	return false;
}

struct reply if_match(struct request *rq, int64_t version)
{
	const char *tag = arena_printf(rq->work.arena, "\"v%lld", (long long)version);

	if (rq->if_match == NULL)
		return reply_error(rq, 428, "if_match_missing");
	if (!version_named(rq->if_match))
		return reply_error(rq, 412, "if_match_form");
	if (!tag_named(rq->if_match, tag, "-\""))
		return reply_error(rq, 412, "changed_meanwhile");
	return (struct reply){ .version = NONE };
}

static const char *header_of(const struct reply *r, const char *name)
{
	for (const struct header *h = r->headers; h != NULL; h = h->next)
		if (strcasecmp(h->name, name) == 0)
			return h->value;
	return NULL;
}

static void header_unless(struct request *rq, struct reply *r, const char *name, const char *value)
{
	if (header_of(r, name) == NULL)
		reply_header(rq, r, name, value);
}

// Is it a tag "<digest>-<length>"? Gives its bytes and the length, else 0.
static size_t tag_read(const char *s, const char *digest, size_t *length)
{
	size_t before = strlen(digest) + 2, digits;	// a quote, the digest, a dash

	if (*s != '"' || strncmp(s + 1, digest, before - 2) != 0 || s[before - 1] != '-')
		return 0;
	digits = strspn(s + before, "0123456789");
	if (digits == 0 || digits > TAG_DIGITS || s[before + digits] != '"')
		return 0;
	*length = strtoull(s + before, NULL, 10);
	return before + digits + 1;
}

bool reply_unchanged(struct request *rq, const char *digest, struct reply *out)
{
	const char *s = rq->if_none_match == NULL ? "" : rq->if_none_match;
	size_t len = 0, length = 0;

	while (len == 0 && *(s += strspn(s, " \t,")) != '\0') {
		s += strncmp(s, "W/", 2) == 0 ? 2 : 0;
		len = tag_read(s, digest, &length);
		s += len > 0 ? 0 : strcspn(s, ",");
	}
	if (len == 0)
		return false;
	*out = (struct reply){ .status = 304, .len = length, .version = NONE };
	reply_header(rq, out, "ETag", arena_copyn(rq->work.arena, s, len));
	return true;
}

void reply_tag(struct request *rq, struct reply *r, const char *digest)
{
	reply_header(rq, r, "ETag", arena_printf(rq->work.arena, "\"%s-%zu\"", digest, r->len));
}

// The version's tag, or one of the bytes; NULL where nobody comes back for it.
static const char *etag_of(const struct exchange *x, const struct reply *r, bool reads)
{
	struct arena *a = x->rq.work.arena;

	if (r->version != NONE && r->status < 300)
		return version_etag(a, r);
	if (!reads || r->status != 200 || r->body == NULL || x->rq.route->lane == LANE_LOOP)
		return NULL;
	return arena_printf(a, "\"%.*s\"", ETAG_HEX, crypto_digest(r->body, r->len, a));
}

// A client that has those bytes already gets 304. The body stays for its length, which the header has to
// tell; libmicrohttpd sends none of it with a 304.
static void etag_put(struct exchange *x)
{
	struct request *rq = &x->rq;
	struct reply *r = &x->reply;
	bool reads = x->method != NULL && (strcmp(x->method, "GET") == 0 || strcmp(x->method, "HEAD") == 0);
	const char *etag = header_of(r, "ETag");

	if (etag == NULL) {
		etag = etag_of(x, r, reads);
		if (etag != NULL)
			reply_header(rq, r, "ETag", etag);
	}
	if (etag == NULL || !reads)
		return;
	if (rq->if_none_match != NULL && etag_named(rq->if_none_match, etag)) {
		r->status = 304;
		r->type = NULL;
	}
}

// What every answer carries unless its handler said otherwise (OWASP ASVS 5.0, 3.4 and 14.3.2). Nothing
// of a person stays in a browser's files: offices share machines. An entity tag still works for
// programs that keep an answer themselves.
static const struct header always[] = {
	{ "Cache-Control", "no-store", NULL },
	{ "X-Content-Type-Options", "nosniff", NULL },
	{ "Referrer-Policy", "no-referrer", NULL },
	{ "X-Frame-Options", "DENY", NULL },
	{ "Cross-Origin-Opener-Policy", "same-origin", NULL },
	{ "Cross-Origin-Resource-Policy", "same-origin", NULL },
	{ "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()", NULL },
};

// Who follows a link in a browser reads a page, not JSON; programs, and the app when it asks the API, say otherwise.
static bool read_in_browser(const struct exchange *x)
{
	return x->reply.status >= 400 && x->reply.code != NULL && x->accept != NULL && strstr(x->accept, "text/html") != NULL
		&& strncmp(x->rq.path, "/api/", 5) != 0;
}

static void problem_page_put(struct exchange *x)
{
	struct reply page = page_problem(&x->rq, &x->reply);

	for (const struct header *h = x->reply.headers; h != NULL; h = h->next)
		if (strcasecmp(h->name, "Content-Language") != 0)
			reply_header(&x->rq, &page, h->name, h->value);
	x->reply = page;
}

void reply_finish(struct exchange *x)
{
	struct request *rq = &x->rq;
	struct reply *r = &x->reply;
	bool html;

	if (read_in_browser(x))
		problem_page_put(x);
	html = r->type != NULL && strncmp(r->type, "text/html", 9) == 0;
	etag_put(x);
	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		header_unless(rq, r, always[i].name, always[i].value);
	if (rq->secure)
		header_unless(rq, r, "Strict-Transport-Security", "max-age=63072000");
	header_unless(rq, r, "Content-Security-Policy", !html ? "default-src 'none'; frame-ancestors 'none'" :
		arena_printf(rq->work.arena, "default-src 'none'; style-src 'self' 'nonce-%s'; img-src 'self' data:; connect-src 'self'; "
			"form-action 'self'; base-uri 'none'; frame-ancestors 'none'", rq->tag));
}

const void *request_body(const struct request *rq, const struct shape *s)
{
	assert(rq->route->takes == s);
	(void)s;
	return rq->body;
}

const void *request_asked(const struct request *rq, const struct shape *s)
{
	assert(rq->route->asks == s);
	(void)s;
	return rq->asked;
}

const char *request_site(struct request *rq)
{
	size_t len = strlen(settings->public_url);

	while (len > 0 && settings->public_url[len - 1] == '/')
		len--;
	if (len > 0)
		return arena_copyn(rq->work.arena, settings->public_url, len);
	return rq->host == NULL ? "" : arena_printf(rq->work.arena, "http://%s", rq->host);
}
