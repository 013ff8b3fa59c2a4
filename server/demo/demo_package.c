// SPDX-License-Identifier: GPL-3.0-or-later
// demo_package: the tables and columns the demo writes, and the descriptor that names them.
#include "demo/demo_package.h"

#include "files/csv_write.h"

#include <assert.h>
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum column_kind { TEXT, KEY, DATE, KEY_DATE, WHOLE, KEY_WHOLE, TRUTH, CLOCK, INSTANT };

// The type in the descriptor, and whether the column is part of the table's key.
static const struct {
	const char *type;
	bool key;
} column_kinds[] = {
	[TEXT] = { "string", false },
	[KEY] = { "string", true },
	[DATE] = { "date", false },
	[KEY_DATE] = { "date", true },
	[WHOLE] = { "integer", false },
	[KEY_WHOLE] = { "integer", true },
	[TRUTH] = { "boolean", false },
	[CLOCK] = { "time", false },
	[INSTANT] = { "datetime", false },
};

// A column of type time needs its format said: the default has seconds.
static const char clock_format[] = ", \"format\": \"%H:%M\"";

static const struct column {
	enum table table;
	const char *name;
	enum column_kind kind;
} columns[] = {
	{ UNITS, "code", KEY },
	{ UNITS, "valid_from", KEY_DATE },
	{ UNITS, "valid_to", DATE },
	{ UNITS, "name", TEXT },
	{ UNITS, "kind", TEXT },
	{ UNITS, "parent", TEXT },
	{ UNITS, "official_code", TEXT },
	{ SUCCESSIONS, "on", KEY_DATE },
	{ SUCCESSIONS, "from_unit", KEY },
	{ SUCCESSIONS, "to_unit", KEY },
	{ SUCCESSIONS, "kind", TEXT },
	{ SUCCESSIONS, "groups", TEXT },
	{ SUCCESSIONS, "legal_basis", TEXT },
	{ PEOPLE, "person", KEY },
	{ PEOPLE, "full_name", TEXT },
	{ PEOPLE, "birth_date", TEXT },
	{ PEOPLE, "sex", TEXT },
	{ PEOPLE, "national_id", TEXT },
	{ PEOPLE, "phone", TEXT },
	{ PEOPLE, "email", TEXT },
	{ AFFILIATIONS, "person", KEY },
	{ AFFILIATIONS, "unit", KEY },
	{ AFFILIATIONS, "valid_from", KEY_DATE },
	{ AFFILIATIONS, "valid_to", DATE },
	{ AFFILIATIONS, "category", TEXT },
	{ AFFILIATIONS, "position", TEXT },
	{ AFFILIATIONS, "dedicated_it", TRUTH },
	{ AFFILIATIONS, "in_charge_it", TRUTH },
	{ AFFILIATIONS, "expert", TRUTH },
	{ RESIDENCES, "person", KEY },
	{ RESIDENCES, "valid_from", KEY_DATE },
	{ RESIDENCES, "valid_to", DATE },
	{ RESIDENCES, "unit", TEXT },
	{ POPULATIONS, "unit", KEY },
	{ POPULATIONS, "base", KEY },
	{ POPULATIONS, "definition", KEY },
	{ POPULATIONS, "as_of", KEY_DATE },
	{ POPULATIONS, "count", WHOLE },
	{ POPULATIONS, "source", TEXT },
	{ COURSES, "code", KEY },
	{ COURSES, "title", TEXT },
	{ COURSES, "tasks", TEXT },
	{ COURSES, "topics", TEXT },
	{ COURSES, "audience", TEXT },
	{ COURSES, "periods", WHOLE },
	{ COURSES, "modality", TEXT },
	{ COURSES, "attendance_percent", WHOLE },
	{ COURSES, "attendance_unit", TEXT },
	{ COURSES, "late_counts", TRUTH },
	{ COURSES, "excused_counts", TRUTH },
	{ COURSES, "assessment_scheme", TEXT },
	{ CLASSES, "code", KEY },
	{ CLASSES, "course", TEXT },
	{ CLASSES, "host_unit", TEXT },
	{ CLASSES, "title", TEXT },
	{ CLASSES, "capacity", WHOLE },
	{ CLASSES, "venue", TEXT },
	{ CLASSES, "state", TEXT },
	{ SESSIONS, "class", KEY },
	{ SESSIONS, "number", KEY_WHOLE },
	{ SESSIONS, "date", DATE },
	{ SESSIONS, "start", CLOCK },
	{ SESSIONS, "end", CLOCK },
	{ SESSIONS, "periods", WHOLE },
	{ SESSIONS, "venue", TEXT },
	{ SESSIONS, "trainer", TEXT },
	{ SESSIONS, "cancelled", TRUTH },
	{ ENROLMENTS, "class", KEY },
	{ ENROLMENTS, "person", KEY },
	{ ENROLMENTS, "nominated_by", TEXT },
	{ ENROLMENTS, "state", TEXT },
	{ ATTENDANCE, "class", KEY },
	{ ATTENDANCE, "session", KEY_WHOLE },
	{ ATTENDANCE, "person", KEY },
	{ ATTENDANCE, "status", TEXT },
	{ ATTENDANCE, "recorded_at", INSTANT },
	{ EXTERNAL_COMPLETIONS, "person", KEY },
	{ EXTERNAL_COMPLETIONS, "course", KEY },
	{ EXTERNAL_COMPLETIONS, "completed_on", KEY_DATE },
	{ EXTERNAL_COMPLETIONS, "source", TEXT },
	{ EXTERNAL_COMPLETIONS, "evidence", TEXT },
	{ EXTERNAL_COMPLETIONS, "verified", TRUTH },
	{ ASSESSMENTS, "person", KEY },
	{ ASSESSMENTS, "scheme", KEY },
	{ ASSESSMENTS, "assessed_on", KEY_DATE },
	{ ASSESSMENTS, "result", TEXT },
	{ ASSESSMENTS, "score", TEXT },
	{ ASSESSMENTS, "reference", TEXT },
	{ SKILLS, "person", KEY },
	{ SKILLS, "domain", KEY },
	{ SKILLS, "observed_on", KEY_DATE },
	{ SKILLS, "observer", KEY },
	{ SKILLS, "level", TEXT },
	{ HEADCOUNTS, "unit", KEY },
	{ HEADCOUNTS, "title", KEY },
	{ HEADCOUNTS, "date", KEY_DATE },
	{ HEADCOUNTS, "count", WHOLE },
};

