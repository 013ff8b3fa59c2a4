// SPDX-License-Identifier: GPL-3.0-or-later
// The job of lists: one that waits is taken, its file read, its rows looked up; one that was accepted is written.
#include "features/lists/job.h"

#include <string.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"
#include "build/sql.h"
#include "files/sheet.h"

// The bytes of all cells together, and of a statement's: a text said once in a workbook may be meant in every cell.
enum { FOUND_MOST = 1 << 20, HOUR_SECONDS = 3600, CONTENT_MOST = 48 << 20, BATCH_BYTES = 8 << 20 };
#define MICROSECONDS INT64_C(1000000)

SHAPE(list_todo,
	FIELD(list_todo, id, REQUIRED),
	FIELD(list_todo, account, REQUIRED),
	FIELD(list_todo, person, OPTIONAL),
	FIELD(list_todo, state, REQUIRED));

SHAPE(list_job,
	FIELD(list_job, id, REQUIRED),
	FIELD(list_job, kind, REQUIRED),
	FIELD(list_job, unit, REQUIRED),
	FIELD(list_job, class, OPTIONAL),
	FIELD(list_job, account, REQUIRED),
	FIELD(list_job, bytes, REQUIRED),
	FIELD(list_job, state, REQUIRED),
	FIELD(list_job, sheet, REQUIRED),
	FIELD(list_job, plan, OPTIONAL),
	FIELD(list_job, found_sealed, OPTIONAL),
	FIELD(list_job, mode, OPTIONAL),
	FIELD(list_job, why, OPTIONAL),
	FIELD(list_job, rows_all, REQUIRED),
	FIELD(list_job, parts, REQUIRED));

struct list_part { int64_t part; const char *sealed; };
SHAPE(list_part,
	FIELD(list_part, part, REQUIRED),
	FIELD(list_part, sealed, REQUIRED));

void list_begin(struct list_run *run)
{
	db_begin(run->w, false);
	(void)db_bool(run->w, sql_list_scope, arg(run->todo->account), arg(run->todo->person), arg(run->w->today),
		arg((const char *)arena_printf(run->w->arena, "list-%lld", (long long)run->todo->id)),
		arg(run->job == NULL ? NONE : run->job->class));
}

static const char *bound_to(int64_t import, const char *place, struct arena *a)
{
	return arena_printf(a, "list|%lld|%s", (long long)import, place);
}

const char *list_seal(int64_t import, const char *place, const char *text, struct arena *a)
{
	return crypto_seal(text, bound_to(import, place, a), a);
}

const char *list_open(int64_t import, const char *place, const char *sealed, struct arena *a)
{
	return crypto_open(sealed, bound_to(import, place, a), a);
}

const char *list_place_part(int64_t part, struct arena *a)
{
	return arena_printf(a, "part|%lld", (long long)part);
}

const char *list_place_cells(int64_t row, struct arena *a)
{
	return arena_printf(a, "cells|%lld", (long long)row);
}

const char *list_place_read(int64_t row, struct arena *a)
{
	return arena_printf(a, "read|%lld", (long long)row);
}

const char *list_found_add(const char *found, const char *key, const char *value, struct arena *a)
{
	struct text t = text_new(a, FOUND_MOST);

	text_add(&t, found);
	text_add(&t, key);
	text_char(&t, '\x1f');
	for (; *value != '\0'; value++)
		text_char(&t, *value == '\x1f' || *value == '\x1e' ? ' ' : *value);
	text_char(&t, '\x1e');
	return t.at;
}

bool list_found_next(const char **found, const char **key, const char **value, struct arena *a)
{
	const char *us = *found == NULL ? NULL : strchr(*found, '\x1f'), *rs = us == NULL ? NULL : strchr(us, '\x1e');

	if (rs == NULL)
		return false;
	*key = arena_copyn(a, *found, (size_t)(us - *found));
	*value = arena_copyn(a, us + 1, (size_t)(rs - us - 1));
	*found = rs + 1;
	return true;
}

