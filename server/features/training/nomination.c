// SPDX-License-Identifier: GPL-3.0-or-later
// People are sent to a class by their heads, or registered by their ward: all of them or the valid ones, or only tried.
#include "features/training/nomination.h"

#include <string.h>

#include "base/text.h"
#include "build/sql.h"
#include "features/training/seat.h"
#include "http/reply.h"

enum { NOMINEES_MOST = 500 };

struct nomination_in {
	int64_t class;
	struct list people, codes;
	const char *mode;
	bool even_if_trained, rehearse;
	const char *why;
};
SHAPE(nomination_in,
	FIELD(nomination_in, class, REQUIRED, .min = 1, .says = "the class's number"),
	FIELD(nomination_in, people, OPTIONAL, .item = T_INT, .max = NOMINEES_MOST,
		.says = "numbers of people"),
	FIELD(nomination_in, codes, OPTIONAL, .item = T_TEXT, .max = NOMINEES_MOST,
		.says = "codes of people, as pasted"),
	FIELD(nomination_in, mode, OPTIONAL, .one_of = "all|valid",
		.says = "all or nobody (the standard), or who can be sent"),
	FIELD(nomination_in, even_if_trained, OPTIONAL, .says = "also who completed the course this year"),
	FIELD(nomination_in, rehearse, OPTIONAL, .says = "say what would happen, write nothing"),
	FIELD(nomination_in, why, OPTIONAL, .says = "a remark, kept with the nominations"));

struct nominee_row {		// one person and one problem
	int64_t at;
	const char *pointer;
	int64_t person;
	const char *code, *full_name, *problem, *fact;
	bool blocks;
};
SHAPE(nominee_row,
	FIELD(nominee_row, at, REQUIRED),
	FIELD(nominee_row, pointer, REQUIRED),
	FIELD(nominee_row, person, OPTIONAL),
	FIELD(nominee_row, code, OPTIONAL),
	FIELD(nominee_row, full_name, OPTIONAL),
	FIELD(nominee_row, problem, OPTIONAL),
	FIELD(nominee_row, fact, OPTIONAL),
	FIELD(nominee_row, blocks, REQUIRED));

struct nominee_problem { const char *code, *detail; bool blocks; };
SHAPE(nominee_problem,
	FIELD(nominee_problem, code, REQUIRED),
	FIELD(nominee_problem, detail, REQUIRED, .max = 2000,
		.says = "a sentence with the day or the other class"),
	FIELD(nominee_problem, blocks, REQUIRED, .says = "false: a warning"));

SHAPE(nominee,
	FIELD(nominee, person, OPTIONAL, .says = "the person's number"),
	FIELD(nominee, code, OPTIONAL),
	FIELD(nominee, full_name, OPTIONAL, .says = "only of people of the unit"),
	FIELD(nominee, outcome, REQUIRED, .one_of = "nominated|refused|would_be_nominated"),
	FIELD(nominee, problems, REQUIRED, .items = &nominee_problem_shape));

static const char *problem_said(struct request *rq, const struct nominee_row *row)
{
	return sentence_fill(rq->work.arena, sentence(rq->language, row->problem), "fact", row->fact, NULL);
}

// The rows of one person as a nominee; gives how many rows that were.
static size_t nominee_read(struct request *rq, const struct nominee_row *rows, size_t n,
	struct nominee *out)
{
	struct nominee_problem *problems = arena_many(rq->work.arena, struct nominee_problem, n);
	struct text list = text_new(rq->work.arena, REPLY_MOST);
	size_t k = 0, found = 0;

	*out = (struct nominee){ .person = rows->person, .code = rows->code,
		.full_name = rows->full_name };
	for (; k < n && rows[k].at == rows->at; k++) {
		if (rows[k].problem == NULL)
			continue;
		problems[found++] = (struct nominee_problem){ rows[k].problem, problem_said(rq, &rows[k]),
			rows[k].blocks };
		out->blocked = out->blocked || rows[k].blocks;
	}
	shape_json_list(&nominee_problem_shape, problems, found, &list);
	out->problems.json = list.at;
	return k;
}

struct nominees nominees_check(struct request *rq, const struct nominees_asked *asked)
{
	size_t n;
	const struct nominee_row *rows = db_rows(rq, sql_nominees_checked, nominee_row, &n,
		arg(asked->class), arg(asked->unit), arg(asked->people), arg(asked->codes),
		arg(asked->even_if_trained), arg(asked->residents), arg(rq->work.today));
	struct nominees out = { .list = arena_many(rq->work.arena, struct nominee, n + 1),
		.found = problems_new(rq) };

	for (size_t i = 0; i < n; out.n++)
		i += nominee_read(rq, &rows[i], n - i, &out.list[out.n]);
	for (size_t i = 0; i < n; i++)
		if (rows[i].blocks)
			problem_add(rq, &out.found, asked->pointer != NULL ? asked->pointer : rows[i].pointer,
				rows[i].problem, problem_said(rq, &rows[i]));
	return out;
}

