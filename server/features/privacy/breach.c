// SPDX-License-Identifier: GPL-3.0-or-later
// The register of breaches, the reminders of everything with a clock, and reasons for the record.
#include "build/sql.h"
#include "features/privacy/privacy.h"

struct breach {
	int64_t id, unit;
	const char *unit_code;
	struct instant discovered_at, notify_by;
	int64_t hours_left;
	const char *what, *whom;
	int64_t people;
	const char *measures;
	struct instant notified_at;
	const char *notified_whom;
	struct instant told_at, closed_at;
	int64_t version;
};
SHAPE(breach,
	FIELD(breach, id, REQUIRED),
	FIELD(breach, unit, REQUIRED),
	FIELD(breach, unit_code, REQUIRED),
	FIELD(breach, discovered_at, REQUIRED),
	FIELD(breach, notify_by, REQUIRED, .says = "72 hours after it was discovered"),
	FIELD(breach, hours_left, OPTIONAL, .says = "whole hours until then; below 0: late; none: notified or closed"),
	FIELD(breach, what, REQUIRED, .max = 2000),
	FIELD(breach, whom, REQUIRED, .says = "whose data, in words, without names"),
	FIELD(breach, people, OPTIONAL, .says = "how many, as far as known"),
	FIELD(breach, measures, OPTIONAL, .max = 2000),
	FIELD(breach, notified_at, OPTIONAL, .says = "when the specialised agency was told"),
	FIELD(breach, notified_whom, OPTIONAL),
	FIELD(breach, told_at, OPTIONAL, .says = "when the people concerned were told"),
	FIELD(breach, closed_at, OPTIONAL),
	FIELD(breach, version, REQUIRED));

struct breach_in {
	struct instant discovered_at;
	const char *what, *whom;
	int64_t people;
	const char *measures;
	struct instant notified_at;
	const char *notified_whom;
	struct instant told_at, closed_at;
};
SHAPE(breach_in,
	FIELD(breach_in, discovered_at, OPTIONAL, .says = "now when not said; it stays as first entered"),
	FIELD(breach_in, what, REQUIRED, .min = 1, .max = 2000, .many_lines = true),
	FIELD(breach_in, whom, REQUIRED, .min = 1, .max = 500, .says = "whose data, in words, without names"),
	FIELD(breach_in, people, OPTIONAL, .max = 100000000),
	FIELD(breach_in, measures, OPTIONAL, .min = 1, .max = 2000, .many_lines = true),
	FIELD(breach_in, notified_at, OPTIONAL),
	FIELD(breach_in, notified_whom, OPTIONAL, .min = 1, .max = 500),
	FIELD(breach_in, told_at, OPTIONAL),
	FIELD(breach_in, closed_at, OPTIONAL));

struct reminders { int64_t requests_open, requests_overdue, breaches_to_notify, breaches_overdue, retention_proposed; };
SHAPE(reminders,
	FIELD(reminders, requests_open, REQUIRED, .says = "requests of people about their own data, not answered yet"),
	FIELD(reminders, requests_overdue, REQUIRED),
	FIELD(reminders, breaches_to_notify, REQUIRED, .says = "breaches the agency was not told of"),
	FIELD(reminders, breaches_overdue, REQUIRED, .says = "after 72 hours"),
	FIELD(reminders, retention_proposed, REQUIRED, .says = "proposals to delete or anonymise that wait for a decision"));

void privacy_reason(struct request *rq, const char *why)
{
	db_text(rq, sql_privacy_reason_set, arg(why));
}

// Nothing in the register lies ahead of us.
static bool breach_in_time(const struct request *rq, const struct breach_in *in)
{
	const struct instant said[] = { in->discovered_at, in->notified_at, in->told_at, in->closed_at };

	for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
		if (said[i].us != NO_INSTANT.us && said[i].us > rq->work.now.us)
			return false;
	return true;
}

struct reply breach_enter(struct request *rq)
{
	const struct breach_in *in = body_of(rq, breach_in);
	struct instant found = in->discovered_at.us == NO_INSTANT.us ? rq->work.now : in->discovered_at;
	int64_t id;

	if (!breach_in_time(rq, in))
		return reply_error(rq, 422, "moment_not_yet");
	id = db_int(rq, sql_breach_add, arg(rq->id[0]), arg(found), arg(in->what), arg(in->whom), arg(in->people), arg(in->measures),
		arg(in->notified_at), arg(in->notified_whom), arg(in->told_at), arg(in->closed_at), arg(rq->who.account),
		arg(rq->work.now));
	return reply_created(rq, breach, db_row(rq, sql_breach_get, breach, arg(id), arg(rq->work.now)));
}

struct reply breach_change(struct request *rq)
{
	const struct breach_in *in = body_of(rq, breach_in);
	const struct breach *now = db_row(rq, sql_breach_get, breach, arg(rq->id[0]), arg(rq->work.now));
	struct reply refused;

	if (now == NULL)
		return reply_error(rq, 404, "breach_unknown");
	refused = if_match(rq, now->version);
	if (refused.status != 0)
		return refused;
	if (!breach_in_time(rq, in))
		return reply_error(rq, 422, "moment_not_yet");
	db_run(rq, sql_breach_edit, arg(now->id), arg(in->what), arg(in->whom), arg(in->people), arg(in->measures),
		arg(in->notified_at), arg(in->notified_whom), arg(in->told_at), arg(in->closed_at), arg(now->version));
	return reply_row(rq, breach, db_row(rq, sql_breach_get, breach, arg(now->id), arg(rq->work.now)));
}
