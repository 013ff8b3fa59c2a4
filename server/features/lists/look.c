// SPDX-License-Identifier: GPL-3.0-or-later
// Rows looked up: what each says and whom it is about. Nothing is written to the register.
#include <string.h>

#include "base/crypto.h"
#include "base/settings.h"
#include "base/text.h"
#include "base/utf8.h"
#include "build/sql.h"
#include "features/lists/job.h"
#include "features/lists/seen.h"

enum { SURE = 85, CANDIDATES = 5, ROWS_MOST = 24 << 20, CODES_MOST = 2000, CANDIDATES_TEXT = 400 };

struct list_match { int64_t row, person, score; bool differs; };
SHAPE(list_match,
	FIELD(list_match, row, REQUIRED),
	FIELD(list_match, person, REQUIRED),
	FIELD(list_match, score, REQUIRED),
	FIELD(list_match, differs, REQUIRED));

// A row while its batch is looked up.
struct looked {
	int64_t row;
	struct list_read read;
	struct list_about_row about;
	const struct list_match *matches;
	size_t matches_n;
	const char *verdict;
};

struct look {
	struct list_run *run;
	struct arena *lasting;
	struct list_plan plan;
	struct list_names names;
	struct seen *seen;		// who stood in the file before
	int64_t done, missed;
};

// --- whom a row is about ---

static bool has_problem(const struct list_read *r, const char *code)
{
	for (size_t i = 0; i < r->problems_n; i++)
		if (strcmp(r->problems[i].code, code) == 0)
			return true;
	return false;
}

static void blinds_json(struct text *t, const char *key, const char *plain, const char *domain, struct arena *a)
{
	const char *blinds = crypto_blinds(plain, domain, a);

	if (blinds == NULL)
		return;
	text_printf(t, ",\"%s\":", key);
	text_json(t, blinds);		// an array of PostgreSQL, which a text[] reads
}

// A row as it is looked up: nothing in clear but the folded name and the birth, which stay in the statement.
static void ask_json(struct look *l, struct looked *r, struct text *t)
{
	struct arena *a = l->run->w->arena;
	const char *name = r->read.value[LIST_full_name], *birth = r->read.value[LIST_birth];
	bool year_only = birth != NULL && strlen(birth) == 4;

	text_printf(t, "%s{\"row\":%lld,\"year_only\":%s", t->len == 1 ? "" : ",", (long long)r->row, year_only ? "true" : "false");
	if (name != NULL) {
		text_add(t, ",\"folded\":");
		text_json(t, utf8_fold(name, a));
	}
	if (birth != NULL)
		text_printf(t, ",\"birth\":\"%s%s\"", birth, year_only ? "-01-01" : "");
	if (r->read.value[LIST_code] != NULL) {
		text_add(t, ",\"code\":");
		text_json(t, r->read.value[LIST_code]);
	}
	if (r->about.unit > 0)
		text_printf(t, ",\"unit\":%lld", (long long)r->about.unit);
	if (!has_problem(&r->read, "namesake_in_file"))
		blinds_json(t, "blinds", r->read.value[LIST_national_id], "national_id", a);
	blinds_json(t, "phones", r->read.value[LIST_phone], "phone", a);
	text_char(t, '}');
}

// Looks all rows of the batch up with one statement. The caller's transaction.
static void batch_match(struct look *l, struct looked *rows, size_t n)
{
	struct work *w = l->run->w;
	struct text asked = text_new(w->arena, ROWS_MOST);
	const struct list_match *m;
	size_t found, at = 0;

	text_char(&asked, '[');
	for (size_t i = 0; i < n; i++)
		if (!rows[i].read.skipped && !rows[i].read.blocked)
			ask_json(l, &rows[i], &asked);
	text_char(&asked, ']');
	m = db_rows(w, sql_list_matched, list_match, &found, arg(l->run->job->unit), arg(w->today), arg((const char *)asked.at));
	for (size_t i = 0; i < n && at < found; i++) {
		if (m[at].row != rows[i].row)
			continue;
		rows[i].matches = &m[at];
		while (at < found && m[at].row == rows[i].row) {
			rows[i].matches_n++;
			at++;
		}
	}
}

// One that is sure, and no second that is as sure.
static bool is_known(const struct looked *r)
{
	return r->matches_n > 0 && r->matches[0].score >= SURE && (r->matches_n == 1 || r->matches[1].score < r->matches[0].score);
}