// Why nobody can be sent to the class, as a code, or NULL.
static const char *class_obstacle(const struct work *w, const struct seat_class *c)
{
	if (strcmp(c->state, "cancelled") == 0)
		return "class_cancelled";
	if (strcmp(c->state, "open") != 0)
		return "class_not_open";
	if (c->last_on.days != NO_DAY && c->last_on.days < w->today.days)
		return "class_over";
	return NULL;
}

// Sets every outcome; gives the numbers of those who can be sent as JSON, and how many in *n.
static struct list outcomes_set(struct request *rq, struct nominees *all, bool rehearse, int64_t *n)
{
	struct text numbers = text_new(rq->work.arena, REPLY_MOST);

	*n = 0;
	for (size_t i = 0; i < all->n; i++) {
		struct nominee *one = &all->list[i];

		one->outcome = one->blocked ? "refused" : rehearse ? "would_be_nominated" : "nominated";
		if (!one->blocked)
			text_printf(&numbers, "%s%lld", (*n)++ == 0 ? "[" : ",", (long long)one->person);
	}
	text_add(&numbers, *n == 0 ? "[]" : "]");
	return (struct list){ numbers.at };
}

// Its counter is locked: two heads at once go one after the other, and the second sees whom the first has sent.
struct reply nominees_class(struct request *rq, int64_t number)
{
	const struct seat_class *class = seats_lock(WORK(rq), number, NULL);
	const char *obstacle = class == NULL ? NULL : class_obstacle(WORK(rq), class);

	if (class == NULL)
		return reply_error(rq, 404, "class_unknown");
	if (obstacle != NULL)
		return reply_error(rq, 409, obstacle);
	return (struct reply){ .version = NONE };
}

static struct reply people_sent(struct request *rq, bool residents)
{
	const struct nomination_in *in = body_of(rq, nomination_in);
	const struct nominees_asked asked = { .class = in->class, .unit = rq->id[0], .people = in->people,
		.codes = in->codes, .even_if_trained = in->even_if_trained, .residents = residents };
	struct reply refused = nominees_class(rq, in->class);
	struct nominees all;
	struct list sent;
	int64_t n;

	if (refused.status != 0)
		return refused;
	if (residents && !db_bool(rq, sql_class_is_voluntary, arg(in->class)))
		return reply_error(rq, 409, "class_not_voluntary");
	all = nominees_check(rq, &asked);
	if (all.n == 0)
		return reply_error(rq, 422, "nominees_missing");
	if (all.n > NOMINEES_MOST)
		return reply_error(rq, 422, "nominees_too_many");
	if (!in->rehearse && all.found.n > 0 && (in->mode == NULL || strcmp(in->mode, "all") == 0))
		return reply_problems(rq, &all.found);
	sent = outcomes_set(rq, &all, in->rehearse, &n);
	if (!in->rehearse && db_int(rq, sql_nominations_add, arg(in->class), arg(rq->id[0]), arg(sent),
		arg(rq->who.account), arg(rq->work.now), arg(in->why)) != n)
		return reply_error(rq, 409, "person_already_nominated");
	return reply_list(rq, nominee, all.list, all.n);
}

// --- for lists ---

static const struct nominee_row *listed(struct work *w, const struct sending *l, size_t *n)
{
	return db_rows(w, sql_nominees_checked, nominee_row, n, arg(l->class), arg(l->unit), arg(l->people),
		arg((struct list){ NULL }), arg(false), arg(false), arg(w->today));
}

const struct sending_problem *nominations_look(struct work *w, const struct sending *l, size_t *n)
{
	const struct nominee_row *rows = listed(w, l, n);
	struct sending_problem *out = arena_many(w->arena, struct sending_problem, *n + 1);

	for (size_t i = 0; i < *n; i++)
		out[i] = (struct sending_problem){ rows[i].person, rows[i].problem, rows[i].fact, rows[i].blocks };
	return out;
}

// A person has as many rows as problems, those that block first.
const char *nominations_send(struct work *w, const struct sending *l)
{
	const struct seat_class *class = seats_lock(w, l->class, NULL);
	const char *obstacle = class == NULL ? "class_unknown" : class_obstacle(w, class);
	struct text numbers = text_new(w->arena, REPLY_MOST);
	const struct nominee_row *rows;
	size_t n;

	if (obstacle != NULL)
		return obstacle;
	rows = listed(w, l, &n);
	text_char(&numbers, '[');
	for (size_t i = 0; i < n; i++)
		if (!rows[i].blocks && (i == 0 || rows[i - 1].at != rows[i].at))
			text_printf(&numbers, "%s%lld", numbers.len == 1 ? "" : ",", (long long)rows[i].person);
	text_char(&numbers, ']');
	db_int(w, sql_nominations_add, arg(l->class), arg(l->unit), arg((const char *)numbers.at), arg(l->account), arg(w->now), arg(l->why));
	return NULL;
}

struct reply nominations_add(struct request *rq)
{
	return people_sent(rq, false);
}

// Residents into a voluntary class: the same steps, with their consent in place of a head who sends them.
struct reply registrations_add(struct request *rq)
{
	return people_sent(rq, true);
}
