// SPDX-License-Identifier: GPL-3.0-or-later
// The header of a file: which field is which column, and files that are no CSV of ours at all.
#include "features/exchange/intake.h"

#include <string.h>

const char *const record_faults[] = {
	[CSV_QUOTE_STRAY] = "quote_stray", [CSV_QUOTE_OPEN] = "quote_open", [CSV_TOO_LONG] = "quote_open",
};

void intake_error(struct intake *in, int column, const char *code, const char *value)
{
	report_error(in->stage->report, (struct package_error){ .file = in->place, .line = in->record.line,
		.column = column, .code = code, .value = value });
}

bool file_refused(struct intake *in, const char *code)
{
	intake_error(in, -1, code, NULL);
	in->stage->report->keys_lost[in->place] = true;
	return false;
}

static void header_field(struct intake *in, size_t i)
{
	int column = package_column_of(in->file, in->record.fields[i]);

	if (column < 0 || strlen(in->record.fields[i]) != in->record.lengths[i]) {
		report_error(in->stage->report, (struct package_error){ .file = in->place, .line = in->record.line,
			.column = -1, .other = value_shown(in->record.fields[i], in->record.lengths[i], in->arena),
			.code = "column_unknown" });
		return;
	}
	if (in->at[column] >= 0)
		intake_error(in, column, "column_twice", NULL);
	else
		in->at[column] = (int)i;
}

// By what the file looks like: what to say of it, or NULL when it may be ours.
static const char *const kinds_refused[] = {
	[CSV_OTHER_SEPARATOR] = "separator", [CSV_OTHER_LETTERS] = "text_encoding", [CSV_OURS] = NULL,
};

bool header_read(struct intake *in)
{
	const char *other = kinds_refused[csv_kind(in->csv)];

	in->record.line = 1;
	memset(in->at, -1, sizeof in->at);
	if (other != NULL)
		return file_refused(in, other);
	if (!csv_next(in->csv, &in->record))
		return file_refused(in, "header_missing");
	if (in->record.fault != CSV_WHOLE)
		return file_refused(in, record_faults[in->record.fault]);
	if (in->record.n > CSV_FIELDS)
		return file_refused(in, "field_count");
	in->fields = in->record.n;
	for (size_t i = 0; i < in->fields; i++)
		header_field(in, i);
	for (int c = 0; c < in->width; c++) {
		enum value_need need = in->file->columns[c].need;

		if (in->at[c] >= 0 || need == NEED_MAY || need == NEED_KEY_OPEN)
			continue;
		intake_error(in, c, "column_missing", NULL);
		if (need == NEED_KEY)
			in->stage->report->keys_lost[in->place] = true;
	}
	return true;
}