static void verdict_give(struct look *l, struct looked *r)
{
	bool namesake = has_problem(&r->read, "namesake_in_file");

	if (r->read.skipped) {
		r->verdict = "skipped";
		return;
	}
	for (size_t i = 0; i < r->matches_n && i < CANDIDATES; i++) {
		if (!r->matches[i].differs)
			continue;
		l->missed++;
		list_problem_add(&r->read, &(struct list_problem){ "number_differs", r->read.column[LIST_national_id], false, NULL, NULL });
		break;
	}
	if (r->matches_n == 0 && l->run->kind->about == ABOUT_KNOWN && !r->read.blocked)
		list_problem_add(&r->read, &(struct list_problem){ "person_not_found", r->read.column[LIST_full_name], false, NULL, NULL });
	if (is_known(r) && !namesake)
		r->about.person = r->matches[0].person;
	if (r->read.blocked)
		r->verdict = "error";
	else if (is_known(r) && !namesake)
		r->verdict = "known";
	else if (r->matches_n > 0 || namesake || l->run->kind->about == ABOUT_KNOWN)
		r->verdict = "unmatched";
	else
		r->verdict = "new";
}

// What training says about those found: already sent, trained this year, elsewhere at the time.
static void batch_nominees(struct look *l, struct looked *rows, size_t n)
{
	struct work *w = l->run->w;
	struct text people = text_new(w->arena, ROWS_MOST);
	struct sending sending = { .class = l->run->job->class, .unit = l->run->job->unit, .account = l->run->todo->account };
	const struct sending_problem *found;
	size_t found_n;

	text_char(&people, '[');
	for (size_t i = 0; i < n; i++)
		if (rows[i].verdict != NULL && strcmp(rows[i].verdict, "known") == 0)
			text_printf(&people, "%s%lld", people.len == 1 ? "" : ",", (long long)rows[i].matches[0].person);
	text_char(&people, ']');
	sending.people.json = people.at;
	found = lists_nominees(w, &sending, &found_n);
	for (size_t i = 0; i < n; i++) {
		if (rows[i].verdict == NULL || strcmp(rows[i].verdict, "known") != 0)
			continue;
		for (size_t k = 0; k < found_n; k++)
			if (found[k].person == rows[i].matches[0].person && found[k].problem != NULL)
				list_problem_add(&rows[i].read, &(struct list_problem){ found[k].problem,
					rows[i].read.column[LIST_full_name], found[k].blocks, NULL, found[k].fact });
		if (rows[i].read.blocked)
			rows[i].verdict = "error";
	}
}

// What the database finds wrong with rows that are well in themselves, of those whose person is known.
static void batch_wrong(struct look *l, struct looked *rows, size_t n)
{
	struct work *w = l->run->w;
	struct text ask = list_ask_begin(l->run);
	const struct list_wrong *wrong;
	size_t found, asked = 0, at = 0;

	for (size_t i = 0; i < n; i++) {
		if (rows[i].read.skipped || rows[i].read.blocked || strcmp(rows[i].verdict, "unmatched") == 0)
			continue;
		list_ask_row(&ask, &rows[i].about, l->run->kind);
		asked++;
	}
	if (asked == 0)
		return;
	wrong = db_read(w, list_steps_of(l->run->kind)->wrong, &list_wrong_shape, &found, 1, ARGS(arg(list_ask_end(&ask))));
	for (size_t i = 0; i < n && at < found; i++) {
		size_t before = rows[i].read.problems_n;

		for (; at < found && wrong[at].row == rows[i].row; at++)
			list_wrong_add(&rows[i].read, &wrong[at]);
		if (rows[i].read.skipped || rows[i].read.problems_n == before)
			continue;
		rows[i].verdict = rows[i].read.blocked ? "error" : "known";	// what is no error was there before
	}
}

static void candidates_json(const struct looked *r, struct text *t)
{
	text_add(t, "[");
	for (size_t i = 0; i < r->matches_n && i < CANDIDATES; i++)
		text_printf(t, "%s{\"person\":%lld,\"score\":%lld}", i == 0 ? "" : ",", (long long)r->matches[i].person,
			(long long)r->matches[i].score);
	text_add(t, "]");
}

static void row_json(struct look *l, struct looked *r, struct text *t)
{
	struct arena *a = l->run->w->arena;
	bool known = strcmp(r->verdict, "known") == 0 && r->about.person > 0;

	text_printf(t, "%s{\"row\":%lld,\"verdict\":\"%s\",\"codes\":[", t->len == 1 ? "" : ",", (long long)r->row, r->verdict);
	for (size_t i = 0; i < r->read.problems_n; i++)
		text_printf(t, "%s\"%s\"", i == 0 ? "" : ",", r->read.problems[i].code);
	text_add(t, "],\"candidates\":");
	candidates_json(r, t);
	if (r->matches_n > 0)
		text_printf(t, ",\"score\":%lld", (long long)r->matches[0].score);
	if (known)
		text_printf(t, ",\"person\":%lld", (long long)r->about.person);
	text_add(t, ",\"sealed\":");
	text_json(t, list_seal(l->run->todo->id, list_place_read(r->row, a), list_read_pack(&r->read, a), a));
	text_char(t, '}');
}

