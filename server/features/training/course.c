// SPDX-License-Identifier: GPL-3.0-or-later
// Courses: the catalogue of what is taught, and which tasks of plans each course carries out.
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "base/words.h"
#include "build/sql.h"
#include "features/training/training.h"

struct course_task {		// a task of a plan, as the document numbers it
	const char *plan, *section, *number, *title;
};
SHAPE(course_task,
	FIELD(course_task, plan, REQUIRED, .max = 64, .says = "the plan's code"),
	FIELD(course_task, section, REQUIRED, .max = 40,
		.says = "the task's number in the document"),
	FIELD(course_task, number, OPTIONAL, .says = "the plan's official number; not read"),
	FIELD(course_task, title, OPTIONAL, .says = "what is to be done; not read"));

struct course {
	int64_t id;
	const char *code, *title;
	struct list topics;
	const char *audience;
	int64_t periods;
	const char *modality;
	int64_t attendance_percent;
	const char *attendance_unit;
	bool late_counts, excused_counts;
	const char *assessment_scheme;
	struct list tasks;
	int64_t version;
};
SHAPE(course,
	FIELD(course, id, REQUIRED, .says = "the course's number"),
	FIELD(course, code, REQUIRED),
	FIELD(course, title, REQUIRED),
	FIELD(course, topics, REQUIRED, .item = T_TEXT,
		.says = "what it teaches; targets ask for topics"),
	FIELD(course, audience, OPTIONAL),
	FIELD(course, periods, OPTIONAL, .says = "length in periods (tiết)"),
	FIELD(course, modality, OPTIONAL),
	FIELD(course, attendance_percent, REQUIRED, .says = "least share attended to complete"),
	FIELD(course, attendance_unit, REQUIRED, .says = "share of sessions or of their periods"),
	FIELD(course, late_counts, REQUIRED),
	FIELD(course, excused_counts, REQUIRED),
	FIELD(course, assessment_scheme, OPTIONAL, .says = "a pass in it is needed to complete"),
	FIELD(course, tasks, REQUIRED, .items = &course_task_shape,
		.says = "the tasks of plans it carries out"),
	FIELD(course, version, REQUIRED, .says = "number of edits, the ETag"));

struct course_in {
	const char *code, *title;
	struct list topics;
	const char *audience;
	int64_t periods;
	const char *modality;
	int64_t attendance_percent;
	const char *attendance_unit;
	enum tri late_counts, excused_counts;
	const char *assessment_scheme;
	struct list tasks;
};
SHAPE(course_in,
	FIELD(course_in, code, OPTIONAL, .max = 60,
		.says = "a-z 0-9 . _ -; none: made of the title. Never changes"),
	FIELD(course_in, title, REQUIRED, .min = 1),
	FIELD(course_in, topics, REQUIRED, .item = T_TEXT, .min = 1, .max = 12, .one_of = TOPICS),
	FIELD(course_in, audience, OPTIONAL),
	FIELD(course_in, periods, REQUIRED, .min = 1, .max = 1000),
	FIELD(course_in, modality, OPTIONAL, .one_of = MODALITIES),
	FIELD(course_in, attendance_percent, OPTIONAL, .min = 1, .max = 100, .says = "none: 80"),
	FIELD(course_in, attendance_unit, OPTIONAL, .one_of = "sessions|periods",
		.says = "none: sessions"),
	FIELD(course_in, late_counts, OPTIONAL, .says = "none: true"),
	FIELD(course_in, excused_counts, OPTIONAL, .says = "none: false"),
	FIELD(course_in, assessment_scheme, OPTIONAL, .max = 71),
	FIELD(course_in, tasks, OPTIONAL, .items = &course_task_shape, .max = 100));

struct course_ask { const char *q, *code, *topic, *modality; };
SHAPE(course_ask,
	FIELD(course_ask, q, OPTIONAL, .max = 100,
		.says = "part of the title, with or without marks, or a code"),
	FIELD(course_ask, code, OPTIONAL, .max = 64, .says = "the course of that code alone"),
	FIELD(course_ask, topic, OPTIONAL, .one_of = TOPICS),
	FIELD(course_ask, modality, OPTIONAL, .one_of = MODALITIES));

// A code out of a title: its words without marks, joined by hyphens, at most 48 characters.
static const char *code_of(const char *title, struct arena *a)
{
	const char *folded = utf8_fold(title, a);
	char *code = arena_alloc(a, 50);
	size_t len = 0;

	for (const char *s = folded; *s != '\0' && len < 48; s++) {
		bool word = (*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9');

		if (word)
			code[len++] = *s;
		else if (len > 0 && code[len - 1] != '-')
			code[len++] = '-';
	}
	while (len > 0 && code[len - 1] == '-')
		len--;
	code[len] = '\0';
	return len == 0 ? "course" : code;
}

struct reply course_search(struct request *rq)
{
	const struct course_ask *ask = asked_of(rq, course_ask);
	const char *q = ask->q == NULL ? NULL : utf8_fold(ask->q, rq->work.arena);

	return reply_page(rq, sql_course_page, arg(q), arg(ask->code), arg(ask->topic),
		arg(ask->modality), arg(rq->after), arg(rq->limit + 1));
}

// A course may also name its own test, which is there once the course is.
static bool scheme_known(struct request *rq, const char *scheme, const char *code)
{
	return scheme == NULL || one_of(SCHEMES, scheme) ||
		strcmp(scheme, arena_printf(rq->work.arena, "course:%s", code)) == 0 ||
		db_bool(rq, sql_course_of_scheme, arg(scheme));
}

// What a sent course names and is not there, as a reply; status 0 when all is.
static struct reply course_refusal(struct request *rq, const char *code)
{
	struct problems bad = problems_new(rq);
	size_t n;
	const struct wrong *wrong = db_rows(rq, sql_course_wrong, wrong, &n, arg(rq->body_json));

	if (n > 0)
		return wrong_reply(rq, "/tasks", wrong, n);
	if (scheme_known(rq, body_of(rq, course_in)->assessment_scheme, code))
		return (struct reply){ .status = 0 };
	problem_add(rq, &bad, "/assessment_scheme", "course_scheme_known", NULL);
	return reply_problems(rq, &bad);
}

struct reply course_add(struct request *rq)
{
	const struct course_in *in = body_of(rq, course_in);
	const char *code = in->code;
	struct reply refused;

	if (code == NULL)
		code = db_text(rq, sql_course_code_free, arg(code_of(in->title, rq->work.arena)));
	refused = course_refusal(rq, code);
	if (refused.status != 0)
		return refused;
	return reply_created(rq, course,
		db_row(rq, sql_course_get, course,
			arg(db_int(rq, sql_course_add, arg(rq->body_json), arg(code),
				arg(utf8_fold(in->title, rq->work.arena))))));
}

struct reply course_change(struct request *rq)
{
	const struct course *now = db_row(rq, sql_course_get, course, arg(rq->id[0]));
	const char *folded = utf8_fold(body_of(rq, course_in)->title, rq->work.arena);
	struct reply refused;

	if (now == NULL)
		return reply_error(rq, 404, "course_unknown");
	refused = if_match(rq, now->version);
	if (refused.status == 0)
		refused = course_refusal(rq, now->code);
	if (refused.status != 0)
		return refused;
	if (db_int(rq, sql_course_edit, arg(now->id), arg(rq->body_json), arg(folded),
		    arg(now->version))
		== 0)
		return reply_error(rq, 412, "changed_meanwhile");
	return reply_row(rq, course, db_row(rq, sql_course_get, course, arg(now->id)));
}
