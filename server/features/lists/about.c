// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of a list: how far it is, its file, what its columns were taken for, what was noticed how often.
#include <stdlib.h>
#include <string.h>

#include "base/personal.h"
#include "base/text.h"
#include "build/sql.h"
#include "features/lists/about.h"

enum { FOUND_MOST = 1 << 20 };

struct list_column { const char *at, *title, *field; int64_t session; struct list samples; };
SHAPE(list_column,
	FIELD(list_column, at, REQUIRED, .says = "its letters"),
	FIELD(list_column, title, OPTIONAL, .max = 1000),
	FIELD(list_column, field, OPTIONAL, .says = "what it is taken for; none: it is left away"),
	FIELD(list_column, session, OPTIONAL, .says = "of a column of marks: the number of its session; none: it has to be said"),
	FIELD(list_column, samples, REQUIRED, .item = T_TEXT, .says = "what stands in its first rows"));

struct list_finding { const char *code; int64_t rows, first; const char *read_sealed; };
SHAPE(list_finding,
	FIELD(list_finding, code, REQUIRED),
	FIELD(list_finding, rows, REQUIRED),
	FIELD(list_finding, first, REQUIRED, .says = "the first of those rows"),
	FIELD(list_finding, read_sealed, OPTIONAL));

struct list_finding_said { const char *code, *says; int64_t rows, first; };
SHAPE(list_finding_said,
	FIELD(list_finding_said, code, REQUIRED),
	FIELD(list_finding_said, says, REQUIRED, .max = 2000),
	FIELD(list_finding_said, rows, REQUIRED),
	FIELD(list_finding_said, first, REQUIRED));

struct list_import {
	int64_t id;
	const char *kind, *unit, *unit_name;
	int64_t class;
	const char *class_code, *class_title, *name;
	int64_t bytes;
	const char *state, *refusal, *refusal_says;
	int64_t rows_all, rows_done, rows_new, rows_known, rows_unmatched, rows_error, rows_skipped, rows_decided;
	const char *mode;
	int64_t made_people, made_places, made_nominations, made_records, left_out, same_as;
	struct instant created_at, changed_at, undo_until;
	const char *plan, *found_sealed, *format, *encoding, *separator;
	struct list sheets;
	int64_t sheet, header_row, header_rows;
	const char *category;
	struct list columns, values, fields, needs, sessions, findings, old_letters;
	const char *letters;
};
SHAPE(list_import,
	FIELD(list_import, id, REQUIRED),
	FIELD(list_import, kind, REQUIRED),
	FIELD(list_import, unit, REQUIRED),
	FIELD(list_import, unit_name, OPTIONAL),
	FIELD(list_import, class, OPTIONAL),
	FIELD(list_import, class_code, OPTIONAL),
	FIELD(list_import, class_title, OPTIONAL),
	FIELD(list_import, name, REQUIRED),
	FIELD(list_import, bytes, REQUIRED),
	FIELD(list_import, state, REQUIRED, .one_of = "sending|waiting|ready|refused|accepted|done|undoing|undone"),
	FIELD(list_import, refusal, OPTIONAL, .says = "why the file, or taking it in, was refused"),
	FIELD(list_import, refusal_says, OPTIONAL, .max = 2000),
	FIELD(list_import, rows_all, REQUIRED),
	FIELD(list_import, rows_done, REQUIRED, .says = "looked at so far"),
	FIELD(list_import, rows_new, REQUIRED, .says = "as the others of these, counted once no job has the list"),
	FIELD(list_import, rows_known, REQUIRED),
	FIELD(list_import, rows_unmatched, REQUIRED, .says = "somebody has to say who that is"),
	FIELD(list_import, rows_error, REQUIRED),
	FIELD(list_import, rows_skipped, REQUIRED, .says = "titles, totals, signatures"),
	FIELD(list_import, rows_decided, REQUIRED, .says = "about which somebody said something"),
	FIELD(list_import, mode, OPTIONAL),
	FIELD(list_import, made_people, OPTIONAL),
	FIELD(list_import, made_places, OPTIONAL),
	FIELD(list_import, made_nominations, OPTIONAL),
	FIELD(list_import, made_records, OPTIONAL, .says = "of other kinds: what was entered"),
	FIELD(list_import, left_out, OPTIONAL),
	FIELD(list_import, same_as, OPTIONAL, .says = "the same file was taken in before, as this list"),
	FIELD(list_import, created_at, REQUIRED),
	FIELD(list_import, changed_at, REQUIRED),
	FIELD(list_import, undo_until, OPTIONAL),
	FIELD(list_import, plan, OPTIONAL, .hidden = true),
	FIELD(list_import, found_sealed, OPTIONAL, .hidden = true),
	FIELD(list_import, format, OPTIONAL, .says = "xlsx, xls or csv"),
	FIELD(list_import, encoding, OPTIONAL),
	FIELD(list_import, separator, OPTIONAL),
	FIELD(list_import, sheets, OPTIONAL, .item = T_TEXT),
	FIELD(list_import, sheet, OPTIONAL, .says = "the one that was read, from 1"),
	FIELD(list_import, header_row, OPTIONAL, .says = "where the titles stand; none were found: 0"),
	FIELD(list_import, header_rows, OPTIONAL),
	FIELD(list_import, category, OPTIONAL),
	FIELD(list_import, columns, OPTIONAL, .items = &list_column_shape),
	FIELD(list_import, values, OPTIONAL, .items = &list_value_in_shape, .says = "what was said of all rows"),
	FIELD(list_import, fields, OPTIONAL, .item = T_TEXT, .says = "what columns of this kind may be"),
	FIELD(list_import, needs, OPTIONAL, .item = T_TEXT, .says = "what its rows, or the list, have to say; of attendance the session or the day, where there are several"),
	FIELD(list_import, sessions, OPTIONAL, .items = &list_session_shape, .says = "of the class, of which a column of marks may be"),
	FIELD(list_import, findings, OPTIONAL, .items = &list_finding_said_shape, .says = "told once no job has the list"),
	FIELD(list_import, old_letters, OPTIONAL, .items = &list_letters_column_shape, .says = "columns with letters of old fonts, and what they are read as"),
	FIELD(list_import, letters, OPTIONAL, .one_of = "read|kept", .says = "what is done with those"));