const char *list_found_of(const char *value, const char *column)
{
	size_t len = strlen(column);

	return strncmp(value, column, len) == 0 && value[len] == '=' ? value + len + 1 : NULL;
}

// --- the file ---

// While a file is read: rows gathered for one statement.
struct intake {
	struct list_run *run;
	struct arena_mark mark;
	struct arena *lasting;		// what outlives a batch
	const char *found;
	struct list_letters *letters;
	struct text rows, sealed;
	size_t waiting, bytes;
	int64_t total;
	bool too_big;
};

static void batch_begin(struct intake *in)
{
	struct arena *a = in->run->w->arena;

	arena_rewind(a, in->mark);
	in->rows = text_new(a, LIST_BATCH * 32);
	in->sealed = text_new(a, (size_t)BATCH_BYTES * 2);
	in->waiting = 0;
}

static bool batch_put(struct intake *in)
{
	struct work *w = in->run->w;

	if (in->waiting == 0)
		return true;
	list_begin(in->run);
	db_run(w, sql_list_rows_put, arg(in->run->todo->id), arg(array_done(&in->rows)), arg(array_done(&in->sealed)));
	if (!db_end(w, true))
		return false;
	batch_begin(in);
	return true;
}

static bool about_heard(void *ctx, const char *key, const char *value)
{
	struct intake *in = ctx;

	in->found = list_found_add(in->found, key, value, in->lasting);
	return true;
}

static bool row_heard(void *ctx, const struct sheet_row *row)
{
	struct intake *in = ctx;
	struct arena *a = in->run->w->arena;

	const char *packed = list_cells_pack(row, a);

	list_letters_hear(in->letters, row);
	in->bytes += strlen(packed);
	in->too_big = in->bytes > CONTENT_MOST;
	if (in->too_big)
		return false;
	array_item(&in->rows, arena_printf(a, "%lld", (long long)row->number));
	array_item(&in->sealed, list_seal(in->run->todo->id, list_place_cells(row->number, a), packed, a));
	in->total++;
	return (++in->waiting < LIST_BATCH && in->sealed.len < BATCH_BYTES) || batch_put(in);
}

// The file's bytes out of its sealed parts; NULL when it is not whole. The caller's transaction.
static char *file_bytes(struct list_run *run, size_t *len)
{
	struct arena *a = run->w->arena;
	size_t n;
	const struct list_part *parts = db_rows(run->w, sql_list_parts, list_part, &n, arg(run->todo->id));
	char *bytes = arena_alloc(a, (size_t)run->job->bytes + 4);

	*len = 0;
	for (size_t i = 0; i < n; i++) {
		const char *text = list_open(run->todo->id, list_place_part(parts[i].part, a), parts[i].sealed, a);
		size_t got;

		if (text == NULL || !base64_read(text, bytes + *len, (size_t)run->job->bytes - *len, &got))
			return NULL;
		*len += got;
	}
	return *len == (size_t)run->job->bytes ? bytes : NULL;
}

static const char *file_digest(const char *bytes, size_t len, struct arena *a)
{
	struct digest *d = digest_new(a);

	digest_add(d, bytes, len);
	return digest_text(d, a);
}

static bool file_refuse(struct list_run *run, const char *code)
{
	list_begin(run);
	db_run(run->w, sql_list_refuse, arg(run->todo->id), arg(code), arg(clock_now()));
	db_end(run->w, true);
	log_info("event=list_refused list=%lld code=%s", (long long)run->todo->id, code);
	return false;
}

