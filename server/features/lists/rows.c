// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a list as they are looked at: what each says, what is wrong in which cell, who it may be.
#include <string.h>

#include "base/personal.h"
#include "base/text.h"
#include "build/sql.h"
#include "features/lists/job.h"
#include "http/reply.h"

struct list_row {
	int64_t id;
	const char *verdict, *read_sealed;
	int64_t person;
	const char *person_code, *person_name;
	int64_t score;
	const char *decision, *outcome;
	struct list candidates;
};
SHAPE(list_row,
	FIELD(list_row, id, REQUIRED),
	FIELD(list_row, verdict, REQUIRED),
	FIELD(list_row, read_sealed, REQUIRED),
	FIELD(list_row, person, OPTIONAL),
	FIELD(list_row, person_code, OPTIONAL),
	FIELD(list_row, person_name, OPTIONAL),
	FIELD(list_row, score, OPTIONAL),
	FIELD(list_row, decision, OPTIONAL),
	FIELD(list_row, outcome, OPTIONAL),
	FIELD(list_row, candidates, REQUIRED));

struct list_candidate { int64_t person; const char *code, *full_name, *birth, *unit; int64_t score; };
SHAPE(list_candidate,
	FIELD(list_candidate, person, REQUIRED),
	FIELD(list_candidate, code, REQUIRED),
	FIELD(list_candidate, full_name, REQUIRED),
	FIELD(list_candidate, birth, OPTIONAL),
	FIELD(list_candidate, unit, OPTIONAL),
	FIELD(list_candidate, score, REQUIRED, .says = "of 100"));

struct list_trouble { const char *cell, *code, *says, *said, *taken; bool blocks; };
SHAPE(list_trouble,
	FIELD(list_trouble, cell, OPTIONAL, .says = "where: D9"),
	FIELD(list_trouble, code, REQUIRED),
	FIELD(list_trouble, says, REQUIRED, .max = 2000),
	FIELD(list_trouble, said, OPTIONAL, .max = 10000, .says = "what stands there"),
	FIELD(list_trouble, taken, OPTIONAL, .says = "what it was taken for"),
	FIELD(list_trouble, blocks, REQUIRED, .says = "false: it only tells"));

struct list_value { const char *field, *value; };
SHAPE(list_value,
	FIELD(list_value, field, REQUIRED),
	FIELD(list_value, value, REQUIRED, .max = 4000));

struct list_line {
	int64_t id;
	const char *verdict;
	struct list values, problems;
	int64_t person;
	const char *person_code, *person_name;
	int64_t score;
	const char *decision, *outcome;
	struct list candidates;
};
SHAPE(list_line,
	FIELD(list_line, id, REQUIRED, .says = "its number in the sheet"),
	FIELD(list_line, verdict, REQUIRED, .one_of = "new|known|unmatched|error|skipped"),
	FIELD(list_line, values, REQUIRED, .items = &list_value_shape),
	FIELD(list_line, problems, REQUIRED, .items = &list_trouble_shape),
	FIELD(list_line, person, OPTIONAL, .says = "whom it is about"),
	FIELD(list_line, person_code, OPTIONAL),
	FIELD(list_line, person_name, OPTIONAL),
	FIELD(list_line, score, OPTIONAL, .says = "how sure that is, of 100"),
	FIELD(list_line, decision, OPTIONAL, .one_of = "new|person|skip"),
	FIELD(list_line, outcome, OPTIONAL, .one_of = "made|kept|left_out"),
	FIELD(list_line, candidates, REQUIRED, .items = &list_candidate_shape));

struct list_rows_ask { const char *verdict, *code; };
SHAPE(list_rows_ask,
	FIELD(list_rows_ask, verdict, OPTIONAL, .one_of = "new|known|unmatched|error|skipped"),
	FIELD(list_rows_ask, code, OPTIONAL, .max = 60, .says = "only rows in which that was noticed"));

struct list_decision { const char *decision; int64_t person; };
SHAPE(list_decision,
	FIELD(list_decision, decision, OPTIONAL, .one_of = "new|person|skip", .says = "none: as it was found"),
	FIELD(list_decision, person, OPTIONAL, .min = 1, .says = "whom it is about, with `person`"));

const char *list_said(enum language language, const char *code, const char *said, const char *taken, struct arena *a)
{
	const char *key = arena_printf(a, "list_%s", code), *sentence_of = code;

	if (sentence_known(key))
		sentence_of = key;
	return sentence_fill(a, sentence(language, sentence_of), "said", said == NULL ? "" : said, "taken", taken == NULL ? "" : taken,
		"fact", taken == NULL ? "" : taken, NULL);
}

const char *list_address(int64_t row, int column, struct arena *a)
{
	char name[SHEET_COLUMN_NAME];

	if (column < 0)
		return NULL;
	sheet_column_name(column, name);
	return arena_printf(a, "%s%lld", name, (long long)row);
}

// What identifies or reaches a person is masked; wrong ones too, which may be nearly right.
static bool is_secret(const struct list_read *r, int column)
{
	return column >= 0 && (r->column[LIST_national_id] == column || r->column[LIST_phone] == column);
}

