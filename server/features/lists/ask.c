// SPDX-License-Identifier: GPL-3.0-or-later
// The steps of each kind of list, and rows as their queries take them.
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "build/sql.h"
#include "features/lists/job.h"

SHAPE(list_wrong,
	FIELD(list_wrong, row, REQUIRED),
	FIELD(list_wrong, field, REQUIRED),
	FIELD(list_wrong, code, REQUIRED),
	FIELD(list_wrong, taken, OPTIONAL),
	FIELD(list_wrong, blocks, REQUIRED));

#define STEPS(who_, name, wrong_, made_) { .who = &sql_##who_, .wrong = wrong_, .made = made_, \
	.built = &sql_list_##name##_built, .undo = &sql_list_##name##_undo },
#define BY_LISTS(who, name) STEPS(who, name, &sql_list_##name##_wrong, &sql_list_##name##_made)
#define WITH_PEOPLE(who, name) STEPS(who, name, &sql_list_person_wrong, &sql_list_##name##_made)
#define BY_TRAINING(who, name) STEPS(who, name, NULL, NULL)
static const struct list_steps steps[] = {
#define KIND(name, who, by, ...) by(who, name)
#include "features/lists/kinds.def"
#undef KIND
};

const struct list_steps *list_steps_of(const struct list_kind *kind)
{
	return &steps[kind - list_kinds];
}

void list_wrong_add(struct list_read *r, const struct list_wrong *wrong)
{
	enum list_field f = list_field_named(wrong->field);
	const char *said = f == LIST_NONE ? NULL : r->value[f];
	int column = *wrong->field == '@' ? (int)strtol(wrong->field + 1, NULL, 10) : f == LIST_NONE ? -1 : r->column[f];

	list_problem_add(r, &(struct list_problem){ wrong->code, column, wrong->blocks, said, wrong->taken });
}

const char *list_ask_range(struct list_run *run, int64_t after, int64_t upto)
{
	struct text t = list_ask_begin(run);

	text_printf(&t, "],\"after\":%lld,\"upto\":%lld}", (long long)after, (long long)upto);
	return t.at;
}

struct text list_ask_begin(struct list_run *run)
{
	struct text t = text_new(run->w->arena, LIST_ASK_MOST);
	const struct list_job *job = run->job;
	char today[DATE_TEXT], now[INSTANT_TEXT];

	date_text(run->w->today, today);
	instant_text(clock_now(), now);
	text_printf(&t, "{\"import\":%lld,\"unit\":%lld,\"account\":%lld,\"today\":\"%s\",\"now\":\"%s\"",
		(long long)job->id, (long long)job->unit, (long long)job->account, today, now);
	if (job->class != NONE)
		text_printf(&t, ",\"class\":%lld,\"times\":%s", (long long)job->class, lists_times(run->w, job->class, job->account));
	text_add(&t, ",\"rows\":[");
	return t;
}

void list_ask_more(struct text *t, const char *key, const char *value)
{
	if (value == NULL)
		return;
	text_printf(t, ",\"%s\":", key);
	text_json(t, value);
}

static void number_more(struct text *t, const char *key, int64_t number)
{
	if (number > 0)
		text_printf(t, ",\"%s\":%lld", key, (long long)number);
}

// "marks": [{"at": 5, "session": 2, "status": "late"}, ...], the column and the number of the session.
static void marks_more(struct text *t, const struct list_read *r)
{
	text_add(t, ",\"marks\":[");
	for (size_t i = 0; i < r->marks_n; i++)
		text_printf(t, "%s{\"at\":%d,\"session\":%lld,\"status\":\"%s\"}", i == 0 ? "" : ",", r->marks[i].column,
			(long long)r->marks[i].session, r->marks[i].status);
	text_char(t, ']');
}

// The row is left open for list_ask_more(); the next one, or the end, closes it.
void list_ask_row(struct text *t, const struct list_about_row *r, const struct list_kind *kind)
{
	text_printf(t, "%s{\"row\":%lld", t->at[t->len - 1] == '[' ? "" : "},", (long long)r->row);
	number_more(t, "person", r->person);
	number_more(t, "unit", r->unit);
	number_more(t, "course_id", r->course);
	for (enum list_field f = 0; f < LIST_FIELDS; f++)
		if ((kind->says & LIST_BIT(f)) != 0)
			list_ask_more(t, list_field_name(f), r->read->value[f]);
	if ((kind->says & LIST_BIT(LIST_marks)) != 0)
		marks_more(t, r->read);
}

const char *list_ask_end(struct text *t)
{
	text_add(t, t->at[t->len - 1] == '[' ? "]}" : "}]}");
	return t->at;
}
