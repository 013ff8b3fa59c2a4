// SPDX-License-Identifier: GPL-3.0-or-later
// Lists as those who bring them see them: sent in parts, proposed, corrected, taken in, taken back.
#include "features/lists/lists.h"

#include <stdlib.h>
#include <string.h>

#include "base/personal.h"
#include "base/text.h"
#include "base/utf8.h"
#include "base/words.h"
#include "build/sql.h"
#include "features/lists/job.h"
#include "http/reply.h"

enum {
	FILE_MOST = 16 << 20, PART_MOST = 240000, PARTS_MOST = 200,
	OPEN_MOST = 20,			// lists of one account that are not done
	FOUND_MOST = 1 << 20, SHOWN_COLUMNS = 64, SHEETS_MOST = 100,
};

// "people|nominations|..." and "number|code|..." out of the tables.
#define KIND(name, ...) "|" #name
static const char kind_words[] =
#include "features/lists/kinds.def"
;
#undef KIND
#define COLUMN(field, spellings) "|" #field
static const char field_words[] =
#include "features/lists/columns.def"
;
#undef COLUMN

struct list_new { const char *kind, *name; int64_t bytes, class, sheet; };
SHAPE(list_new,
	FIELD(list_new, kind, REQUIRED, .one_of = kind_words + 1),
	FIELD(list_new, name, REQUIRED, .min = 1, .max = 200, .says = "what the file is called"),
	FIELD(list_new, bytes, REQUIRED, .min = 1, .max = FILE_MOST, .says = "its length; it is sent in parts"),
	FIELD(list_new, class, OPTIONAL, .min = 1, .says = "of nominations: the class's number; not of other kinds"),
	FIELD(list_new, sheet, OPTIONAL, .min = 1, .max = SHEETS_MOST, .says = "which sheet of a workbook, from 1; none: the first that is not hidden"));

struct list_part_in { const char *content; };
SHAPE(list_part_in,
	FIELD(list_part_in, content, REQUIRED, .min = 4, .max = PART_MOST, .says = "up to 180,000 bytes of the file, in order, as base64"));

struct list_column { const char *at, *title, *field; int64_t session; struct list samples; };
SHAPE(list_column,
	FIELD(list_column, at, REQUIRED, .says = "its letters"),
	FIELD(list_column, title, OPTIONAL, .max = 1000),
	FIELD(list_column, field, OPTIONAL, .says = "what it is taken for; none: it is left away"),
	FIELD(list_column, session, OPTIONAL, .says = "of a column of marks: the number of its session; none: it has to be said"),
	FIELD(list_column, samples, REQUIRED, .item = T_TEXT, .says = "what stands in its first rows"));

struct list_column_in { const char *at, *field; int64_t session; };
SHAPE(list_column_in,
	FIELD(list_column_in, at, REQUIRED, .min = 1, .max = 3, .says = "letters of a column"),
	FIELD(list_column_in, field, REQUIRED, .one_of = field_words + 1),
	FIELD(list_column_in, session, OPTIONAL, .min = 0, .says = "of a column of marks: the number of its session"));

struct list_value_in { const char *field, *value; };
SHAPE(list_value_in,
	FIELD(list_value_in, field, REQUIRED, .one_of = field_words + 1),
	FIELD(list_value_in, value, REQUIRED, .min = 1, .max = 200));

struct list_plan_in { int64_t header_row, header_rows; const char *category; struct list columns, values; };
SHAPE(list_plan_in,
	FIELD(list_plan_in, header_row, REQUIRED, .min = 1, .max = SHEET_ROW_LAST, .says = "the row of titles"),
	FIELD(list_plan_in, header_rows, OPTIONAL, .min = 1, .max = 2, .says = "how many rows they take"),
	FIELD(list_plan_in, category, OPTIONAL, .one_of = CATEGORIES, .says = "of people whose row says none"),
	FIELD(list_plan_in, columns, REQUIRED, .items = &list_column_in_shape, .max = SHOWN_COLUMNS),
	FIELD(list_plan_in, values, OPTIONAL, .items = &list_value_in_shape, .max = LIST_FIELDS,
		.says = "what is said of all rows that have no such cell: the course, the day, the source"));

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
	struct list columns, values, fields, needs, sessions, findings;
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
	FIELD(list_import, rows_new, REQUIRED),
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
	FIELD(list_import, format, OPTIONAL, .says = "xlsx or csv"),
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
	FIELD(list_import, findings, OPTIONAL, .items = &list_finding_said_shape));

