// SPDX-License-Identifier: GPL-3.0-or-later
// One file of a package at a time: its header, its rows, its COPY.
#include "features/exchange/stage.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/national_id.h"
#include "build/sql.h"
#include "db/db.h"
#include "features/exchange/intake.h"
#include "features/exchange/source.h"

enum { BAD_BYTES = 1024, COLUMNS_BYTES = 2048, PROGRESS_ROWS = 50000, SECOND = 1000000 };

static void column_bad(struct intake *in, int column)
{
	text_add(&in->bad, in->bad.len == 0 ? "{" : ",");
	text_add(&in->bad, in->file->columns[column].name);
}

// Which field was being read when the record broke, as a column.
static int column_at(const struct intake *in, size_t field)
{
	for (int c = 0; c < in->width; c++)
		if (in->at[c] == (int)field)
			return c;
	return -1;
}

// Reads one column's value; `tell` whether its error is listed.
static void column_read(struct intake *in, int c, bool tell)
{
	const struct package_column *column = &in->file->columns[c];
	int at = in->at[c], width = stage_width(column);
	bool there = at >= 0 && (size_t)at < in->record.n;
	struct value v = { .column = column, .bytes = there ? in->record.fields[at] : "",
		.len = there ? in->record.lengths[at] : 0, .person = in->texts[0],
		.today = in->stage->w->today, .arena = in->arena };
	const char *fault = value_read(&v);

	if (fault != NULL && tell && at >= 0)
		intake_error(in, c, fault, v.shown);
	if (fault != NULL)
		column_bad(in, c);
	in->texts[c] = fault == NULL && there && v.len > 0 ? v.bytes : NULL;
	for (int i = 0; i < width; i++)
		in->values[in->filled++] = v.stored[i];
}

// What two columns of a row say of each other.
static bool backwards(const char *from, const char *to)
{
	return strcmp(to, from) < 0;
}

static bool not_after(const char *from, const char *to)
{
	return strcmp(to, from) <= 0;
}

static bool over_the_whole(const char *kind, const char *threshold)
{
	return strcmp(kind, "percent") == 0 && strtoll(threshold, NULL, 10) > 100;
}

// The second column is told when `wrong` says so of the two.
static const struct {
	const char *one, *other, *code;
	bool (*wrong)(const char *one, const char *other);
} pairs[] = {
	{ "valid_from", "valid_to", "days_backwards", backwards },
	{ "period_from", "period_to", "days_backwards", backwards },
	{ "start", "end", "session_ends_before_start", not_after },
	{ "threshold_kind", "threshold", "number_range", over_the_whole },
};

static void pairs_check(struct intake *in)
{
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		int one = package_column_of(in->file, pairs[i].one), other = package_column_of(in->file, pairs[i].other);

		if (one < 0 || other < 0 || in->texts[one] == NULL || in->texts[other] == NULL ||
		    !pairs[i].wrong(in->texts[one], in->texts[other]))
			continue;
		intake_error(in, other, pairs[i].code, in->texts[other]);
		column_bad(in, other);
	}
}

// A personal number that does not fit the person may be right all the same: told, not refused.
static void person_doubt(struct intake *in)
{
	int id = package_column_of(in->file, "national_id"), sex = package_column_of(in->file, "sex");
	int birth = package_column_of(in->file, "birth_date");
	const char *doubt;

	if (id < 0 || in->texts[id] == NULL)
		return;
	doubt = national_id_doubt(in->texts[id], in->texts[sex], in->texts[birth], in->stage->prefixes);
	if (doubt == NULL)
		return;
	in->stage->report->warnings++;
	if (in->stage->report->progress != NULL)
		fprintf(in->stage->report->progress, "%s.csv:%lld: national_id: warning: %s\n", in->file->name,
			(long long)in->record.line, doubt);
}

static void row_send(struct intake *in)
{
	char line[24];

	snprintf(line, sizeof line, "%lld", (long long)in->record.line);
	in->values[0] = line;
	if (in->bad.len > 0)
		text_char(&in->bad, '}');
	in->values[1] = in->bad.len > 0 ? in->bad.at : NULL;
	db_copy_row(in->stage->w, in->values, in->filled);
}

