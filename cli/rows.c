// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a CSV row by row, by the names of a header or in order.
#include "cli/rows.h"

#include <assert.h>
#include <string.h>

#include "cli/input.h"
#include "files/csv_read.h"

void rows_open(struct rows *r, struct call *c, const char *bytes, const char *const *names)
{
	*r = (struct rows){ .call = c, .names = names,
		.csv = csv_open_memory(bytes, strlen(bytes)) };
	if (csv_kind(r->csv) == CSV_OTHER_SEPARATOR)
		input_fail(c, 1, say_plain(SAY_csv_separator));
	for (size_t i = 0; names[i] != NULL; i++) {
		assert(i < ROW_COLUMNS);
		r->at[i] = i;
	}
}

// Is this record a header? Then where each column stands.
static bool header_read(struct rows *r, const struct csv_record *record)
{
	size_t at[ROW_COLUMNS];
	bool header = false;

	for (size_t i = 0; i < ROW_COLUMNS; i++)
		at[i] = CSV_FIELDS;
	for (size_t column = 0; r->names[column] != NULL; column++)
		for (size_t i = 0; i < record->n; i++)
			if (strcmp(record->fields[i], r->names[column]) == 0) {
				header = true;
				at[column] = i;
			}
	if (header)
		memcpy(r->at, at, sizeof at);
	return header;
}

static bool values_take(struct rows *r, const struct csv_record *record)
{
	bool any = false;

	for (size_t i = 0; r->names[i] != NULL; i++) {
		size_t at = r->at[i];
		bool there = at < record->n && *record->fields[at] != '\0';

		r->values[i] = there ? arena_copy(r->call->arena, record->fields[at]) : NULL;
		any |= there;
	}
	return any || record->n > 1;
}

bool rows_next(struct rows *r)
{
	struct csv_record record;

	while (r->call->exit == 0 && csv_next(r->csv, &record)) {
		bool header = !r->begun && header_read(r, &record);

		r->begun = true;
		r->line = record.line;
		if (record.fault != CSV_WHOLE)
			input_fail(r->call, r->line, say_plain(SAY_row_broken));
		else if (!header && values_take(r, &record))
			return true;
	}
	return false;
}

void rows_close(struct rows *r)
{
	csv_close(r->csv);
}