static const char *const table_names[TABLES] = {
	"units",
	"successions",
	"people",
	"affiliations",
	"residences",
	"populations",
	"courses",
	"classes",
	"sessions",
	"enrolments",
	"attendance",
	"external_completions",
	"assessments",
	"skills",
	"headcounts",
};

struct demo_package {
	FILE *file[TABLES];
	size_t width[TABLES]; // columns of each table
	bool failed;
};

static FILE *package_file(const char *folder, const char *name, const char *suffix)
{
	char *path;
	FILE *file;

	if (asprintf(&path, "%s/%s.%s", folder, name, suffix) < 0)
		return NULL;
	file = fopen(path, "w");
	if (file == NULL)
		warn("%s", path);
	free(path);
	return file;
}

// A comma before all but the first of a list, so that the caller need not know which is last.
static void describe_fields(FILE *out, enum table table, bool keys_only)
{
	const char *comma = "";

	for (size_t i = 0; i < COUNT(columns); i++) {
		const struct column *column = &columns[i];

		if (column->table != table || (keys_only && !column_kinds[column->kind].key))
			continue;
		if (keys_only)
			fprintf(out, "%s\"%s\"", comma, column->name);
		else
			fprintf(out, "%s\n          { \"name\": \"%s\", \"type\": \"%s\"%s }",
				comma, column->name, column_kinds[column->kind].type,
				column->kind == CLOCK ? clock_format : "");
		comma = keys_only ? ", " : ",";
	}
}

static void describe_table(FILE *out, enum table table)
{
	fprintf(out,
		"%s\n    {\n      \"name\": \"%s\",\n      \"path\": \"%s.csv\",\n"
		"      \"profile\": \"tabular-data-resource\",\n      \"format\": \"csv\",\n"
		"      \"mediatype\": \"text/csv\",\n      \"encoding\": \"utf-8\",\n"
		"      \"schema\": {\n        \"fields\": [",
		table > 0 ? "," : "", table_names[table], table_names[table]);
	describe_fields(out, table, false);
	fputs("\n        ],\n        \"primaryKey\": [", out);
	describe_fields(out, table, true);
	fputs("]\n      }\n    }", out);
}

static int descriptor_write(const char *folder)
{
	FILE *out = package_file(folder, "datapackage", "json");
	bool failed;

	if (out == NULL)
		return -1;
	fputs("{\n  \"profile\": \"tabular-data-package\",\n  \"name\": \"hocvu-demo\",\n"
	      "  \"title\": \"Dữ liệu mẫu: người và lớp học là giả định\",\n"
	      "  \"description\": \"The demo world of hocvu: invented people and figures on real "
	      "units.\",\n"
	      "  \"resources\": [",
		out);
	for (enum table table = 0; table < TABLES; table++)
		describe_table(out, table);
	fputs("\n  ]\n}\n", out);
	failed = ferror(out) != 0;
	if (fclose(out) != 0 || failed) {
		warn("%s/datapackage.json", folder);
		return -1;
	}
	return 0;
}

static void header_write(struct demo_package *package, enum table table)
{
	const char *names[COUNT(columns)];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(columns); i++)
		if (columns[i].table == table)
			names[n++] = columns[i].name;
	package->width[table] = n;
	demo_put(package, table, names, n);
}

struct demo_package *demo_open(const char *folder)
{
	struct demo_package *package = calloc(1, sizeof *package);

	if (package == NULL || (mkdir(folder, 0777) != 0 && errno != EEXIST)
		|| descriptor_write(folder) != 0) {
		warn("%s", folder);
		free(package);
		return NULL;
	}
	for (enum table table = 0; table < TABLES; table++) {
		package->file[table] = package_file(folder, table_names[table], "csv");
		if (package->file[table] == NULL) {
			demo_close(package);
			return NULL;
		}
		header_write(package, table);
	}
	return package;
}

void demo_put(struct demo_package *package, enum table table, const char *const *fields, size_t n)
{
	assert(n == package->width[table]);
	if (csv_row(package->file[table], fields, n) != 0)
		package->failed = true;
}

int demo_close(struct demo_package *package)
{
	bool failed = package->failed;

	for (enum table table = 0; table < TABLES; table++)
		if (package->file[table] != NULL && fclose(package->file[table]) != 0)
			failed = true;
	free(package);
	if (failed)
		warn("a table of the demo");
	return failed ? -1 : 0;
}