// What stands in a cell, masked where it must be; what it was taken for only where something stands there.
static const char *shown(const struct list_read *r, const struct list_problem *p, const char *text, struct arena *a)
{
	return is_secret(r, p->column) && p->said != NULL ? personal_masked(text, a) : text;
}

const char *list_problem_said(enum language language, const struct list_read *r, const struct list_problem *p, struct arena *a)
{
	return list_said(language, p->code, shown(r, p, p->said, a), shown(r, p, p->taken, a), a);
}

static struct list problems_json(struct request *rq, int64_t row, const struct list_read *r)
{
	struct arena *a = rq->work.arena;
	struct list_trouble *out = arena_many(a, struct list_trouble, LIST_PROBLEMS);
	struct text t = text_new(a, REPLY_MOST);

	for (size_t i = 0; i < r->problems_n; i++) {
		const struct list_problem *p = &r->problems[i];

		out[i] = (struct list_trouble){ list_address(row, p->column, a), p->code, list_problem_said(rq->language, r, p, a),
			shown(r, p, p->said, a), shown(r, p, p->taken, a), p->blocks };
	}
	shape_json_list(&list_trouble_shape, out, r->problems_n, &t);
	return (struct list){ t.at };
}

// "1=present 2=late": marks by the numbers of their sessions.
static const char *marks_said(const struct list_read *r, struct arena *a)
{
	struct text t = text_new(a, LIST_MARKS * 32);

	for (size_t i = 0; i < r->marks_n; i++)
		text_printf(&t, "%s%lld=%s", i == 0 ? "" : " ", (long long)r->marks[i].session, r->marks[i].status);
	return t.at;
}

static struct list values_json(struct request *rq, const struct list_read *r)
{
	struct arena *a = rq->work.arena;
	struct list_value *out = arena_many(a, struct list_value, LIST_FIELDS);
	struct text t = text_new(a, REPLY_MOST);
	size_t n = 0;

	for (enum list_field f = 0; f < LIST_FIELDS; f++) {
		bool secret = f == LIST_national_id || f == LIST_phone;

		if (r->value[f] != NULL)
			out[n++] = (struct list_value){ list_field_name(f), secret ? personal_masked(r->value[f], a) : r->value[f] };
	}
	if (r->marks_n > 0)
		out[n++] = (struct list_value){ list_field_name(LIST_marks), marks_said(r, a) };
	shape_json_list(&list_value_shape, out, n, &t);
	return (struct list){ t.at };
}

static struct list_line line_of(struct request *rq, const struct list_row *row)
{
	struct arena *a = rq->work.arena;
	struct list_read *r = arena_one(a, struct list_read);
	const char *text = list_open(rq->id[0], list_place_read(row->id, a), row->read_sealed, a);

	list_read_unpack(text, r, a);
	return (struct list_line){ .id = row->id, .verdict = row->verdict, .values = values_json(rq, r),
		.problems = problems_json(rq, row->id, r), .person = row->person, .person_code = row->person_code,
		.person_name = row->person_name, .score = row->score, .decision = row->decision, .outcome = row->outcome,
		.candidates = row->candidates };
}

struct reply list_rows(struct request *rq)
{
	const struct list_rows_ask *asked = asked_of(rq, list_rows_ask);
	struct arena *a = rq->work.arena;
	size_t n = db_bool(rq, sql_list_class_scope, arg(rq->id[0]));	// before its people are read
	const struct list_row *rows = db_rows(rq, sql_list_rows_page, list_row, &n, arg(rq->id[0]), arg(asked->verdict),
		arg(asked->code), arg(rq->after), arg(rq->limit + 1));
	size_t shown = n > (size_t)rq->limit ? (size_t)rq->limit : n;
	struct list_line *lines = arena_many(a, struct list_line, shown + 1);
	struct text t = text_new(a, REPLY_MOST);

	for (size_t i = 0; i < shown; i++)
		lines[i] = line_of(rq, &rows[i]);
	text_add(&t, "{\"items\":");
	shape_json_list(&list_line_shape, lines, shown, &t);
	if (n > shown)
		text_printf(&t, ",\"next\":%lld}", (long long)rows[shown - 1].id);
	else
		text_add(&t, ",\"next\":null}");
	return reply_json(rq, 200, &t);
}

struct reply list_row_decide(struct request *rq)
{
	const struct list_decision *in = body_of(rq, list_decision);
	bool person = in->decision != NULL && strcmp(in->decision, "person") == 0;

	if (person != (in->person != NONE))
		return reply_error(rq, 422, "list_person_missing");
	if (person && !db_bool(rq, sql_reads_person, arg(rq->who.account), arg(in->person), arg(rq->work.today))
			&& !(db_bool(rq, sql_list_class_scope, arg(rq->id[0])) && db_bool(rq, sql_list_class_has, arg(rq->id[0]), arg(in->person))))
		return reply_error(rq, 422, "person_unknown");
	if (db_int(rq, sql_list_row_decide, arg(rq->id[0]), arg(rq->id[1]), arg(in->decision), arg(in->person)) == 0)
		return reply_error(rq, 409, "list_row_fixed");
	return reply_none();
}
