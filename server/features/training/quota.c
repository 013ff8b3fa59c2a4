// SPDX-License-Identifier: GPL-3.0-or-later
// Seats of a class set aside for units: given, proposed by the gap, returned when they stay unused.
#include "features/training/quota.h"

#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"
#include "build/sql.h"
#include "features/training/quota_rule.h"
#include "features/training/seat.h"
#include "features/training/training.h"
#include "http/reply.h"

enum { UNITS_MOST = 200, SEATS_MOST = 100000 };

struct quota {
	int64_t unit;
	const char *code, *name;
	int64_t seats, used, free;
	const char *origin;
	struct date returned_on;
};
SHAPE(quota,
	FIELD(quota, unit, REQUIRED, .says = "the unit's number"),
	FIELD(quota, code, REQUIRED),
	FIELD(quota, name, OPTIONAL),
	FIELD(quota, seats, REQUIRED, .says = "seats set aside for the unit and all below it"),
	FIELD(quota, used, REQUIRED, .says = "people nominated there who have a seat"),
	FIELD(quota, free, REQUIRED, .says = "seats nobody else gets"),
	FIELD(quota, origin, REQUIRED, .one_of = "given|proposed"),
	FIELD(quota, returned_on, OPTIONAL,
		.says = "day on which the unused seats went back to everyone"));

struct quota_in { const char *unit; int64_t seats; };
SHAPE(quota_in,
	FIELD(quota_in, unit, REQUIRED, .min = 1, .max = 64, .says = "code of the unit"),
	FIELD(quota_in, seats, REQUIRED, .min = 0, .max = SEATS_MOST));

struct quota_ask { struct list units; int64_t seats; bool apply; };
SHAPE(quota_ask,
	FIELD(quota_ask, units, REQUIRED, .item = T_TEXT, .min = 1, .max = UNITS_MOST,
		.says = "codes of units"),
	FIELD(quota_ask, seats, OPTIONAL, .min = 0, .max = SEATS_MOST,
		.says = "seats to divide; none: those still free"),
	FIELD(quota_ask, apply, OPTIONAL, .says = "set the quotas so, in place of those there are"));

struct quota_claim { const char *unit; int64_t uncovered, used; };
SHAPE(quota_claim,
	FIELD(quota_claim, unit, REQUIRED),
	FIELD(quota_claim, uncovered, REQUIRED),
	FIELD(quota_claim, used, REQUIRED));

struct quota_proposed { const char *unit; int64_t uncovered, used, seats, quota; };
SHAPE(quota_proposed,
	FIELD(quota_proposed, unit, REQUIRED, .says = "code of the unit"),
	FIELD(quota_proposed, uncovered, REQUIRED,
		.says = "its staff who took part in nothing this year and were not nominated here"),
	FIELD(quota_proposed, used, REQUIRED, .says = "its people who have a seat already"),
	FIELD(quota_proposed, seats, REQUIRED, .says = "its share of the seats"),
	FIELD(quota_proposed, quota, REQUIRED, .says = "the quota it makes: used and seats"));

struct due_class { int64_t class; };
SHAPE(due_class, FIELD(due_class, class, REQUIRED));

// Can these units have quotas side by side? Status 0 when they can. Pointers: "<before><at><after>".
static struct reply units_refused(struct request *rq, struct list units, const char *before,
	const char *after)
{
	struct problems found = problems_new(rq);
	size_t n;
	const struct wrong *wrong = db_rows(rq, sql_quotas_wrong, wrong, &n, arg(rq->id[0]), arg(units),
		arg(rq->work.today));

	for (size_t i = 0; i < n; i++)
		problem_add(rq, &found, arena_printf(rq->work.arena, "%s%lld%s", before,
			(long long)wrong[i].at, after), wrong[i].code, sentence_fill(rq->work.arena,
			sentence(rq->language, wrong[i].code), "fact", wrong[i].detail, NULL));
	return n > 0 ? reply_problems(rq, &found) : (struct reply){ .version = NONE };
}

// Do quotas of so many seats in all fit the class? Status 0 when they do.
static struct reply sum_refused(struct request *rq, const struct seat_class *class, int64_t sum)
{
	if (class->capacity == NONE)
		return reply_error(rq, 422, "quotas_without_capacity");
	if (sum > class->capacity)
		return reply_error(rq, 422, "quotas_over_capacity");
	return (struct reply){ .version = NONE };
}

static struct list codes_of(struct request *rq, const struct quota_in *in, size_t n)
{
	struct text t = text_new(rq->work.arena, REPLY_MOST);

	text_char(&t, '[');
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			text_char(&t, ',');
		text_json(&t, in[i].unit);
	}
	text_char(&t, ']');
	return (struct list){ t.at };
}

