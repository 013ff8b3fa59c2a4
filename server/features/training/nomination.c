// SPDX-License-Identifier: GPL-3.0-or-later
// Heads send their people to a class, many at once: all of them or the valid ones, or only tried.
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
	FIELD(nomination_in, people, OPTIONAL, .item = T_INT, .max = NOMINEES_MOST, .says = "numbers of people"),
	FIELD(nomination_in, codes, OPTIONAL, .item = T_TEXT, .max = NOMINEES_MOST, .says = "codes of people, as pasted"),
	FIELD(nomination_in, mode, OPTIONAL, .one_of = "all|valid", .says = "all or nobody (the standard), or who can be sent"),
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
	FIELD(nominee_problem, detail, REQUIRED, .max = 2000, .says = "a sentence with the day or the other class"),
	FIELD(nominee_problem, blocks, REQUIRED, .says = "false: a warning"));

SHAPE(nominee,
	FIELD(nominee, person, OPTIONAL, .says = "the person's number"),
	FIELD(nominee, code, OPTIONAL),
	FIELD(nominee, full_name, OPTIONAL, .says = "only of people of the unit"),
	FIELD(nominee, outcome, REQUIRED, .one_of = "nominated|refused|would_be_nominated"),
	FIELD(nominee, problems, REQUIRED, .items = &nominee_problem_shape));

// The rows of one person as a nominee; gives how many rows that were.
static size_t nominee_read(struct request *rq, const struct nominee_row *rows, size_t n, struct nominee *out)
{
	struct nominee_problem *problems = arena_many(rq->work.arena, struct nominee_problem, n);
	struct text list = text_new(rq->work.arena, REPLY_MOST);
	size_t k = 0, found = 0;

	*out = (struct nominee){ .person = rows->person, .code = rows->code, .full_name = rows->full_name,
		.pointer = rows->pointer };
	for (; k < n && rows[k].at == rows->at; k++) {
		if (rows[k].problem == NULL)
			continue;
		problems[found++] = (struct nominee_problem){ rows[k].problem, sentence_fill(rq->work.arena,
			sentence(rq->language, rows[k].problem), "fact", rows[k].fact, NULL), rows[k].blocks };
		out->blocked = out->blocked || rows[k].blocks;
	}
	shape_json_list(&nominee_problem_shape, problems, found, &list);
	out->problems.json = list.at;
	return k;
}

struct nominee *nominees_check(struct request *rq, const struct nominees_asked *asked, struct problems *found,
	const char *pointer, size_t *n)
{
	size_t rows_n;
	const struct nominee_row *rows = db_rows(rq, sql_nominees_checked, nominee_row, &rows_n, arg(asked->class),
		arg(asked->unit), arg(asked->people), arg(asked->codes), arg(asked->even_if_trained), arg(rq->work.today));
	struct nominee *out = arena_many(rq->work.arena, struct nominee, rows_n + 1);

	*n = 0;
	for (size_t i = 0; i < rows_n; (*n)++)
		i += nominee_read(rq, &rows[i], rows_n - i, &out[*n]);
	for (size_t i = 0; i < rows_n; i++)
		if (rows[i].blocks)
			problem_add(rq, found, pointer != NULL ? pointer : rows[i].pointer, rows[i].problem,
				sentence_fill(rq->work.arena, sentence(rq->language, rows[i].problem), "fact", rows[i].fact, NULL));
	return out;
}

// Why nobody can be sent to the class, as a code, or NULL.
static const char *class_obstacle(struct request *rq, const struct seat_class *c)
{
	if (strcmp(c->state, "cancelled") == 0)
		return "class_cancelled";
	if (strcmp(c->state, "open") != 0)
		return "class_not_open";
	if (c->last_on.days != NO_DAY && c->last_on.days < rq->work.today.days)
		return "class_over";
	return NULL;
}

// Sets every outcome; gives the numbers of those who can be sent as JSON and in *n.
static struct list outcomes_set(struct request *rq, struct nominee *people, size_t many, bool rehearse, int64_t *n)
{
	struct text numbers = text_new(rq->work.arena, REPLY_MOST);

	*n = 0;
	for (size_t i = 0; i < many; i++) {
		people[i].outcome = people[i].blocked ? "refused" : rehearse ? "would_be_nominated" : "nominated";
		if (!people[i].blocked)
			text_printf(&numbers, "%s%lld", (*n)++ == 0 ? "[" : ",", (long long)people[i].person);
	}
	text_add(&numbers, *n == 0 ? "[]" : "]");
	return (struct list){ numbers.at };
}

// The counter's lock puts two heads at once in a row: the second sees whom the first has sent.
struct reply nominations_add(struct request *rq)
{
	const struct nomination_in *in = body_of(rq, nomination_in);
	const struct seat_class *class = in->rehearse ? db_row(rq, sql_seat_class, seat_class, arg(in->class)) :
		seats_lock(WORK(rq), in->class, NULL);
	const struct nominees_asked asked = { in->class, rq->id[0], in->people, in->codes, in->even_if_trained };
	const char *obstacle = class == NULL ? NULL : class_obstacle(rq, class);
	struct problems found = problems_new(rq);
	struct nominee *people;
	struct list sent;
	int64_t sent_n;
	size_t n;

	if (class == NULL)
		return reply_error(rq, 404, "class_unknown");
	if (obstacle != NULL)
		return reply_error(rq, 409, obstacle);
	people = nominees_check(rq, &asked, &found, NULL, &n);
	if (n == 0)
		return reply_error(rq, 422, "nominees_missing");
	if (n > NOMINEES_MOST)
		return reply_error(rq, 422, "nominees_too_many");
	if (!in->rehearse && found.n > 0 && (in->mode == NULL || strcmp(in->mode, "all") == 0))
		return reply_problems(rq, &found);
	sent = outcomes_set(rq, people, n, in->rehearse, &sent_n);
	if (!in->rehearse && db_int(rq, sql_nominations_add, arg(in->class), arg(rq->id[0]), arg(sent),
		arg(rq->who.account), arg(rq->work.now), arg(in->why)) != sent_n)
		return reply_error(rq, 409, "person_already_nominated");
	return reply_list(rq, nominee, people, n);
}