// One column with its title and samples. Numbers of people are shown masked.
static bool column_read(const char *found, const struct list_plan *plan, int c, struct list_column *out, struct arena *a)
{
	char name[SHEET_COLUMN_NAME];
	struct text samples = text_new(a, FOUND_MOST);
	enum list_field field = plan->of[c];
	bool secret = field == LIST_national_id || field == LIST_phone;
	const char *key, *value, *of;

	sheet_column_name(c, name);
	*out = (struct list_column){ .at = arena_copy(a, name), .field = list_field_name(field),
		.session = plan->session[c] == LIST_SESSION_UNSAID ? NONE : plan->session[c] };
	text_char(&samples, '[');
	while (list_found_next(&found, &key, &value, a)) {
		of = list_found_of(value, name);
		if (of != NULL && strcmp(key, "title") == 0)
			out->title = of;
		if (of == NULL || strcmp(key, "sample") != 0)
			continue;
		text_add(&samples, samples.len == 1 ? "" : ",");
		text_json(&samples, secret ? personal_masked(of, a) : of);
	}
	text_char(&samples, ']');
	out->samples.json = samples.at;
	return out->title != NULL || field != LIST_NONE;
}

static void columns_read(struct list_import *i, const char *found, const struct list_plan *plan, struct arena *a)
{
	struct list_column *columns = arena_many(a, struct list_column, SHEET_COLUMNS);
	struct text t = text_new(a, REPLY_MOST);
	size_t n = 0;

	for (int c = 0; c < SHEET_COLUMNS && n < SHOWN_COLUMNS; c++)
		n += column_read(found, plan, c, &columns[n], a);
	shape_json_list(&list_column_shape, columns, n, &t);
	i->columns.json = t.at;
}

static void about_read(struct list_import *i, const char *found, struct arena *a)
{
	struct text sheets = text_new(a, FOUND_MOST);
	const char *key, *value;

	text_char(&sheets, '[');
	while (list_found_next(&found, &key, &value, a)) {
		i->format = strcmp(key, "format") == 0 ? value : i->format;
		i->encoding = strcmp(key, "encoding") == 0 ? value : i->encoding;
		i->separator = strcmp(key, "separator") == 0 ? value : i->separator;
		i->sheet = strcmp(key, "chosen") == 0 ? strtoll(value, NULL, 10) + 1 : i->sheet;
		if (strcmp(key, "sheet") != 0)
			continue;
		text_add(&sheets, sheets.len == 1 ? "" : ",");
		text_json(&sheets, value);
	}
	text_char(&sheets, ']');
	i->sheets.json = sheets.at;
}

// The names of a set of fields.
static struct list fields_json(uint64_t fields, struct arena *a)
{
	struct text t = text_new(a, FOUND_MOST);

