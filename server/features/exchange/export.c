// SPDX-License-Identifier: GPL-3.0-or-later
// The export: each file is written beside its place and takes it once every one of them is whole.
#include "features/exchange/export.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/personal.h"
#include "base/settings.h"
#include "build/sql.h"
#include "db/db.h"
#include "features/exchange/report.h"
#include "features/exchange/source.h"
#include "files/csv_write.h"

enum { MILLISECONDS = 1000, SECOND = 1000000 };

static const struct { const char *file; const struct query *query; } exports[] = {
	{ "units", &sql_export_units }, { "successions", &sql_export_successions },
	{ "people", &sql_export_people }, { "affiliations", &sql_export_affiliations },
	{ "residences", &sql_export_residences }, { "populations", &sql_export_populations },
	{ "plans", &sql_export_plans }, { "tasks", &sql_export_tasks }, { "targets", &sql_export_targets },
	{ "courses", &sql_export_courses }, { "classes", &sql_export_classes },
	{ "sessions", &sql_export_sessions }, { "enrolments", &sql_export_enrolments },
	{ "attendance", &sql_export_attendance },
	{ "external_completions", &sql_export_external_completions },
	{ "assessments", &sql_export_assessments }, { "skills", &sql_export_skills },
	{ "headcounts", &sql_export_headcounts },
};

// A file being written.
struct writing {
	struct work *w;
	const struct package_file *file;
	FILE *out;
	bool clear;			// numbers in full, else masked
	struct arena *arena;		// of one row
	struct arena_mark mark;
	int64_t rows;
};

static const char *path_of(struct work *w, const char *folder, const char *name, const char *end)
{
	return arena_printf(w->arena, "%s/%s%s", folder, name, end);
}

static const char *csv_of(struct work *w, int i)
{
	return arena_printf(w->arena, "%s.csv", package_files[i].name);
}

static FILE *part_open(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");

	if (out == NULL)
		log_warn("cannot write %s", path);
	return out;
}

// True when all that was written is on its way to the disk.
static bool part_close(FILE *out, const char *path)
{
	bool good = ferror(out) == 0;

	if (fclose(out) == 0 && good)
		return true;
	log_warn("cannot write %s", path);
	return false;
}

static void header_write(const struct package_file *file, FILE *out)
{
	const char *names[PACKAGE_COLUMNS];
	int n = package_width(file);

	for (int i = 0; i < n; i++)
		names[i] = file->columns[i].name;
	csv_row(out, names, (size_t)n);
}

static const char *secret_open(struct writing *x, const char *sealed, const char *name, const char *person)
{
	const char *plain = personal_open(sealed, name, person, x->arena);

	if (plain == NULL && sealed != NULL)
		fault(x->w, "a sealed %s cannot be opened with these keys", name);
	return x->clear ? plain : personal_masked(plain, x->arena);
}

static void row_write(void *ctx, const char *const *values, int columns)
{
	struct writing *x = ctx;
	const char *fields[PACKAGE_COLUMNS];

	for (int i = 0; i < columns; i++) {
		const struct package_column *c = &x->file->columns[i];
		bool sealed = c->kind == VALUE_NATIONAL_ID || c->kind == VALUE_SECRET;

		fields[i] = sealed ? secret_open(x, values[i], c->name, values[0]) : values[i];
	}
	csv_row(x->out, fields, (size_t)columns);
	x->rows++;
	arena_rewind(x->arena, x->mark);
}

static bool file_write(struct work *w, const char *folder, int i, bool clear, FILE *progress)
{
	const char *path = path_of(w, folder, csv_of(w, i), ".part");
	struct writing x = { .w = w, .file = &package_files[i], .out = part_open(path), .clear = clear,
		.arena = arena_new() };
	struct instant begun = clock_now();
	int64_t spent;
	bool good = x.out != NULL;

	if (good) {
		arena_alloc(x.arena, 1);
		x.mark = arena_now(x.arena);
		header_write(x.file, x.out);
		db_each(w, exports[i].query, 0, NULL, row_write, &x);
		good = part_close(x.out, path);
	}
	arena_drop(x.arena);
	spent = clock_now().us - begun.us;
	if (progress != NULL)
		fprintf(progress, "%s.csv: %lld rows, %lld rows/s\n", x.file->name, (long long)x.rows,
			(long long)(spent > 0 ? x.rows * SECOND / spent : x.rows));
	return good;
}

static bool description_write(struct work *w, const char *folder)
{
	const char *path = path_of(w, folder, "datapackage.json", ".part");
	FILE *out = part_open(path);

	if (out == NULL)
		return false;
	package_describe(out);
	return part_close(out, path);
}

static void parts_drop(struct work *w, const char *folder)
{
	unlink(path_of(w, folder, "datapackage.json", ".part"));
	for (int i = 0; i < PACKAGE_FILES; i++)
		unlink(path_of(w, folder, csv_of(w, i), ".part"));
}

static bool part_place(struct work *w, const char *folder, const char *name)
{
	if (rename(path_of(w, folder, name, ".part"), path_of(w, folder, name, "")) == 0)
		return true;
	log_warn("cannot write %s/%s", folder, name);
	return false;
}

static bool parts_place(struct work *w, const char *folder)
{
	bool good = part_place(w, folder, "datapackage.json");

	for (int i = 0; good && i < PACKAGE_FILES; i++)
		good = part_place(w, folder, csv_of(w, i));
	return good;
}

// The folder is there, and holds nothing but a package.
static bool folder_ready(struct work *w, const char *folder)
{
	struct package_report strangers = report_new(w->arena, NULL);
	const struct source source = { .folder = folder };

	if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
		log_warn("cannot make the folder %s", folder);
		return false;
	}
	parts_drop(w, folder);
	if (source_list(&source, &strangers) < 0) {
		log_warn("cannot open the folder %s", folder);
		return false;
	}
	if (strangers.n > 0)
		log_warnx("the folder %s holds %s, which is no part of a package", folder, strangers.errors[0].name);
	return strangers.n == 0;
}

// Committed by itself: who took numbers out is on record whatever becomes of the files.
static bool noted(struct work *w, const char *reason)
{
	db_begin(w, false);
	db_int(w, sql_export_noted, arg(reason));
	return db_end(w, true);
}

int package_export(struct work *w, const char *folder, const char *reason, FILE *progress)
{
	bool good = true;

	if (!folder_ready(w, folder))
		return EX_CANTCREAT;
	if (reason != NULL && !noted(w, reason)) {
		log_warnx("export failed: %s", w->fault == NULL ? w->refused.code : w->fault);
		return EX_SOFTWARE;
	}
	db_timeout(w->db, 0);
	db_begin(w, true);
	db_run(w, sql_export_snapshot);
	for (int i = 0; good && work_ok(w) && i < PACKAGE_FILES; i++)
		good = file_write(w, folder, i, reason != NULL, progress);
	db_end(w, false);
	db_timeout(w->db, settings->query_seconds * MILLISECONDS);
	good = good && work_ok(w) && description_write(w, folder) && parts_place(w, folder);
	if (!good)
		parts_drop(w, folder);
	if (w->fault != NULL)
		log_warnx("export failed: %s", w->fault);
	return good ? EX_OK : work_ok(w) ? EX_IOERR : EX_SOFTWARE;
}
