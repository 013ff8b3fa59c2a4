// SPDX-License-Identifier: GPL-3.0-or-later
// Files of a package: found, opened, and those that do not belong told.
#include "features/exchange/source.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "base/arena.h"
#include "base/embed.h"
#include "files/csv_read.h"
#include "features/exchange/report.h"

// What may stand beside the tables.
static const char *const papers[] = { ".", "..", "datapackage.json", "README.md" };

static bool file_known(const char *name)
{
	for (size_t i = 0; i < sizeof papers / sizeof papers[0]; i++)
		if (strcmp(papers[i], name) == 0)
			return true;
	return package_file_of(name) >= 0;
}

bool source_list(const struct source *source, struct package_report *report)
{
	struct dirent *entry;
	DIR *folder;

	if (source->folder == NULL)
		return true;
	folder = opendir(source->folder);
	if (folder == NULL)
		return false;
	while ((entry = readdir(folder)) != NULL)
		if (!file_known(entry->d_name))
			report_error(report, (struct package_error){ .file = PACKAGE_FILES, .name = entry->d_name,
				.line = 1, .column = -1, .code = "file_unknown" });
	closedir(folder);
	return true;
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
	csv = csv_open(arena_printf(arena, "%s/%s.csv", source->folder, name));
	if (csv == NULL && errno != ENOENT)
		*failed = errno;
	return csv;
}