bool list_file_read(struct list_run *run)
{
	struct work *w = run->w;
	struct arena *lasting = arena_new();
	struct intake in = { .run = run, .lasting = lasting, .found = "", .letters = NULL };
	const struct sheet_sink sink = { about_heard, row_heard, &in };
	const char *refusal = "list_incomplete", *digest = NULL, *kept;
	size_t len = 0;
	char *bytes;
	bool good;

	arena_wipe(lasting);
	in.letters = list_letters_new(lasting);
	list_begin(run);
	db_run(w, sql_list_rows_forget, arg(run->todo->id));	// of a reading that broke off
	bytes = file_bytes(run, &len);
	if (!db_end(w, true))
		bytes = NULL;
	in.mark = arena_now(w->arena);
	batch_begin(&in);
	if (bytes != NULL) {
		digest = file_digest(bytes, len, lasting);
		refusal = sheet_read(bytes, len, (int)run->job->sheet, &sink);
		refusal = in.too_big ? "sheet_too_big" : refusal;
		crypto_wipe(bytes, len);
	}
	good = work_ok(w) && (refusal != NULL || batch_put(&in));
	if (good && refusal != NULL)
		good = file_refuse(run, refusal);
	if (good) {
		kept = list_seal(run->todo->id, LIST_PLACE_FOUND, list_letters_found(in.letters, in.found), w->arena);
		list_begin(run);
		db_run(w, sql_list_file_read, arg(run->todo->id), arg(digest), arg(in.total), arg(kept), arg(clock_now()));
		good = db_end(w, true);
	}
	arena_drop(lasting);
	return good;
}

// --- the job ---

static const struct list_job *job_fetch(struct list_run *run)
{
	const struct list_job *job;

	list_begin(run);
	job = db_row(run->w, sql_list_job_get, list_job, arg(run->todo->id));
	return db_end(run->w, true) ? job : NULL;
}

// Whatever failed is told, so that nobody waits for ever; the database being away is no failure of the list.
static void job_failed(struct list_run *run)
{
	struct work *w = run->w, again = work_on(w->db, w->arena);
	const char *state = run->todo->state, *code = w->fault == NULL ? w->refused.code : "list_failed";

	if (work_ok(w) || w->trouble == TROUBLE_AWAY)
		return;
	run->w = &again;
	list_begin(run);
	if (strcmp(state, "accepted") == 0)
		db_run(&again, sql_list_given_up, arg(run->todo->id), arg(code), arg(clock_now()));
	else if (strcmp(state, "undoing") == 0)
		db_run(&again, sql_list_undo_given_up, arg(run->todo->id), arg(code), arg(clock_now()));
	else
		db_run(&again, sql_list_refuse, arg(run->todo->id), arg(code), arg(clock_now()));
	db_end(&again, true);
	run->w = w;
}

static void job_run(struct list_run *run)
{
	run->job = job_fetch(run);
	if (run->job == NULL)
		return;
	run->kind = list_kind_named(run->job->kind);
	run->letters_kept = run->job->plan != NULL && list_plan_keeps(run->job->plan);
	if (strcmp(run->todo->state, "accepted") == 0) {
		list_write(run);
		return;
	}
	if (strcmp(run->todo->state, "undoing") == 0) {
		list_take_back(run);
		return;
	}
	if (run->job->parts > 0) {
		if (!list_file_read(run))
			return;
		run->job = job_fetch(run);
	}
	if (run->job != NULL)
		list_look(run);
}

void lists_next(struct work *w)
{
	struct list_run run = { .w = w };
	struct work after;

	arena_wipe(w->arena);
	db_begin(w, false);
	run.todo = db_row(w, sql_list_next, list_todo);
	if (!db_end(w, true) || run.todo == NULL)
		return;
	job_run(&run);
	job_failed(&run);
	after = work_on(w->db, w->arena);
	db_begin(&after, false);
	db_run(&after, sql_list_unlock, arg(run.todo->id));
	db_end(&after, true);
}

void lists_forget(struct work *w)
{
	const struct instant before = { w->now.us - settings->import_keep_hours * HOUR_SECONDS * MICROSECONDS };

	db_begin(w, false);
	db_int(w, sql_list_forget, arg(before));
	db_end(w, true);
}
