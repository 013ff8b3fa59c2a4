// SPDX-License-Identifier: GPL-3.0-or-later
// The job of exports: one list that waits is asked page by page in the name of whoever wants it, written, sealed, kept.
#include "features/exports/job.h"

#include <string.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "build/sql.h"
#include "features/exports/exports.h"
#include "features/exports/write.h"
#include "http/again.h"

enum { PART_BYTES = 180000, FILE_MOST = 48 << 20, AT_ONCE = 20 };
#define DAY_MICROSECONDS INT64_C(86400000000)

struct export_todo { int64_t id, account, person; };
SHAPE(export_todo,
	FIELD(export_todo, id, REQUIRED),
	FIELD(export_todo, account, REQUIRED),
	FIELD(export_todo, person, OPTIONAL));

struct export_job { int64_t id; const char *list, *address, *search_sealed, *format, *language, *name; };
SHAPE(export_job,
	FIELD(export_job, id, REQUIRED),
	FIELD(export_job, list, REQUIRED),
	FIELD(export_job, address, REQUIRED),
	FIELD(export_job, search_sealed, OPTIONAL),
	FIELD(export_job, format, REQUIRED),
	FIELD(export_job, language, REQUIRED),
	FIELD(export_job, name, REQUIRED));

// An export at work. Its transactions are those of whoever asked: row-level security and the record say so.
struct run {
	struct work *w;
	const struct export_todo *todo;
	const struct export_job *job;
	const char *tag;
	struct export_out *out;
};

static const char *bound_to(int64_t of, const char *place, struct arena *a)
{
	return arena_printf(a, "export|%lld|%s", (long long)of, place);
}

const char *export_seal(int64_t of, const char *place, const char *text, struct arena *a)
{
	return crypto_seal(text, bound_to(of, place, a), a);
}

const char *export_open(int64_t of, const char *place, const char *sealed, struct arena *a)
{
	return crypto_open(sealed, bound_to(of, place, a), a);
}

static void step_begin(const struct run *run, struct work *w)
{
	db_begin(w, false);
	(void)db_bool(w, sql_login_scope, arg(run->todo->account), arg(run->todo->person), arg(w->today), arg(run->tag),
		arg((const char *)NULL));
}

static bool page_heard(void *ctx, struct json_bit items, struct arena *a)
{
	struct run *run = ctx;
	struct work w = work_on(run->w->db, a);
	bool good = export_page(run->out, items, a);

	step_begin(run, &w);
	db_run(&w, sql_export_progress, arg(run->todo->id), arg(export_rows_written(run->out)));
	return db_end(&w, true) && good;
}

// Keeps the file in sealed parts. Gives its length, or -1.
static int64_t file_keep(struct run *run, int fd)
{
	struct work *w = run->w;
	struct arena_mark mark = arena_now(w->arena);
	int64_t bytes = 0;

	for (int64_t part = 1; bytes <= FILE_MOST; part++) {
		char *piece = arena_alloc(w->arena, PART_BYTES);
		ssize_t len = read(fd, piece, PART_BYTES);
		const char *place = arena_printf(w->arena, "part|%lld", (long long)part);

		if (len <= 0)
			return len < 0 ? -1 : bytes;
		step_begin(run, w);
		db_run(w, sql_export_part_put, arg(run->todo->id), arg(part),
			arg(export_seal(run->todo->id, place, base64_text(piece, (size_t)len, w->arena), w->arena)));
		if (!db_end(w, true))
			return -1;
		bytes += len;
		work_rewind(w, mark);
	}
	return bytes;
}

static void refused(struct run *run, const char *code)
{
	struct work w = work_on(run->w->db, run->w->arena);

	step_begin(run, &w);
	db_run(&w, sql_export_refused, arg(run->todo->id), arg(code), arg(clock_now()));
	db_end(&w, true);
	log_info("event=export_refused export=%lld code=%s", (long long)run->todo->id, code);
}

static void made(struct run *run, int64_t bytes)
{
	struct work *w = run->w;

	step_begin(run, w);
	db_run(w, sql_export_made, arg(run->todo->id), arg(export_rows_written(run->out)), arg(bytes), arg(clock_now()));
	(void)db_bool(w, sql_export_told, arg(run->todo->id));
	db_end(w, true);
}

// The file written and kept: NULL, or why not.
static const char *list_write(struct run *run, const struct again *again)
{
	const struct again_sink sink = { page_heard, run };
	int64_t id[IDS_MOST], bytes = -1;
	const struct route *r = again_route(again, id);
	const struct export_list *list = r == NULL ? NULL : export_list_of(r);
	const struct export_about about = { list, r == NULL ? NULL : r->gives, again->language, run->job->format,
		again->address, again->search != NULL, clock_now() };
	const char *code;
	int fd;

	if (list == NULL)
		return "export_list_unknown";
	run->out = export_begin(&about, run->w->arena);
	code = again_pages(run->w->db, again, &sink);
	fd = export_end(run->out);
	if (code == NULL)
		bytes = fd < 0 ? -1 : file_keep(run, fd);
	if (fd >= 0)
		close(fd);
	if (code != NULL || bytes < 0)
		return code != NULL ? code : "export_failed";
	if (bytes > FILE_MOST)
		return "export_too_big";
	made(run, bytes);
	return NULL;
}

static void job_run(struct run *run)
{
	struct work *w = run->w;
	struct again again = { .account = run->todo->account, .tag = run->tag };
	const char *code;

	step_begin(run, w);
	run->job = db_row(w, sql_export_job, export_job, arg(run->todo->id));
	if (!db_end(w, true) || run->job == NULL)
		return;
	again.address = run->job->address;
	again.search = export_open(run->todo->account, "search", run->job->search_sealed, w->arena);
	again.language = strcmp(run->job->language, "en") == 0 ? EN : VI;
	code = list_write(run, &again);
	if (!work_ok(w) && w->trouble != TROUBLE_AWAY)
		code = "export_failed";
	if (code != NULL && strcmp(code, "export_away") != 0 && w->trouble != TROUBLE_AWAY)
		refused(run, code);
}

// One list that waits; false when there is none, or the database is away.
static bool next_write(struct work *w)
{
	struct run run = { .w = w };
	struct work after;

	db_begin(w, false);
	run.todo = db_row(w, sql_export_next, export_todo);
	if (!db_end(w, true) || run.todo == NULL)
		return false;
	run.tag = arena_printf(w->arena, "export-%lld", (long long)run.todo->id);
	job_run(&run);
	after = work_on(w->db, w->arena);
	db_begin(&after, false);
	db_run(&after, sql_export_unlock, arg(run.todo->id));
	return db_end(&after, true);
}

void exports_next(struct work *w)
{
	struct arena_mark mark;
	bool more = true;

	arena_wipe(w->arena);
	mark = arena_now(w->arena);
	for (int i = 0; more && i < AT_ONCE; i++) {
		struct work one = work_on(w->db, w->arena);

		more = next_write(&one);
		arena_rewind(w->arena, mark);
	}
}

void exports_forget(struct work *w)
{
	const struct instant before = { w->now.us - DAY_MICROSECONDS };

	db_begin(w, false);
	db_int(w, sql_export_forget, arg(before));
	db_end(w, true);
}
