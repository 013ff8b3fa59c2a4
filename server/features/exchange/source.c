// SPDX-License-Identifier: GPL-3.0-or-later
// Files of a package: found, opened, and those that do not belong told.
#include "features/exchange/source.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "base/arena.h"
#include "base/embed.h"
#include "features/exchange/report.h"
#include "files/csv_read.h"
#include "files/plain.h"
#include "http/json.h"

#define DESCRIPTION "datapackage.json"

enum { DESCRIPTION_MOST = 1 << 20 };	// bytes

// What may stand beside the tables.
static const char *const papers[] = { ".", "..", DESCRIPTION, "README.md" };

static bool file_known(const char *name)
{
	for (size_t i = 0; i < sizeof papers / sizeof papers[0]; i++)
		if (strcmp(papers[i], name) == 0)
			return true;
	return package_file_of(name) >= 0;
}

static void source_error(struct package_report *report, const char *name, const char *code, const char *value)
{
	report_error(report, (struct package_error){ .file = PACKAGE_FILES, .name = name, .line = 1, .column = -1,
		.code = code, .value = value });
}

// Why a folder cannot be opened; whoever typed its name wants to know.
static const struct { int number; const char *code; } no_folder[] = {
	{ ENOENT, "folder_missing" }, { ENOTDIR, "folder_other" }, { EACCES, "folder_closed" }, { 0, "folder_unread" },
};

bool source_opens(const struct source *source, struct package_report *report)
{
	DIR *folder = opendir(source->folder);
	size_t i = 0;

	if (folder != NULL) {
		closedir(folder);
		return true;
	}
	while (no_folder[i].number != 0 && no_folder[i].number != errno)
		i++;
	source_error(report, source->folder, no_folder[i].code, NULL);
	return false;
}

// A table somewhere else would be left out without a word.
static void resource_check(void *ctx, const char *path)
{
	if (package_file_of(path) < 0)
		source_error(ctx, DESCRIPTION, "resource_unknown", path);
}

// A package may come without its description, but not with one that is none.
static void description_check(const struct source *source, struct package_report *report)
{
	const char *path = arena_printf(report->arena, "%s/" DESCRIPTION, source->folder);
	size_t len;
	const char *bytes = plain_read(path, DESCRIPTION_MOST, &len, report->arena);

	if (bytes == NULL && errno == ENOENT)
		return;
	if (bytes == NULL)
		source_error(report, DESCRIPTION, "file_unread", NULL);
	else if (!json_members(bytes, len, &(struct json_members){ "resources", "path", resource_check, report }))
		source_error(report, DESCRIPTION, "description_form", NULL);
}

int source_list(const struct source *source, struct package_report *report)
{
	struct dirent *entry;
	int tables = 0;
	DIR *folder = opendir(source->folder);

	if (folder == NULL)
		return -1;
	while ((entry = readdir(folder)) != NULL) {
		tables += package_file_of(entry->d_name) >= 0;
		if (!file_known(entry->d_name))
			source_error(report, entry->d_name, "file_unknown", NULL);
	}
	closedir(folder);
	return tables;
}

bool source_check(const struct source *source, struct package_report *report)
{
	if (!source_opens(source, report))
		return false;
	if (source_list(source, report) == 0)
		source_error(report, source->folder, "folder_empty", NULL);
	description_check(source, report);
	return true;
}

const char *source_path(const struct source *source, const char *name, struct arena *arena)
{
	return arena_printf(arena, "%s/%s.csv", source->folder, name);
}

struct csv *source_open(const struct source *source, const char *name, struct arena *arena, int *failed)
{
	const struct embedded *carried;
	struct csv *csv;

	*failed = 0;
	if (source->folder == NULL) {
		carried = embedded_find(arena_printf(arena, "schema/data/%s.csv", name));
		return carried == NULL ? NULL : csv_open_memory(carried->bytes, carried->len);
	}
	csv = csv_open(source_path(source, name, arena));
	if (csv == NULL && errno != ENOENT)
		*failed = errno;
	return csv;
}