// A record that is broken is staged when its key can be read, so that what names it is not called
// unknown; all its columns are bad, so nothing else is asked of it.
static void row_broken(struct intake *in)
{
	for (int c = 0; c < in->width; c++) {
		const struct package_column *column = &in->file->columns[c];
		size_t before = in->bad.len;

		if (column_is_key(column)) {
			column_read(in, c, false);
			if (in->bad.len != before && column->need == NEED_KEY)
				return;
		} else {
			for (int i = 0; i < stage_width(column); i++)
				in->values[in->filled++] = NULL;
		}
		if (in->bad.len == before)
			column_bad(in, c);
	}
	row_send(in);
}

static void row_read(struct intake *in)
{
	in->filled = 2;
	in->bad = text_new(in->arena, BAD_BYTES);
	memset(in->texts, 0, sizeof in->texts);
	if (in->record.fault != CSV_WHOLE) {
		intake_error(in, column_at(in, in->record.n), record_faults[in->record.fault], NULL);
		row_broken(in);
		return;
	}
	if (in->record.n != in->fields) {
		intake_error(in, -1, "field_count", NULL);
		in->record.n = in->record.n > CSV_FIELDS ? CSV_FIELDS : in->record.n;
		row_broken(in);
		return;
	}
	for (int c = 0; c < in->width; c++)
		column_read(in, c, true);
	pairs_check(in);
	person_doubt(in);
	row_send(in);
}

// The columns of the stage in the order values are sent.
static const char *copy_columns(struct intake *in)
{
	struct text t = text_new(in->stage->w->arena, COLUMNS_BYTES);

	text_add(&t, "line,bad");
	for (const struct package_column *c = in->file->columns; c->name != NULL; c++)
		for (int i = 0; i < stage_width(c); i++)
			text_printf(&t, ",\"%s\"", stage_column(c, i, in->stage->w->arena));
	return t.at;
}

static void progress_tell(struct intake *in, bool end)
{
	FILE *out = in->stage->report->progress;
	int64_t rows = in->stage->report->rows[in->place];
	struct instant now = clock_now();
	int64_t spent = now.us - in->begun.us;

	if (out == NULL || (!end && now.us - in->told.us < SECOND))
		return;
	in->told = now;
	fprintf(out, "%s.csv: %lld rows, %lld rows/s%s\n", in->file->name, (long long)rows,
		(long long)(spent > 0 ? rows * SECOND / spent : rows), end ? "" : " ...");
}

static void rows_read(struct intake *in)
{
	int64_t *rows = &in->stage->report->rows[in->place];
	struct arena_mark mark;

	arena_alloc(in->arena, 1);	// so that rewinding keeps the arena's first chunk
	mark = arena_now(in->arena);
	while (work_ok(in->stage->w) && csv_next(in->csv, &in->record)) {
		row_read(in);
		arena_rewind(in->arena, mark);
		if (++*rows % PROGRESS_ROWS == 0)
			progress_tell(in, false);
	}
}

static bool file_stage(struct intake *in)
{
	const char *table = arena_printf(in->stage->w->arena, "stage_%s", in->file->name);
	int failed;

	if (header_read(in)) {
		db_copy_begin(in->stage->w, table, copy_columns(in));
		rows_read(in);
		db_copy_end(in->stage->w);
		progress_tell(in, true);
	}
	failed = csv_failed(in->csv);
	if (failed != 0) {
		errno = failed;
		log_warn("cannot read %s.csv", in->file->name);
		return false;
	}
	db_run(in->stage->w, sql_stage_measure, arg(table));
	return work_ok(in->stage->w);
}

bool stage_files(struct stage *stage, const struct source *source)
{
	bool good = true;

	for (int i = 0; good && i < PACKAGE_FILES; i++) {
		struct intake in = { .stage = stage, .file = &package_files[i], .place = i,
			.width = package_width(&package_files[i]), .begun = clock_now(), .told = clock_now() };
		int failed;

		in.csv = source_open(source, in.file->name, stage->w->arena, &failed);
		if (failed != 0) {
			in.record.line = 1;
			file_refused(&in, "file_unread");
		}
		if (in.csv == NULL)
			continue;
		in.arena = arena_new();
		good = file_stage(&in);
		csv_close(in.csv);
		arena_drop(in.arena);
	}
	return good;
}
