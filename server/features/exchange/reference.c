// SPDX-License-Identifier: GPL-3.0-or-later
// Loading the reference data: first the ages that people's rows follow from, then the package, then
// what names its plans.
#include "features/exchange/reference.h"

#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/embed.h"
#include "base/log.h"
#include "base/text.h"
#include "build/sql.h"
#include "db/db.h"
#include "features/exchange/import.h"
#include "features/exchange/source.h"
#include "files/csv_read.h"

enum { ROWS_BYTES = 1 << 20, CHECKSUMS_BYTES = 1 << 16 };

struct table {
	const char *path;
	const struct query *query;
};
static const struct table before_package[] = {
	{ "schema/reference/retirement_ages.csv", &sql_retirement_ages_load },
	{ "schema/reference/id_prefixes.csv", &sql_id_prefixes_load },
	{ "schema/reference/public_holidays.csv", &sql_public_holidays_load },
	{ "schema/reference/record_kinds.csv", &sql_record_kinds_load },
	{ "schema/reference/consent_texts.csv", &sql_consent_texts_load },
	{ "schema/reference/request_clocks.csv", &sql_request_clocks_load },
	{ NULL, NULL },
};
static const struct table after_package[] = {
	{ "schema/reference/indicators.csv", &sql_indicators_load },
	{ "schema/reference/report_duties.csv", &sql_report_duties_load },
	{ NULL, NULL },
};

// A hash over the files, names included.
static const char *checksum(struct arena *arena)
{
	struct text all = text_new(arena, CHECKSUMS_BYTES);

	for (const struct embedded *f = embedded; f->path != NULL; f++)
		if (strncmp(f->path, "schema/data/", 12) == 0 || strncmp(f->path, "schema/reference/", 17) == 0)
			text_printf(&all, "%s %s\n", f->path, crypto_digest(f->bytes, f->len, arena));
	return crypto_digest(all.at, all.len, arena);
}

static void row_json(const struct csv_record *header, const struct csv_record *row, struct text *out)
{
	for (size_t i = 0; i < row->n && i < header->n; i++) {
		text_char(out, i == 0 ? '{' : ',');
		text_json(out, header->fields[i]);
		text_char(out, ':');
		text_json(out, row->lengths[i] == 0 ? NULL : row->fields[i]);
	}
	text_char(out, '}');
}

// The rows of an embedded file as a JSON array of objects of texts, or NULL when it is damaged.
static const char *rows_json(const struct embedded *file, struct arena *arena)
{
	struct csv *csv = csv_open_memory(file->bytes, file->len);
	struct text out = text_new(arena, ROWS_BYTES);
	struct csv_record header, row;
	bool good = csv_next(csv, &header) && header.fault == CSV_WHOLE && header.n <= CSV_FIELDS;

	for (size_t i = 0; good && i < header.n; i++)
		header.fields[i] = arena_copy(arena, header.fields[i]);
	text_char(&out, '[');
	while (good && csv_next(csv, &row)) {
		good = row.fault == CSV_WHOLE && row.n == header.n;
		if (out.len > 1)
			text_char(&out, ',');
		row_json(&header, &row, &out);
	}
	text_char(&out, ']');
	csv_close(csv);
	return good && !out.over ? out.at : NULL;
}

static bool tables_load(struct work *w, const struct table *tables)
{
	for (; tables->path != NULL; tables++) {
		const struct embedded *file = embedded_find(tables->path);
		const char *rows = file == NULL ? NULL : rows_json(file, w->arena);

		if (rows == NULL) {
			log_warnx("%s is missing or damaged", tables->path);
			return false;
		}
		db_touch(w, tables->query, 1, (const struct arg[]){ arg(rows) });
	}
	return work_ok(w);
}

static bool package_load(struct work *w)
{
	struct package_report report = report_new(w->arena, NULL);
	const struct source source = { .folder = NULL };

	if (package_take(w, &source, &report))
		return true;
	if (report.n > 0)
		report_table(&report, stderr);
	return false;
}

bool reference_load(struct work *w)
{
	const char *sum = checksum(w->arena);
	bool good;

	if (db_bool(w, sql_reference_is_loaded, arg(sum)))
		return work_ok(w);
	good = tables_load(w, before_package) && package_load(w) && tables_load(w, after_package);
	if (good)
		db_run(w, sql_reference_note, arg(sum));
	if (!work_ok(w))
		log_warnx("reference data: %s", w->fault != NULL ? w->fault : w->refused.code);
	return good && work_ok(w);
}
