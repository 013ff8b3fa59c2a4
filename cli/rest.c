// SPDX-License-Identifier: GPL-3.0-or-later
// The server, as a client reaches it. The only file that includes curl.h.
#include "cli/rest.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/settings.h"

enum { BODY_MOST = 64 * 1024 * 1024, CONNECT_SECONDS = 10, REQUEST_SECONDS = 120, PAUSE_MOST = 3,
	KEY_BYTES = 16, EXIT_SOFTWARE = 70 };

struct rest {
	CURL *curl;
	struct arena *arena;
};

struct reading {			// an answer while it comes in
	struct rest *rest;
	struct text body;
	struct answer answer;
};

struct rest *rest_new(struct arena *a)
{
	struct rest *r = arena_one(a, struct rest);

	r->arena = a;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		r->curl = curl_easy_init();
	if (r->curl == NULL)
		fatal(EXIT_SOFTWARE, "libcurl cannot start");
	return r;
}

void rest_drop(struct rest *r)
{
	curl_easy_cleanup(r->curl);
	curl_global_cleanup();
}

const char *rest_escaped(struct rest *r, const char *s)
{
	char *escaped = curl_easy_escape(r->curl, s, 0);
	const char *kept = arena_copy(r->arena, escaped == NULL ? "" : escaped);

	curl_free(escaped);
	return kept;
}

// The host of an http address, without its port.
static bool host_is_loopback(const char *host)
{
	size_t len = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/?#");

	return (len == 9 && strncasecmp(host, "localhost", len) == 0) || (len == 5 && strncmp(host, "[::1]", 5) == 0) ||
		(strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == len);
}

static bool loopback(const char *url)
{
	return strncmp(url, "http://", 7) == 0 && strpbrk(url, "@\\") == NULL && host_is_loopback(url + 7);
}

int rest_url_safe(const char *url)
{
	return strncmp(url, "https://", 8) == 0 || loopback(url);
}

static size_t body_take(char *bytes, size_t size, size_t n, void *ctx)
{
	struct reading *in = ctx;

	text_addn(&in->body, bytes, size * n);
	return in->body.over ? 0 : size * n;
}

// "Set-Cookie: name=value; ...", "Retry-After: 30" and the name of a file.
static size_t header_take(char *bytes, size_t size, size_t n, void *ctx)
{
	struct reading *in = ctx;
	const char *line = arena_copyn(in->rest->arena, bytes, size * n), *value = strchr(line, ':');

	if (value == NULL)
		return size * n;
	value += 1 + strspn(value + 1, " \t");
	if (strncasecmp(line, "Set-Cookie:", 11) == 0 && in->answer.cookie == NULL)
		in->answer.cookie = arena_copyn(in->rest->arena, value, strcspn(value, ";\r\n"));
	else if (strncasecmp(line, "Content-Disposition:", 20) == 0 && strstr(value, "filename=\"") != NULL) {
		value = strstr(value, "filename=\"") + strlen("filename=\"");
		in->answer.name = arena_copyn(in->rest->arena, value, strcspn(value, "\"\r\n"));
	} else if (strncasecmp(line, "Retry-After:", 12) == 0)
		in->answer.retry_after = (int)strtol(value, NULL, 10);
	return size * n;
}

static const char *key_made(struct arena *a)
{
	uint8_t bytes[KEY_BYTES];
	struct text key = text_new(a, (size_t)KEY_BYTES * 2);

	if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
		fatal(EXIT_SOFTWARE, "no random bytes");
	for (size_t i = 0; i < sizeof bytes; i++)
		text_printf(&key, "%02x", bytes[i]);
	return key.at;
}

static void header_add(struct curl_slist **all, struct arena *a, const char *name, const char *value)
{
	struct curl_slist *more;

	if (value == NULL || *value == '\0')
		return;
	if (strpbrk(value, "\r\n") != NULL)
		fatal(EXIT_SOFTWARE, "a header %s would hold a line break", name);
	more = curl_slist_append(*all, arena_printf(a, "%s: %s", name, value));
	if (more == NULL)
		fatal(EXIT_SOFTWARE, "out of memory");
	*all = more;
}

static struct curl_slist *headers_of(struct rest *r, const struct ask *ask)
{
	struct curl_slist *all = NULL;
	bool token = ask->cookie == NULL && settings->token != NULL;

	header_add(&all, r->arena, "Accept", "application/json");
	header_add(&all, r->arena, "Accept-Language", settings->language == EN ? "en" : "vi");
	header_add(&all, r->arena, "Content-Type", ask->body == NULL ? NULL : "application/json");
	header_add(&all, r->arena, "Idempotency-Key",
		strcmp(ask->method, "POST") == 0 ? key_made(r->arena) : NULL);
	header_add(&all, r->arena, "If-Match", ask->if_match);
	header_add(&all, r->arena, "Cookie", ask->cookie);
	header_add(&all, r->arena, "Authorization",
		token ? arena_printf(r->arena, "Bearer %s", settings->token) : NULL);
	return all;
}

static void options_set(CURL *curl, const struct ask *ask, struct reading *in)
{
	curl_easy_reset(curl);
	curl_easy_setopt(curl, CURLOPT_URL, arena_printf(in->rest->arena, "%s%s", settings->url, ask->path));
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, ask->method);
	curl_easy_setopt(curl, CURLOPT_NOBODY, strcmp(ask->method, "HEAD") == 0 ? 1L : 0L);
	if (ask->body != NULL || strcmp(ask->method, "POST") == 0) {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
			(curl_off_t)(ask->body == NULL ? 0 : strlen(ask->body)));
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, ask->body == NULL ? "" : ask->body);
		curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, ask->method);
	}
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "hocvu");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)REQUEST_SECONDS);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, body_take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, in);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, header_take);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, in);
	if (loopback(settings->url))
		curl_easy_setopt(curl, CURLOPT_PROXY, "");	// a proxy is another machine
}

static struct answer sent(struct rest *r, const struct ask *ask, struct curl_slist *headers)
{
	struct reading in = { .rest = r, .body = text_new(r->arena, BODY_MOST) };
	long status = 0;
	CURLcode failed;

	options_set(r->curl, ask, &in);
	curl_easy_setopt(r->curl, CURLOPT_HTTPHEADER, headers);
	failed = curl_easy_perform(r->curl);
	if (failed == CURLE_OK)
		curl_easy_getinfo(r->curl, CURLINFO_RESPONSE_CODE, &status);
	else
		in.answer.failed = arena_copy(r->arena, curl_easy_strerror(failed));
	in.answer.status = (int)status;
	in.answer.body = in.body.at;
	in.answer.len = in.body.len;
	return in.answer;
}

// Was nothing done, or would doing it again do nothing new? The key makes that true of POST.
static bool worth_another(const struct rest *r, const struct answer *a)
{
	long connects = 0;

	if (a->status == 503)
		return true;
	curl_easy_getinfo(r->curl, CURLINFO_NUM_CONNECTS, &connects);
	return a->status == 0 && connects == 0;		// a kept connection had gone stale
}

struct answer rest_send(struct rest *r, const struct ask *ask)
{
	struct curl_slist *headers = headers_of(r, ask);
	struct answer a = sent(r, ask, headers);

	if (worth_another(r, &a)) {
		if (a.status == 503)
			sleep((unsigned)(a.retry_after > 0 && a.retry_after < PAUSE_MOST ? a.retry_after : 1));
		a = sent(r, ask, headers);
	}
	curl_slist_free_all(headers);
	return a;
}
