// SPDX-License-Identifier: GPL-3.0-or-later
// Is the process alive, is it ready, and how the API is described.
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
