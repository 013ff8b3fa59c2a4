// SPDX-License-Identifier: GPL-3.0-or-later
// Writes refusals into the record in a second, short transaction.
#include "http/denied.h"

#include <string.h>

#include "base/log.h"
#include "build/sql.h"

// A 401 without any credentials is only somebody who has not signed in yet. A day's ceiling is one that somebody met.
static bool is_refusal(const struct request *rq, const struct reply *r)
{
	switch (r->status) {
	case 403: return true;
	case 401: return rq->tried != NULL || rq->bearer != NULL;
	case 429: return rq->tried != NULL || strstr(r->code, "_ceiling") != NULL;
	case 422: return rq->tried != NULL || rq->number_named;
	default: return rq->number_named && r->status >= 400;
	}
}

void audit_denied(const struct request *rq, const struct reply *r)
{
	struct work w;

	if (rq->work.fault != NULL || rq->route == NULL || r->code == NULL || !is_refusal(rq, r))
		return;
	w = work_on(rq->work.db, rq->work.arena);
	db_begin(&w, false);
	db_run(&w, sql_denied_note, rq->who.account == 0 ? arg_text(NULL) : arg(rq->who.account), arg(rq->remote),
		arg_text(rq->tag), arg(arena_printf(w.arena, "%s %s", rq->route->method, rq->route->path)), arg(r->code),
		arg(rq->tried), strchr(rq->route->path, '<') == NULL || rq->secret != NULL ? arg_text(NULL) : arg(rq->id[0]));
	if (rq->number_named)
		db_run(&w, sql_denied_number, arg(rq->who.account), arg(rq->work.today));
	if (!db_end(&w, true))
		log_warnx("event=denied_not_recorded id=%s why=\"%s\"", rq->tag, w.fault == NULL ? w.refused.code : w.fault);
}

void audit_denials(struct work *w)
{
	db_begin(w, false);
	db_int(w, sql_denied_told);
	db_end(w, true);
}
