// SPDX-License-Identifier: GPL-3.0-or-later
// Accounts over time: those nobody uses are disabled, the others looked through.
#include "base/log.h"
#include "base/settings.h"
#include "build/sql.h"
#include "features/access/access.h"
#include "http/http.h"

enum { PACKED = 1000000 };	// both counts of a statement in one number

void accounts_idle(struct work *w)
{
	int64_t both;

	if (settings->account_idle_days == 0)
		return;
	db_begin(w, false);
	both = db_int(w, sql_accounts_idle_end, arg(w->now), arg(w->today), arg(settings->account_idle_days));
	if (!db_end(w, true))
		return;
	if (both % PACKED > 0)
		log_info("event=accounts_idle disabled=%lld", (long long)(both % PACKED));
	if (both / PACKED > both % PACKED)
		log_warnx("event=idle_administrators_kept n=%lld why=\"nobody else administers their top unit\"",
			(long long)(both / PACKED - both % PACKED));
}

struct reply account_review(struct request *rq)
{
	if (db_run(rq, sql_account_reviewed, arg(rq->id[0]), arg(rq->who.account), arg(rq->work.now)) == 0)
		return reply_error(rq, 404, "account_unknown");
	return reply_none();
}