	text_char(&t, '[');
	for (enum list_field f = 0; f < LIST_FIELDS; f++) {
		if ((fields & LIST_BIT(f)) == 0)
			continue;
		text_add(&t, t.len == 1 ? "" : ",");
		text_json(&t, list_field_name(f));
	}
	text_char(&t, ']');
	return (struct list){ t.at };
}

static struct list values_json(const struct list_plan *plan, struct arena *a)
{
	struct list_value_in *values = arena_many(a, struct list_value_in, LIST_FIELDS);
	struct text t = text_new(a, FOUND_MOST);
	size_t n = 0;

	for (enum list_field f = 0; f < LIST_FIELDS; f++)
		if (plan->of_all[f] != NULL)
			values[n++] = (struct list_value_in){ list_field_name(f), plan->of_all[f] };
	shape_json_list(&list_value_in_shape, values, n, &t);
	return (struct list){ t.at };
}

// The sentence as it is in the first row.
static const char *finding_said(struct request *rq, int64_t import, const struct list_finding *f)
{
	struct arena *a = rq->work.arena;
	struct list_read *r = arena_one(a, struct list_read);

	list_read_unpack(list_open(import, list_place_read(f->first, a), f->read_sealed, a), r, a);
	for (size_t i = 0; i < r->problems_n; i++)
		if (strcmp(r->problems[i].code, f->code) == 0)
			return list_problem_said(rq->language, r, &r->problems[i], a);
	return list_said(rq->language, f->code, NULL, NULL, a);
}

// A job has it: what it finds is told when it is done.
static bool at_work(const char *state)
{
	return strcmp(state, "waiting") == 0 || strcmp(state, "accepted") == 0 || strcmp(state, "undoing") == 0;
}

static void findings_read(struct request *rq, struct list_import *i)
{
	struct arena *a = rq->work.arena;
	size_t n;
	const struct list_finding *rows = db_rows(rq, sql_list_findings, list_finding, &n, arg(i->id));
	struct list_finding_said *said = arena_many(a, struct list_finding_said, n + 1);
	struct text t = text_new(a, REPLY_MOST);

	for (size_t k = 0; k < n; k++)
		said[k] = (struct list_finding_said){ rows[k].code, finding_said(rq, i->id, &rows[k]),
			rows[k].rows, rows[k].first };
	shape_json_list(&list_finding_said_shape, said, n, &t);
	i->findings.json = t.at;
}

static void sessions_read(struct request *rq, struct list_import *i)
{
	struct text t = text_new(rq->work.arena, REPLY_MOST);
	size_t n;
	const struct list_session *rows = db_rows(rq, sql_list_sessions, list_session, &n, arg(i->class));

	shape_json_list(&list_session_shape, rows, n, &t);
	i->sessions.json = t.at;
}

struct reply list_reply(struct request *rq, int status, int64_t id)
{
	struct arena *a = rq->work.arena;
	const struct list_import *kept = db_row(rq, sql_list_import_get, list_import, arg(id));
	struct list_import i;
	struct list_plan plan;
	const char *found;

	if (kept == NULL)
		return reply_error(rq, 404, "list_unknown");
	i = *kept;
	i.fields = fields_json(list_kind_named(i.kind)->fields, a);
	i.needs = fields_json((list_kind_named(i.kind)->needs | list_kind_named(i.kind)->key) & ~LIST_BIT(LIST_unit), a);
	found = list_open(id, LIST_PLACE_FOUND, i.found_sealed, a);
	if (i.refusal != NULL)
		i.refusal_says = list_said(rq->language, i.refusal, NULL, NULL, a);
	if (found != NULL)
		about_read(&i, found, a);
	if (found != NULL && i.plan != NULL && list_plan_read(i.plan, &plan, a)) {
		i.header_row = plan.header;
		i.header_rows = plan.header_rows;
		i.category = plan.of_all[LIST_category];
		i.values = values_json(&plan, a);
		columns_read(&i, found, &plan, a);
		if ((list_kind_named(i.kind)->fields & LIST_BIT(LIST_marks)) != 0)
			sessions_read(rq, &i);
		i.old_letters.json = list_letters_json(found, &plan, a);
		i.letters = strcmp(i.old_letters.json, "[]") == 0 ? NULL : plan.letters_kept ? "kept" : "read";
		if (!at_work(i.state))
			findings_read(rq, &i);
	}
	return reply_shape(rq, status, &list_import_shape, &i);
}
