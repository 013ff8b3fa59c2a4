// SPDX-License-Identifier: GPL-3.0-or-later
// Lists as those who bring them see them: sent in parts, proposed, corrected, taken in, taken back.
#include "features/lists/lists.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"
#include "base/words.h"
#include "build/sql.h"
#include "features/lists/about.h"

enum {
	FILE_MOST = 16 << 20, PART_MOST = 240000, PARTS_MOST = 200,
	OPEN_MOST = 20,			// lists of one account that are not done
	SHEETS_MOST = 100,
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

// The sheet of a class, from who teaches in it.
struct list_sheet_new { const char *name; int64_t bytes, sheet; };
SHAPE(list_sheet_new,
	FIELD(list_sheet_new, name, REQUIRED, .min = 1, .max = 200, .says = "what the file is called"),
	FIELD(list_sheet_new, bytes, REQUIRED, .min = 1, .max = FILE_MOST, .says = "its length; it is sent in parts"),
	FIELD(list_sheet_new, sheet, OPTIONAL, .min = 1, .max = SHEETS_MOST, .says = "which sheet of a workbook, from 1; none: the first that is not hidden"));

struct list_part_in { const char *content; };
SHAPE(list_part_in,
	FIELD(list_part_in, content, REQUIRED, .min = 4, .max = PART_MOST, .says = "up to 180,000 bytes of the file, in order, as base64"));

struct list_column_in { const char *at, *field; int64_t session; };
SHAPE(list_column_in,
	FIELD(list_column_in, at, REQUIRED, .min = 1, .max = 3, .says = "letters of a column"),
	FIELD(list_column_in, field, REQUIRED, .one_of = field_words + 1),
	FIELD(list_column_in, session, OPTIONAL, .min = 0, .says = "of a column of marks: the number of its session"));

SHAPE(list_value_in,
	FIELD(list_value_in, field, REQUIRED, .one_of = field_words + 1),
	FIELD(list_value_in, value, REQUIRED, .min = 1, .max = 200));

struct list_plan_in { int64_t header_row, header_rows; const char *category, *letters; struct list columns, values; };
SHAPE(list_plan_in,
	FIELD(list_plan_in, header_row, REQUIRED, .min = 1, .max = SHEET_ROW_LAST, .says = "the row of titles"),
	FIELD(list_plan_in, header_rows, OPTIONAL, .min = 1, .max = 2, .says = "how many rows they take"),
	FIELD(list_plan_in, category, OPTIONAL, .one_of = CATEGORIES, .says = "of people whose row says none"),
	FIELD(list_plan_in, columns, REQUIRED, .items = &list_column_in_shape, .max = SHOWN_COLUMNS),
	FIELD(list_plan_in, letters, OPTIONAL, .one_of = "read|kept", .says = "of letters of old fonts (TCVN3, VNI): read as what they show, or kept as they stand; none: read"),
	FIELD(list_plan_in, values, OPTIONAL, .items = &list_value_in_shape, .max = LIST_FIELDS,
		.says = "what is said of all rows that have no such cell: the course, the day, the source"));

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

struct reply list_add(struct request *rq)
{
	const struct list_new *in = body_of(rq, list_new);
	const struct list_kind *kind = list_kind_named(in->kind);
	int64_t id;

	if (db_scalar_int(WORK(rq), list_steps_of(kind)->who, 3, ARGS(arg(rq->who.account), arg(rq->id[0]), arg(rq->work.today))) == 0)
		return reply_error(rq, 403, "list_kind_not_yours");
	if ((kind->of_class != OF_NO_CLASS) != (in->class != NONE))
		return reply_error(rq, 422, kind->of_class != OF_NO_CLASS ? "list_class_missing" : "list_class_unasked");
	if (kind->of_class != OF_NO_CLASS && !db_bool(rq, sql_list_class_known, arg(in->class)))
		return reply_error(rq, 422, "class_unknown");
	if (db_int(rq, sql_list_import_open_count, arg(rq->who.account)) >= OPEN_MOST)
		return reply_error(rq, 409, "list_too_many");
	id = db_int(rq, sql_list_import_add, arg(in->kind), arg(rq->id[0]), arg(in->class), arg(rq->who.account), arg(in->name),
		arg(in->bytes), arg(in->sheet == NONE ? -1 : in->sheet - 1), arg(rq->work.now));
	return list_reply(rq, 201, id);
}

struct reply list_sheet_add(struct request *rq)
{
	const struct list_sheet_new *in = body_of(rq, list_sheet_new);
	int64_t host = db_int(rq, sql_list_class_host, arg(rq->id[0])), id;

	if (host == 0)
		return reply_error(rq, 422, "class_unknown");
	if (db_int(rq, sql_list_import_open_count, arg(rq->who.account)) >= OPEN_MOST)
		return reply_error(rq, 409, "list_too_many");
	id = db_int(rq, sql_list_import_add, arg("attendance"), arg(host), arg(rq->id[0]), arg(rq->who.account), arg(in->name),
		arg(in->bytes), arg(in->sheet == NONE ? -1 : in->sheet - 1), arg(rq->work.now));
	return list_reply(rq, 201, id);
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
	return list_reply(rq, 202, rq->id[0]);
}

struct reply list_show(struct request *rq)
{
	return list_reply(rq, 200, rq->id[0]);
}

struct reply list_replan(struct request *rq)
{
	const struct list_plan_in *in = body_of(rq, list_plan_in);
	struct list_plan plan = { .header = in->header_row, .header_rows = in->header_rows == NONE ? 1 : in->header_rows,
		.letters_kept = in->letters != NULL && strcmp(in->letters, "kept") == 0 };
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
	return list_reply(rq, 202, rq->id[0]);
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
	return list_reply(rq, 202, rq->id[0]);
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
	return list_reply(rq, 202, rq->id[0]);
}

struct reply list_discard(struct request *rq)
{
	if (db_int(rq, sql_list_remove, arg(rq->id[0])) == 0)
		return reply_error(rq, 409, "list_at_work");
	return reply_none();
}
