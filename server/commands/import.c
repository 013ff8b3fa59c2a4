// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud import FOLDER: a data package in, all of it or nothing.
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/arena.h"
#include "commands/commands.h"
#include "commands/session.h"
#include "features/exchange/import.h"

// Takes --json off the arguments; the folder, or NULL when there is not exactly one.
static const char *folder_of(int argc, char **argv, bool *json)
{
	const char *folder = NULL;
	int folders = 0;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--json") == 0) {
			*json = true;
		} else {
			folder = argv[i];
			folders += argv[i][0] == '-' ? 2 : 1;
		}
	}
	return folders == 1 ? folder : NULL;
}

static void told(const struct package_report *report, int code, bool json)
{
	int64_t rows = report->rows_before;

	if (json) {
		report_json(report, stdout);
		return;
	}
	if (code != EX_OK) {
		report_table(report, stdout);
		fprintf(stderr, "%zu errors; nothing was imported\n", report->n);
		return;
	}
	for (int i = 0; i < PACKAGE_FILES; i++)
		rows += report->rows[i];
	printf("%lld rows%s, %lld written, %lld warnings\n", (long long)rows,
		report->rows_before == 0 ? " read" : ", the package imported last and nothing written since",
		(long long)report->changed, (long long)report->warnings);
}

static int import_into(const char *data, const char *folder, struct package_report *report)
{
	struct session s = session_open(data);
	struct work w;

	if (s.db == NULL)
		return session_close(&s, s.exit_code);
	w = work_on(s.db, s.arena);
	return session_close(&s, package_import(&w, folder, report));
}

int command_import(int argc, char **argv)
{
	const char *data = session_flag(&argc, argv), *folder;
	struct package_report report;
	struct arena *arena;
	bool json = false;
	int code;

	folder = folder_of(argc, argv, &json);
	if (folder == NULL)
		return command_usage("import");
	arena = arena_new();
	report = report_new(arena, stderr);
	code = package_found(folder, &report) ? import_into(data, folder, &report) : EX_NOINPUT;
	if (code == EX_OK || report.n > 0)
		told(&report, code, json);
	arena_drop(arena);
	return code;
}