struct reply quotas_put(struct request *rq)
{
	const struct quota_in *in = body_of(rq, quota_in);
	const struct seat_class *class = seats_lock(WORK(rq), rq->id[0], NULL);
	struct reply refused = seats_changeable(rq, class);
	int64_t sum = 0;

	for (size_t i = 0; i < rq->bodies; i++)
		sum += in[i].seats;
	if (refused.status == 0)
		refused = units_refused(rq, codes_of(rq, in, rq->bodies), "/", "/unit");
	if (refused.status == 0 && rq->bodies > 0)
		refused = sum_refused(rq, class, sum);
	if (refused.status != 0)
		return refused;
	db_int(rq, sql_quotas_put, arg(class->class), arg(rq->body_json), arg("given"));
	seats_settle(WORK(rq), class->class, rq->who.account);
	return reply_query_list(rq, &sql_quotas_of_class, ARGC(arg(class->class)),
		ARGS(arg(class->class)));
}

// A proposal: what every unit would get, and the sum of the quotas it makes.
struct proposal { struct quota_proposed *list; size_t n; int64_t sum; };

// The seats divided among the units by their gaps.
static struct proposal proposal_of(struct request *rq, const struct quota_claim *claims, size_t n,
	int64_t seats)
{
	struct quota_share *shares = arena_many(rq->work.arena, struct quota_share, n + 1);
	struct proposal out = { .list = arena_many(rq->work.arena, struct quota_proposed, n + 1), .n = n };

	for (size_t i = 0; i < n; i++)
		shares[i] = (struct quota_share){ claims[i].unit, claims[i].uncovered, 0 };
	quota_divide(shares, n, seats);
	for (size_t i = 0; i < n; i++) {
		out.list[i] = (struct quota_proposed){ claims[i].unit, claims[i].uncovered, claims[i].used,
			shares[i].seats, claims[i].used + shares[i].seats };
		out.sum += out.list[i].quota;
	}
	return out;
}

// Sets the proposed quotas; status 0 when they fit the class.
static struct reply proposal_apply(struct request *rq, const struct seat_class *class,
	const struct proposal *p)
{
	struct quota_in *in = arena_many(rq->work.arena, struct quota_in, p->n + 1);
	struct text t = text_new(rq->work.arena, REPLY_MOST);
	struct reply refused = sum_refused(rq, class, p->sum);

	if (refused.status != 0)
		return refused;
	for (size_t i = 0; i < p->n; i++)
		in[i] = (struct quota_in){ p->list[i].unit, p->list[i].quota };
	shape_json_list(&quota_in_shape, in, p->n, &t);
	db_int(rq, sql_quotas_put, arg(class->class), arg(t.at), arg("proposed"));
	seats_settle(WORK(rq), class->class, rq->who.account);
	return refused;
}

struct reply quotas_propose(struct request *rq)
{
	const struct quota_ask *in = body_of(rq, quota_ask);
	int64_t taken, seats = in->seats;
	const struct seat_class *class = seats_lock(WORK(rq), rq->id[0], &taken);
	struct reply refused = seats_changeable(rq, class);
	const struct quota_claim *claims;
	struct proposal p;
	size_t n;

	if (refused.status == 0)
		refused = units_refused(rq, in->units, "/units/", "");
	if (refused.status == 0 && seats == NONE)
		refused = sum_refused(rq, class, 0);
	if (refused.status != 0)
		return refused;
	claims = db_rows(rq, sql_quota_claims, quota_claim, &n, arg(class->class), arg(in->units),
		arg(rq->work.today));
	p = proposal_of(rq, claims, n, seats == NONE ? class->capacity - taken : seats);
	if (in->apply)
		refused = proposal_apply(rq, class, &p);
	return refused.status != 0 ? refused : reply_list(rq, quota_proposed, p.list, p.n);
}

void quotas_return_all(struct work *w)
{
	const struct due_class *due;
	size_t n;

	db_begin(w, true);
	due = db_rows(w, sql_quotas_due, due_class, &n, arg(w->today), arg(settings->quota_return_days));
	db_end(w, false);
	for (size_t i = 0; i < n; i++) {
		struct work one = work_on(w->db, w->arena);

		db_begin(&one, false);
		seats_lock(&one, due[i].class, NULL);
		seats_settle(&one, due[i].class, NONE);
		if (db_end(&one, true))
			log_info("event=quotas_returned class=%lld", (long long)due[i].class);
		else
			log_warnx("event=quotas_not_returned class=%lld why=\"%s\"", (long long)due[i].class,
				one.fault == NULL ? one.refused.code : one.fault);
	}
}
