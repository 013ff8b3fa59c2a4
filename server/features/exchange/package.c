// SPDX-License-Identifier: GPL-3.0-or-later
// The table of package.def made of structs, and its description as a Data Package (datapackage.org).
#include "features/exchange/package.h"

#include <assert.h>
#include <string.h>

#include "base/words.h"

#define TABLE(name) static const struct package_column name##_columns[] = {
#define COLUMN(name, kind, need, of) { #name, VALUE_##kind, NEED_##need, of },
#define END { .name = NULL } };
#include "features/exchange/package.def"
#undef TABLE
#undef COLUMN
#undef END

const struct package_file package_files[] = {
#define TABLE(name) { #name, name##_columns },
#define COLUMN(name, kind, need, of)
#define END
#include "features/exchange/package.def"
#undef TABLE
#undef COLUMN
#undef END
	{ NULL, NULL },
};
static_assert(sizeof package_files / sizeof package_files[0] == PACKAGE_FILES + 1, "every file is counted");

int package_file_of(const char *csv_name)
{
	size_t len = strlen(csv_name);

	if (len < 4 || strcmp(csv_name + len - 4, ".csv") != 0)
		return -1;
	for (int i = 0; i < PACKAGE_FILES; i++)
		if (strlen(package_files[i].name) == len - 4 && memcmp(package_files[i].name, csv_name, len - 4) == 0)
			return i;
	return -1;
}

int package_place(const char *name)
{
	for (int i = 0; i < PACKAGE_FILES; i++)
		if (strcmp(package_files[i].name, name) == 0)
			return i;
	assert(!"a file of the package");
	return 0;
}

int package_column_of(const struct package_file *file, const char *name)
{
	for (int i = 0; file->columns[i].name != NULL; i++)
		if (strcmp(file->columns[i].name, name) == 0)
			return i;
	return -1;
}

int package_width(const struct package_file *file)
{
	int n = 0;

	while (file->columns[n].name != NULL)
		n++;
	return n;
}

bool column_is_key(const struct package_column *column)
{
	return column->need == NEED_KEY || column->need == NEED_KEY_OPEN;
}

// How a kind of value is called in a table schema; what is not here is a string.
static const struct { enum value_kind kind; const char *type; } schema_types[] = {
	{ VALUE_DATE, "\"date\"" },
	{ VALUE_SESSION_DATE, "\"date\"" },
	{ VALUE_COUNT, "\"integer\", \"constraints\": { \"minimum\": 0 }" },
	{ VALUE_SIZE, "\"integer\", \"constraints\": { \"minimum\": 1 }" },
	{ VALUE_PERCENT, "\"integer\", \"constraints\": { \"minimum\": 1, \"maximum\": 100 }" },
	{ VALUE_FLAG, "\"boolean\"" },
	{ VALUE_INSTANT, "\"datetime\", \"format\": \"any\"" },
	{ VALUE_HHMM, "\"time\", \"format\": \"%H:%M\"" },
};

static const char *schema_type(enum value_kind kind)
{
	for (size_t i = 0; i < sizeof schema_types / sizeof schema_types[0]; i++)
		if (schema_types[i].kind == kind)
			return schema_types[i].type;
	return "\"string\"";
}

static void describe_file(FILE *out, const struct package_file *file, bool last)
{
	const char *comma = "";

	fprintf(out, "    {\n      \"name\": \"%s\",\n      \"path\": \"%s.csv\",\n"
		"      \"profile\": \"tabular-data-resource\",\n      \"format\": \"csv\",\n"
		"      \"mediatype\": \"text/csv\",\n      \"encoding\": \"utf-8\",\n"
		"      \"schema\": {\n        \"fields\": [", file->name, file->name);
	for (const struct package_column *c = file->columns; c->name != NULL; c++)
		fprintf(out, "%s\n          { \"name\": \"%s\", \"type\": %s }", c == file->columns ? "" : ",", c->name,
			schema_type(c->kind));
	fputs("\n        ],\n        \"primaryKey\": [", out);
	for (const struct package_column *c = file->columns; c->name != NULL; c++) {
		if (!column_is_key(c))
			continue;
		fprintf(out, "%s\"%s\"", comma, c->name);
		comma = ", ";
	}
	fprintf(out, "]\n      }\n    }%s\n", last ? "" : ",");
}

void package_describe(FILE *out)
{
	fputs("{\n  \"profile\": \"tabular-data-package\",\n  \"name\": \"hocvu\",\n"
		"  \"title\": \"Đơn vị, con người, kế hoạch và đào tạo kỹ năng số\",\n  \"resources\": [\n", out);
	for (int i = 0; i < PACKAGE_FILES; i++)
		describe_file(out, &package_files[i], i == PACKAGE_FILES - 1);
	fputs("  ]\n}\n", out);
}