struct list_import_line {
	int64_t id;
	const char *kind, *unit;
	int64_t class;
	const char *name, *state, *refusal;
	int64_t rows_all, made_people, made_places, made_nominations, made_records;
	struct instant created_at, undo_until;
};
SHAPE(list_import_line,
	FIELD(list_import_line, id, REQUIRED),
	FIELD(list_import_line, kind, REQUIRED),
	FIELD(list_import_line, unit, REQUIRED),
	FIELD(list_import_line, class, OPTIONAL),
	FIELD(list_import_line, name, REQUIRED),
	FIELD(list_import_line, state, REQUIRED),
	FIELD(list_import_line, refusal, OPTIONAL),
	FIELD(list_import_line, rows_all, REQUIRED),
	FIELD(list_import_line, made_people, OPTIONAL),
	FIELD(list_import_line, made_places, OPTIONAL),
	FIELD(list_import_line, made_nominations, OPTIONAL),
	FIELD(list_import_line, made_records, OPTIONAL),
	FIELD(list_import_line, created_at, REQUIRED),
	FIELD(list_import_line, undo_until, OPTIONAL));

struct list_commit { const char *mode, *why; };
SHAPE(list_commit,
	FIELD(list_commit, mode, REQUIRED, .one_of = "all|valid", .says = "all rows, or those that can be taken"),
	FIELD(list_commit, why, OPTIONAL, .says = "a remark, kept with nominations"));

// --- what is known of the file ---

// The next line of what was found: key and value in the arena; false at the end.
static bool found_next(const char **s, const char **key, const char **value, struct arena *a)
{
	const char *us = *s == NULL ? NULL : strchr(*s, '\x1f'), *rs = us == NULL ? NULL : strchr(us, '\x1e');

	if (rs == NULL)
		return false;
	*key = arena_copyn(a, *s, (size_t)(us - *s));
	*value = arena_copyn(a, us + 1, (size_t)(rs - us - 1));
	*s = rs + 1;
	return true;
}

// The rest of "B=..." when it is about that column, else NULL.
static const char *of_column(const char *value, const char *name)
{
	size_t len = strlen(name);

	return strncmp(value, name, len) == 0 && value[len] == '=' ? value + len + 1 : NULL;
}

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
	while (found_next(&found, &key, &value, a)) {
		of = of_column(value, name);
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
	while (found_next(&found, &key, &value, a)) {
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

static struct reply import_reply(struct request *rq, int status, int64_t id)
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
		findings_read(rq, &i);
	}
	return reply_shape(rq, status, &list_import_shape, &i);
}

// --- handlers ---

struct reply list_add(struct request *rq)
{
	const struct list_new *in = body_of(rq, list_new);
	const struct list_kind *kind = list_kind_named(in->kind);
	int64_t id;

	if (db_scalar_int(WORK(rq), list_steps_of(kind)->who, 3, ARGS(arg(rq->who.account), arg(rq->id[0]), arg(rq->work.today))) == 0)
		return reply_error(rq, 403, "list_kind_not_yours");
	if (kind->of_class != (in->class != NONE))
		return reply_error(rq, 422, kind->of_class ? "list_class_missing" : "list_class_unasked");
	if (kind->of_class && !db_bool(rq, sql_list_class_known, arg(in->class)))
		return reply_error(rq, 422, "class_unknown");
	if (db_int(rq, sql_list_import_open_count, arg(rq->who.account)) >= OPEN_MOST)
		return reply_error(rq, 409, "list_too_many");
	id = db_int(rq, sql_list_import_add, arg(in->kind), arg(rq->id[0]), arg(in->class), arg(rq->who.account), arg(in->name),
		arg(in->bytes), arg(in->sheet == NONE ? -1 : in->sheet - 1), arg(rq->work.now));
	return import_reply(rq, 201, id);
}

struct reply list_part_add(struct request *rq)
{
	const struct list_part_in *in = body_of(rq, list_part_in);
	struct arena *a = rq->work.arena;

