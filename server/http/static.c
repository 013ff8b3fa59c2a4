// SPDX-License-Identifier: GPL-3.0-or-later
// The web app's files as they are carried inside the program: precompressed, its pages under one address each.
#include "http/static.h"

#include <string.h>
#include <strings.h>

#include "base/crypto.h"
#include "base/embed.h"
#include "http/exchange.h"
#include "http/reply.h"

#define FOLDER "web/dist"
#define ASSETS "/assets/"

enum { PAGE_PATH_MOST = 128, TAG_HEX = 32 };

// Nothing but our own files, no text as a script or style; strings become HTML only through Svelte's templates, and
// the address of a script in one place of the app, the service worker's. Frames hold our own files alone: a scanned paper.
static const char policy[] = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
	"img-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'self'; form-action 'self'; "
	"base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html hocvu-worker";

static const struct { const char *ending, *type; } types[] = {
	{ ".css", "text/css; charset=utf-8" }, { ".html", "text/html; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" }, { ".svg", "image/svg+xml" },
	{ ".webmanifest", "application/manifest+json" }, { ".woff2", "font/woff2" },
};

// Best first; every client takes a file as it is.
static const struct { const char *name, *ending; } codings[] = { { "br", ".br" }, { "gzip", ".gz" }, { NULL, "" } };

static const char *type_of(const char *path)
{
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot != NULL && i < sizeof types / sizeof *types; i++)
		if (strcmp(dot, types[i].ending) == 0)
			return types[i].type;
	return NULL;
}

// Does Accept-Encoding name it, and not with q=0 (RFC 9110, 12.5.3)?
static bool takes(const char *accept, const char *coding)
{
	while (accept != NULL && *accept != '\0') {
		size_t part, name;

		accept += strspn(accept, ", \t");
		part = strcspn(accept, ",");
		name = strcspn(accept, ",; \t");
		if (name == strlen(coding) && strncasecmp(accept, coding, name) == 0) {
			const char *q = memmem(accept, part, "q=", 2);
			char digit = q == NULL ? '1' : q[2 + strspn(q + 2, "0.")];

			return digit >= '1' && digit <= '9';
		}
		accept += part;
	}
	return false;
}

// Small letters, digits and hyphens between single slashes: what the app's own addresses look like. The
// API's, the feeds' and the files' are nobody's pages.
static bool is_page(const char *path)
{
	static const char *const others[] = { "/api/", "/feeds/", "/certificates/", ASSETS };
	size_t len = strlen(path);

	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (strncmp(path, others[i], strlen(others[i]) - 1) == 0 && strchr("/", path[strlen(others[i]) - 1]) != NULL)
			return false;
	if (strcmp(path, "/") == 0)
		return true;
	return len <= PAGE_PATH_MOST && path[0] == '/' && path[len - 1] != '/' && strstr(path, "//") == NULL
		&& path[strspn(path, "abcdefghijklmnopqrstuvwxyz0123456789-/")] == '\0';
}

// The file under its best coding; *coding is NULL when it comes as it is.
static const struct embedded *file_find(struct exchange *x, const char *path, const char **coding)
{
	for (size_t i = 0; i < sizeof codings / sizeof *codings; i++) {
		const struct embedded *e;

		*coding = codings[i].name;
		if (*coding != NULL && !takes(x->accept_encoding, *coding))
			continue;
		e = embedded_find(arena_printf(x->rq.work.arena, FOLDER "%s%s", path, codings[i].ending));
		if (e != NULL)
			return e;
	}
	return NULL;
}

struct reply static_answer(struct exchange *x)
{
	struct request *rq = &x->rq;
	const char *path = is_page(rq->path) ? "/index.html" : rq->path, *coding;
	const bool reads = strcmp(x->method, "GET") == 0 || strcmp(x->method, "HEAD") == 0;
	const struct embedded *e = reads && type_of(path) != NULL ? file_find(x, path, &coding) : NULL;
	struct reply r = { .version = NONE };

	if (e == NULL)
		return r;
	r = (struct reply){ .status = 200, .type = type_of(path), .body = e->bytes, .len = e->len, .version = NONE };
	if (coding != NULL)
		reply_header(rq, &r, "Content-Encoding", coding);
	reply_header(rq, &r, "Vary", "Accept-Encoding");
	reply_header(rq, &r, "Content-Security-Policy", policy);
	reply_header(rq, &r, "Cache-Control", strncmp(path, ASSETS, strlen(ASSETS)) == 0 ?
		"public, max-age=31536000, immutable" : "no-cache");
	reply_tag(rq, &r, arena_printf(rq->work.arena, "%.*s", TAG_HEX, crypto_digest(e->bytes, e->len, rq->work.arena)));
	return r;
}
