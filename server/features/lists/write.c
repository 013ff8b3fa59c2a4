// SPDX-License-Identifier: GPL-3.0-or-later
// What was accepted is written in one transaction: people with their affiliations, or nominations.
#include <string.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/personal.h"
#include "base/settings.h"
#include "base/text.h"
#include "base/utf8.h"
#include "build/sql.h"
#include "features/lists/job.h"

enum { HOUR_SECONDS = 3600, UNDO_BATCH = 1000 };
#define MICROSECONDS INT64_C(1000000)

struct list_accepted { int64_t row; const char *read_sealed, *verdict; int64_t person; };
SHAPE(list_accepted,
	FIELD(list_accepted, row, REQUIRED),
	FIELD(list_accepted, read_sealed, REQUIRED),
	FIELD(list_accepted, verdict, REQUIRED),
	FIELD(list_accepted, person, OPTIONAL));

struct writing {
	struct list_run *run;
	const struct list_steps *steps;
	struct list_names names;
	int64_t left_out, done;
	int64_t after_person, after_row;	// the last row written about somebody who is known
};

static const char *code_made(struct arena *a)
{
	const char *token = crypto_token("", a);

	return arena_printf(a, "p-%.16s", crypto_digest(token, strlen(token), a));
}

// Who is new: the name in its forms, what identifies them sealed for their code.
static void person_json(const struct list_read *r, struct text *t, struct arena *a)
{
	const char *code = r->value[LIST_code] != NULL ? r->value[LIST_code] : code_made(a), *name = r->value[LIST_full_name];
	const char *birth = r->value[LIST_birth], *sort_name = name_sort_key(name, a);
	bool year_only = birth != NULL && strlen(birth) == 4;

	list_ask_more(t, "code", code);
	list_ask_more(t, "full_name", name);
	list_ask_more(t, "sort_name", sort_name);
	list_ask_more(t, "folded", utf8_fold(name, a));
	list_ask_more(t, "folded_given", utf8_fold(sort_name, a));
	if (birth != NULL)
		list_ask_more(t, "birth", year_only ? arena_printf(a, "%s-01-01", birth) : birth);
	list_ask_more(t, "year_only", year_only ? "true" : "false");
	list_ask_more(t, "sex", r->value[LIST_sex]);
	list_ask_more(t, "id_sealed", personal_seal(r->value[LIST_national_id], "national_id", code, a));
	list_ask_more(t, "id_blind", crypto_blind(r->value[LIST_national_id], "national_id", a));
	list_ask_more(t, "id_blinds", crypto_blinds(r->value[LIST_national_id], "national_id", a));
	list_ask_more(t, "phone_sealed", personal_seal(r->value[LIST_phone], "phone", code, a));
	list_ask_more(t, "phone_blind", crypto_blind(r->value[LIST_phone], "phone", a));
	list_ask_more(t, "email_sealed", personal_seal(r->value[LIST_email], "email", code, a));
	list_ask_more(t, "email_blind", crypto_blind(r->value[LIST_email], "email", a));
}

// The accepted rows opened again, with what they name found again: a unit may have gone since.
static struct list_about_row *batch_open(struct writing *x, const struct list_accepted *rows, size_t n)
{
	struct work *w = x->run->w;
	struct list_about_row *about = arena_many(w->arena, struct list_about_row, n + 1);
	struct list_read *reads = arena_many(w->arena, struct list_read, n + 1);

	for (size_t i = 0; i < n; i++) {
		const char *text = list_open(x->run->todo->id, list_place_read(rows[i].row, w->arena), rows[i].read_sealed, w->arena);

		about[i] = (struct list_about_row){ .row = rows[i].row, .person = rows[i].person == NONE ? 0 : rows[i].person,
			.read = &reads[i] };
		if (text == NULL)
			fault(w, "a row of list %lld does not open", (long long)x->run->todo->id);
		list_read_unpack(text, &reads[i], w->arena);
		list_names_find(&x->names, x->run->kind, &about[i], w->arena);
	}
	return about;
}

