// SPDX-License-Identifier: GPL-3.0-or-later
// Is the process alive, is it ready, how the API is described, and who hears of its weaknesses.
#include <string.h>

#include "base/settings.h"
#include "base/text.h"
#include "build/sql.h"
#include "build/handlers.h"
#include "http/http.h"
#include "http/openapi.h"

static struct reply said(struct request *rq, const char *word)
{
	struct text t = text_new(rq->work.arena, 16);

	text_add(&t, word);
	return reply_text(rq, "text/plain; charset=utf-8", &t);
}

struct reply health_alive(struct request *rq)
{
	return said(rq, "ok\n");
}

// Without a database this faults, and the fault is answered 503.
struct reply health_ready(struct request *rq)
{
	return db_bool(rq, sql_database_ready) ? said(rq, "ready\n") : reply_error(rq, 503, "database_away");
}

struct reply openapi_show(struct request *rq)
{
	struct text t = text_new(rq->work.arena, OPENAPI_MOST);

	openapi_print(&t);
	return reply_text(rq, "application/json", &t);
}

enum { CONTACT_DAYS = 180, CONTACT_BYTES = 4096 };
#define DAY_US INT64_C(86400000000)

// RFC 9116. Expires (2.5.5) is at most a year ahead; a server that runs renews it by itself.
struct reply security_contact(struct request *rq)
{
	struct text t = text_new(rq->work.arena, CONTACT_BYTES);
	char expires[INSTANT_TEXT];

	if (settings->security_contact[0] == '\0')
		return reply_error(rq, 404, "security_contact_unset");
	for (const char *s = settings->security_contact; *s != '\0'; s += strcspn(s, " ")) {
		s += strspn(s, " ");
		text_printf(&t, "Contact: %.*s\n", (int)strcspn(s, " "), s);
	}
	instant_text((struct instant){ (rq->work.now.us / DAY_US + CONTACT_DAYS) * DAY_US }, expires);
	text_printf(&t, "Expires: %s\nPreferred-Languages: vi, en\n", expires);
	if (settings->public_url[0] != '\0')
		text_printf(&t, "Canonical: %s/.well-known/security.txt\n", settings->public_url);
	return reply_text(rq, "text/plain; charset=utf-8", &t);
}

// RFC 9309. Search engines find the pages for everybody; the app is behind a sign-in, feeds are keys.
struct reply robots_show(struct request *rq)
{
	struct text t = text_new(rq->work.arena, CONTACT_BYTES);

	text_add(&t, "User-agent: *\nAllow: /public\nAllow: /privacy\nDisallow: /\n");
	return reply_text(rq, "text/plain; charset=utf-8", &t);
}
