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

enum { ROWS_MOST = 24 << 20, HOUR_SECONDS = 3600 };
#define MICROSECONDS INT64_C(1000000)

struct list_accepted { int64_t row; const char *read_sealed, *verdict; int64_t person; };
SHAPE(list_accepted,
	FIELD(list_accepted, row, REQUIRED),
	FIELD(list_accepted, read_sealed, REQUIRED),
	FIELD(list_accepted, verdict, REQUIRED),
	FIELD(list_accepted, person, OPTIONAL));

struct writing {
	struct list_run *run;
	const struct list_unit *units;
	size_t units_n;
	int64_t home;
	int64_t left_out;
};

static void text_member(struct text *t, const char *key, const char *value)
{
	if (value == NULL)
		return;
	text_printf(t, ",\"%s\":", key);
	text_json(t, value);
}

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

	text_member(t, "code", code);
	text_member(t, "full_name", name);
	text_member(t, "sort_name", sort_name);
	text_member(t, "folded", utf8_fold(name, a));
	text_member(t, "folded_given", utf8_fold(sort_name, a));
	if (birth != NULL)
		text_printf(t, ",\"birth\":\"%s%s\"", birth, year_only ? "-01-01" : "");
	text_printf(t, ",\"year_only\":%s", year_only ? "true" : "false");
	text_member(t, "sex", r->value[LIST_sex]);
	text_member(t, "id_sealed", personal_seal(r->value[LIST_national_id], "national_id", code, a));
	text_member(t, "id_blind", crypto_blind(r->value[LIST_national_id], "national_id", a));
	text_member(t, "id_blinds", crypto_blinds(r->value[LIST_national_id], "national_id", a));
	text_member(t, "phone_sealed", personal_seal(r->value[LIST_phone], "phone", code, a));
	text_member(t, "phone_blind", crypto_blind(r->value[LIST_phone], "phone", a));
	text_member(t, "email_sealed", personal_seal(r->value[LIST_email], "email", code, a));
	text_member(t, "email_blind", crypto_blind(r->value[LIST_email], "email", a));
}

static int64_t unit_of(const struct writing *x, const struct list_read *r, struct arena *a)
{
	const char *said = r->value[LIST_unit], *folded = said == NULL ? NULL : utf8_fold(said, a);

	if (said == NULL)
		return x->home;
	for (size_t i = 0; i < x->units_n; i++)
		if (strcmp(x->units[i].code, said) == 0 || strcmp(x->units[i].folded, folded) == 0)
			return x->units[i].id;
	return 0;
}

static void row_json(struct writing *x, const struct list_accepted *row, const struct list_read *r, struct text *t)
{
	struct arena *a = x->run->w->arena;

	text_printf(t, "%s{\"row\":%lld,\"unit\":%lld", t->len == 1 ? "" : ",", (long long)row->row,
		(long long)unit_of(x, r, a));
	if (row->person != NONE)
		text_printf(t, ",\"person\":%lld", (long long)row->person);
	else
		person_json(r, t, a);
	text_member(t, "category", r->value[LIST_category]);
	text_member(t, "position", r->value[LIST_position]);
	text_member(t, "dedicated", r->value[LIST_dedicated_it]);
	text_member(t, "charge", r->value[LIST_in_charge_it]);
	text_member(t, "since", r->value[LIST_valid_from]);
	text_char(t, '}');
}

// Whoever is known must be theirs to correct, as when one is entered by hand.
static bool row_may(struct writing *x, const struct list_accepted *row)
{
	struct work *w = x->run->w;

	return row->person == NONE || db_bool(w, sql_edits_person, arg(x->run->todo->account), arg(row->person), arg(w->today));
}

static bool row_open(struct writing *x, const struct list_accepted *row, struct list_read *r)
{
	struct arena *a = x->run->w->arena;
	const char *text = list_open(x->run->todo->id, list_place_read(row->row, a), row->read_sealed, a);

	if (text == NULL)
		return false;
	list_read_unpack(text, r, a);
	return true;
}