// Why a row cannot be written, of what was found of it just now; NULL: it can.
static const char *blocking(const struct list_read *r)
{
	const char *code = NULL;

	for (size_t i = 0; i < r->problems_n; i++)
		code = r->problems[i].blocks ? r->problems[i].code : code;
	return code;
}

// Asks again what is wrong, for much may have happened since the preview, and somebody may have said who a row is about
// only then. Rows that are held back are told and marked: row 0.
static void batch_check(struct writing *x, struct list_about_row *rows, size_t n)
{
	struct work *w = x->run->w;
	struct text ask = list_ask_begin(x->run), numbers = text_new(w->arena, LIST_ASK_MOST), codes = text_new(w->arena, LIST_ASK_MOST);
	const struct list_wrong *wrong;
	size_t found, at = 0;

	for (size_t i = 0; i < n; i++)
		list_ask_row(&ask, &rows[i], x->run->kind);
	wrong = db_read(w, x->steps->wrong, &list_wrong_shape, &found, 1, ARGS(arg(list_ask_end(&ask))));
	for (size_t i = 0; i < n; i++) {
		const char *code = blocking(rows[i].read);

		for (; at < found && wrong[at].row == rows[i].row; at++)
			code = wrong[at].blocks ? wrong[at].code : code;
		if (code == NULL)
			continue;
		array_item(&numbers, arena_printf(w->arena, "%lld", (long long)rows[i].row));
		array_item(&codes, code);
		rows[i].row = 0;
	}
	if (numbers.len > 0)
		db_run(w, sql_list_left_out, arg(x->run->todo->id), arg(array_done(&numbers)), arg(array_done(&codes)));
}

static void made(struct writing *x, const char *ask)
{
	if (x->run->kind->about == ABOUT_ANYBODY)
		x->left_out += db_int(x->run->w, sql_list_person_made, arg(ask));
	db_touch(x->run->w, x->steps->made, 1, ARGS(arg(ask)));
}

static void batch_write(struct writing *x, const struct list_accepted *accepted, size_t n)
{
	struct work *w = x->run->w;
	struct list_about_row *rows = batch_open(x, accepted, n);
	size_t good = 0;
	struct text ask;

	if (!work_ok(w))
		return;
	batch_check(x, rows, n);
	ask = list_ask_begin(x->run);
	for (size_t i = 0; i < n; i++) {
		if (rows[i].row == 0)
			continue;
		good++;
		list_ask_row(&ask, &rows[i], x->run->kind);
		if (rows[i].person == 0 && x->run->kind->about == ABOUT_ANYBODY)
			person_json(rows[i].read, &ask, w->arena);
	}
	if (good > 0)
		made(x, list_ask_end(&ask));
	x->done += (int64_t)n;
	db_run(w, sql_list_reached, arg(x->run->todo->id), arg(x->done));
}

// Writes the next rows about nobody known; false at the end, or after a failure.
static bool new_write(struct writing *x, int64_t *after)
{
	struct work *w = x->run->w;
	size_t n;
	const struct list_accepted *rows = db_rows(w, sql_list_accepted_new, list_accepted, &n, arg(x->run->todo->id), arg(*after),
		arg(LIST_BATCH));

	if (n == 0 || !work_ok(w))
		return false;
	*after = rows[n - 1].row;
	batch_write(x, rows, n);
	return work_ok(w);
}

// The next rows about people who are known.
static bool known_write(struct writing *x)
{
	struct work *w = x->run->w;
	size_t n;
	const struct list_accepted *rows = db_rows(w, sql_list_accepted_known, list_accepted, &n, arg(x->run->todo->id),
		arg(x->after_person), arg(x->after_row), arg(LIST_BATCH));

	if (n == 0 || !work_ok(w))
		return false;
	x->after_person = rows[n - 1].person;
	x->after_row = rows[n - 1].row;
	batch_write(x, rows, n);
	return work_ok(w);
}