	if (rq->id[1] > PARTS_MOST)
		return reply_error(rq, 422, "list_parts_too_many");
	if (db_int(rq, sql_list_part_put, arg(rq->id[0]), arg(rq->id[1]), arg(list_seal(rq->id[0],
			list_place_part(rq->id[1], a), in->content, a)), arg(rq->work.now)) == 0)
		return reply_error(rq, 409, "list_sent_already");
	return reply_none();
}

struct reply list_sent(struct request *rq)
{
	if (db_int(rq, sql_list_sent, arg(rq->id[0]), arg(rq->work.now)) == 0)
		return reply_error(rq, 409, "list_incomplete");
	return import_reply(rq, 202, rq->id[0]);
}

struct reply list_show(struct request *rq)
{
	return import_reply(rq, 200, rq->id[0]);
}

struct reply list_replan(struct request *rq)
{
	const struct list_plan_in *in = body_of(rq, list_plan_in);
	struct list_plan plan = { .header = in->header_row, .header_rows = in->header_rows == NONE ? 1 : in->header_rows };
	size_t n, values_n;
	const struct list_value_in *values = db_rows(rq, sql_list_values_said, list_value_in, &values_n, arg(in->values));
	const struct list_column_in *columns = db_rows(rq, sql_list_columns_said, list_column_in, &n, arg(in->columns));

	for (int c = 0; c < SHEET_COLUMNS; c++) {
		plan.of[c] = LIST_NONE;
		plan.session[c] = LIST_SESSION_UNSAID;
	}
	for (size_t i = 0; i < n; i++) {
		const char *end;
		int c = sheet_column_read(columns[i].at, &end);

		if (c < 0 || c >= SHEET_COLUMNS || *end != '\0')
			return reply_error(rq, 422, "list_column_unknown");
		plan.of[c] = list_field_named(columns[i].field);
		if (plan.of[c] != LIST_marks || columns[i].session == NONE)
			continue;
		for (int d = 0; d < SHEET_COLUMNS; d++)
			if (plan.session[d] == columns[i].session)
				return reply_error(rq, 422, "list_session_twice");
		plan.session[c] = columns[i].session;
	}
	for (size_t i = 0; i < values_n; i++)
		plan.of_all[list_field_named(values[i].field)] = utf8_trim(utf8_nfc(values[i].value, rq->work.arena), rq->work.arena);
	plan.of_all[LIST_category] = in->category != NULL ? in->category : plan.of_all[LIST_category];
	if (db_int(rq, sql_list_plan_put, arg(rq->id[0]), arg(list_plan_text(&plan, rq->work.arena)), arg(rq->work.now)) == 0)
		return reply_error(rq, 409, "list_not_ready");
	return import_reply(rq, 202, rq->id[0]);
}

struct reply list_take(struct request *rq)
{
	const struct list_commit *in = body_of(rq, list_commit);

	if (strcmp(in->mode, "all") == 0 && db_int(rq, sql_list_open_rows, arg(rq->id[0])) > 0)
		return reply_error(rq, 409, "list_not_clean");
	if (db_int(rq, sql_list_writable_rows, arg(rq->id[0])) == 0)
		return reply_error(rq, 409, "list_nothing_to_take");
	if (db_int(rq, sql_list_accept, arg(rq->id[0]), arg(in->mode), arg(in->why), arg(rq->work.now)) == 0)
		return reply_error(rq, 409, "list_not_ready");
	return import_reply(rq, 202, rq->id[0]);
}

struct reply list_undo(struct request *rq)
{
	const char *obstacle = db_text(rq, sql_list_undo_obstacle, arg(rq->id[0]), arg(rq->work.now));
	const struct list_kind *kind;

	if (obstacle != NULL)
		return reply_error(rq, 409, obstacle);
	kind = list_kind_named(db_text(rq, sql_list_kind, arg(rq->id[0])));
	if (kind == NULL)
		return reply_error(rq, 404, "list_unknown");
	if (db_scalar_int(WORK(rq), list_steps_of(kind)->built, 1, ARGS(arg(rq->id[0]))) > 0)
		return reply_error(rq, 409, "list_built_upon");
	db_run(rq, sql_list_undo_begin, arg(rq->id[0]), arg(rq->work.now));
	return import_reply(rq, 202, rq->id[0]);
}

struct reply list_discard(struct request *rq)
{
	if (db_int(rq, sql_list_remove, arg(rq->id[0])) == 0)
		return reply_error(rq, 409, "list_at_work");
	return reply_none();
}