static size_t batch_read(struct look *l, const struct list_cells *cells, size_t n, struct looked *rows)
{
	struct work *w = l->run->w;
	struct sheet_row *row = arena_one(w->arena, struct sheet_row);
	size_t got = 0;

	for (size_t i = 0; i < n; i++) {
		struct looked *r = &rows[got];

		if (list_cells_open(l->run, &cells[i], 1, row) == 0)
			continue;
		got++;
		r->row = cells[i].row;
		if (l->plan.header == 0 || r->row < l->plan.header + l->plan.header_rows) {
			r->read.skipped = true;
			continue;
		}
		list_read_row(&l->plan, l->run->kind, row, w->today, &r->read, w->arena);
		if (r->read.skipped)
			continue;
		r->about = (struct list_about_row){ .row = r->row, .read = &r->read };
		list_names_find(&l->names, l->run->kind, &r->about, w->arena);
		list_twice_look(l->run, l->seen, &r->about);
	}
	return got;
}

// Looks the next rows up; gives the last one's number, 0 at the end or after a failure.
static int64_t batch_look(struct look *l, int64_t after)
{
	struct work *w = l->run->w;
	struct looked *rows = arena_many(w->arena, struct looked, LIST_BATCH);
	struct text said = text_new(w->arena, ROWS_MOST);
	const struct list_cells *cells;
	size_t n, got;

	list_begin(l->run);
	cells = db_rows(w, sql_list_cells_of, list_cells, &n, arg(l->run->todo->id), arg(after), arg(LIST_BATCH));
	got = batch_read(l, cells, n, rows);
	if (l->run->kind->about != ABOUT_THING)
		batch_match(l, rows, got);
	for (size_t i = 0; i < got; i++)
		verdict_give(l, &rows[i]);
	if (list_steps_of(l->run->kind)->wrong == NULL)
		batch_nominees(l, rows, got);
	else
		batch_wrong(l, rows, got);
	text_char(&said, '[');
	for (size_t i = 0; i < got; i++)
		row_json(l, &rows[i], &said);
	text_char(&said, ']');
	l->done += (int64_t)n;
	if (n > 0)
		db_run(w, sql_list_rows_read, arg(l->run->todo->id), arg((const char *)said.at), arg(l->done), arg(clock_now()));
	if (l->missed > 0)
		db_run(w, sql_list_numbers_missed, arg(l->run->todo->account), arg(w->today), arg(l->missed));
	l->missed = 0;
	after = n == 0 ? 0 : cells[n - 1].row;
	return db_end(w, true) ? after : 0;
}

// Units the rows may name, and where those belong that name none. False: numbers were named in vain too often today.
static bool look_begin(struct look *l)
{
	struct work *w = l->run->w;
	bool left;

	list_begin(l->run);
	l->names = list_names_load(l->run);
	left = db_bool(w, sql_list_numbers_left, arg(l->run->todo->account), arg(w->today), arg(settings->number_misses_a_day));
	db_end(w, true);
	return left;
}

bool list_look(struct list_run *run)
{
	struct work *w = run->w;
	struct look l = { .run = run, .lasting = arena_new(), .seen = seen_new((size_t)run->job->rows_all) };
	const char *found = NULL, *code = NULL;
	struct arena_mark mark;
	int64_t after = 0;
	bool good;

	arena_wipe(l.lasting);
	if (look_begin(&l)) {
		l.plan = list_plan_make(run, l.lasting, &found);
		code = l.plan.header == 0 ? "list_no_titles" : NULL;
		mark = arena_now(w->arena);
		while (work_ok(w) && (after = batch_look(&l, after)) != 0)
			work_rewind(w, mark);
		found = list_seal(run->todo->id, LIST_PLACE_FOUND, found, w->arena);
	} else {
		code = "number_miss_ceiling";
	}
	if (work_ok(w)) {
		list_begin(run);
		db_run(w, sql_list_ready, arg(run->todo->id), arg(list_plan_text(&l.plan, w->arena)), arg(found), arg(code),
			arg(clock_now()));
	}
	good = work_ok(w) && db_end(w, true);
	seen_drop(l.seen);
	arena_drop(l.lasting);
	return good;
}