// In one transaction, all or nothing. Who is new first: nobody else sees them yet, so nobody waits for their locks; those of
// people who are known are held from the first of them to the end.
static void rows_write(struct writing *x)
{
	struct work *w = x->run->w;
	struct arena_mark mark;
	int64_t after = 0;

	x->names = list_names_load(x->run);
	mark = arena_now(w->arena);
	while (new_write(x, &after))
		work_rewind(w, mark);
	while (known_write(x))
		work_rewind(w, mark);
	if (x->left_out > 0)
		db_run(w, sql_list_numbers_missed, arg(x->run->todo->account), arg(w->today), arg(x->left_out));
}

static void nominations_write(struct writing *x)
{
	struct work *w = x->run->w;
	struct sending sending = { .class = x->run->job->class, .unit = x->run->job->unit, .account = x->run->todo->account,
		.why = x->run->job->why, .people.json = db_text(w, sql_list_accepted_people, arg(x->run->todo->id)) };
	const char *obstacle;

	obstacle = lists_nominate(w, &sending);
	if (obstacle != NULL)
		refuse(w, 409, obstacle);
	db_run(w, sql_list_nominations_told, arg(x->run->todo->id), arg(x->run->job->class));
}

// The right may have ended since it was accepted.
static bool still_may(struct list_run *run)
{
	struct work *w = run->w;

	if (db_scalar_int(w, list_steps_of(run->kind)->who, 3, ARGS(arg(run->todo->account), arg(run->job->unit), arg(w->today))) != 0)
		return true;
	if (run->kind->of_class == OF_CLASS_TAUGHT
			&& db_bool(w, sql_trains_class, arg(run->todo->account), arg(run->job->class), arg(w->today)))
		return true;
	refuse(w, 403, "list_right_ended");
	return false;
}

bool list_write(struct list_run *run)
{
	struct work *w = run->w;
	struct writing x = { .run = run, .steps = list_steps_of(run->kind) };
	const struct instant until = { w->now.us + settings->import_keep_hours * HOUR_SECONDS * MICROSECONDS };

	list_begin(run);
	if (still_may(run)) {
		if (x.steps->made != NULL)
			rows_write(&x);
		else
			nominations_write(&x);
		db_run(w, sql_list_done, arg(run->todo->id), arg(until), arg(clock_now()));
		db_run(w, sql_list_act, arg(run->todo->id), arg("list"), arg(run->job->why));
	}
	if (!db_end(w, true))
		return false;
	log_info("event=list_written list=%lld left_out=%lld", (long long)run->todo->id, (long long)x.left_out);
	return true;
}

// Some rows at a time: figures that many people change at once would be worked out anew for everybody.
static void rows_take_back(struct list_run *run)
{
	struct work *w = run->w;
	const struct arena_mark mark = arena_now(w->arena);
	int64_t last = db_int(w, sql_list_last_row, arg(run->todo->id));

	for (int64_t after = 0; after < last && work_ok(w); after += UNDO_BATCH) {
		db_touch(w, list_steps_of(run->kind)->undo, 1, ARGS(arg(list_ask_range(run, after, after + UNDO_BATCH))));
		if (run->kind->about == ABOUT_ANYBODY)
			db_run(w, sql_list_person_undo, arg(run->todo->id), arg(after), arg(after + UNDO_BATCH));
		db_run(w, sql_list_reached, arg(run->todo->id), arg(after + UNDO_BATCH));
		work_rewind(w, mark);
	}
}

// Asked again: something may have been built on it since it was asked for.
bool list_take_back(struct list_run *run)
{
	struct work *w = run->w;

	list_begin(run);
	if (db_text(w, sql_list_undo_obstacle, arg(run->todo->id), arg(clock_now())) != NULL)
		refuse(w, 409, "list_not_done");
	if (db_scalar_int(w, list_steps_of(run->kind)->built, 1, ARGS(arg(run->todo->id))) > 0)
		refuse(w, 409, "list_built_upon");
	db_run(w, sql_list_act, arg(run->todo->id), arg("list_undo"), arg((const char *)NULL));
	rows_take_back(run);
	db_run(w, sql_list_undone, arg(run->todo->id), arg(clock_now()));
	return db_end(w, true);
}