// Writes the next rows; gives the last one's number, 0 at the end.
static int64_t people_batch(struct writing *x, int64_t after)
{
	struct work *w = x->run->w;
	struct text said = text_new(w->arena, ROWS_MOST);
	struct list_read *r = arena_one(w->arena, struct list_read);
	size_t n;
	const struct list_accepted *rows = db_rows(w, sql_list_accepted_of, list_accepted, &n, arg(x->run->todo->id), arg(after),
		arg(LIST_BATCH));

	text_char(&said, '[');
	for (size_t i = 0; i < n && work_ok(w); i++) {
		if (!row_open(x, &rows[i], r))
			fault(w, "a row of list %lld does not open", (long long)x->run->todo->id);
		else if (row_may(x, &rows[i]))
			row_json(x, &rows[i], r, &said);
	}
	text_char(&said, ']');
	if (n > 0)
		x->left_out += db_int(w, sql_list_people_made, arg(x->run->todo->id), arg(x->run->todo->account), arg((const char *)said.at));
	return n == 0 || !work_ok(w) ? 0 : rows[n - 1].row;
}

static void people_write(struct writing *x)
{
	struct work *w = x->run->w;
	struct arena_mark mark;
	int64_t after = 0;

	x->units = db_rows(w, sql_list_units, list_unit, &x->units_n, arg(x->run->job->unit), arg(w->today));
	x->home = db_int(w, sql_list_home, arg(x->run->job->unit), arg(w->today));
	mark = arena_now(w->arena);
	while ((after = people_batch(x, after)) != 0)
		arena_rewind(w->arena, mark);
	if (x->left_out > 0)
		db_run(w, sql_list_numbers_missed, arg(x->run->todo->account), arg(w->today), arg(x->left_out));
}

static void nominations_write(struct writing *x)
{
	struct work *w = x->run->w;
	struct text people = text_new(w->arena, ROWS_MOST);
	struct sending sending = { .class = x->run->job->class, .unit = x->run->job->unit, .account = x->run->todo->account,
		.why = x->run->job->why };
	const char *obstacle;
	int64_t after = 0;
	size_t n;

	text_char(&people, '[');
	do {
		const struct list_accepted *rows = db_rows(w, sql_list_accepted_of, list_accepted, &n, arg(x->run->todo->id), arg(after),
			arg(LIST_BATCH));

		for (size_t i = 0; i < n; i++)
			if (rows[i].person != NONE)
				text_printf(&people, "%s%lld", people.len == 1 ? "" : ",", (long long)rows[i].person);
		after = n == 0 ? 0 : rows[n - 1].row;
	} while (n > 0);
	text_char(&people, ']');
	sending.people.json = people.at;
	obstacle = lists_nominate(w, &sending);
	if (obstacle != NULL)
		refuse(w, 409, obstacle);
	db_run(w, sql_list_nominations_told, arg(x->run->todo->id), arg(x->run->job->class));
}

// The right may have ended since it was accepted.
static bool still_heads(struct list_run *run)
{
	struct work *w = run->w;

	if (db_bool(w, sql_heads_unit, arg(run->todo->account), arg(run->job->unit), arg(w->today)))
		return true;
	refuse(w, 403, "list_right_ended");
	return false;
}

bool list_write(struct list_run *run)
{
	struct work *w = run->w;
	struct writing x = { .run = run };
	const struct instant until = { w->now.us + settings->import_keep_hours * HOUR_SECONDS * MICROSECONDS };

	list_begin(run);
	if (still_heads(run)) {
		if (run->kind == LIST_PEOPLE)
			people_write(&x);
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

// Asked again: something may have been built on it since it was asked for.
bool list_take_back(struct list_run *run)
{
	struct work *w = run->w;

	list_begin(run);
	if (db_text(w, sql_list_undo_obstacle, arg(run->todo->id), arg(clock_now())) != NULL)
		refuse(w, 409, "list_not_done");
	if (db_int(w, sql_list_built_upon, arg(run->todo->id)) > 0)
		refuse(w, 409, "list_built_upon");
	db_run(w, sql_list_undo_nominations, arg(run->todo->id), arg(run->todo->account), arg(clock_now()));
	db_run(w, sql_list_act, arg(run->todo->id), arg("list_undo"), arg((const char *)NULL));
	db_run(w, sql_list_undo_places, arg(run->todo->id));
	db_run(w, sql_list_undo_people, arg(run->todo->id));
	db_run(w, sql_list_undone, arg(run->todo->id), arg(clock_now()));
	return db_end(w, true);
}
