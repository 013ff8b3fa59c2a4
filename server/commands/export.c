// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud export FOLDER: everything out as a data package.
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "commands/commands.h"
#include "commands/session.h"
#include "features/exchange/export.h"

enum { REASON_LEAST = 5, REASON_MOST = 500 };

// The folder, or NULL when the line is not understood. --numbers goes with --why.
static const char *folder_of(int argc, char **argv, const char **reason)
{
	const char *folder = NULL;
	bool numbers = false;

	*reason = NULL;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--numbers") == 0)
			numbers = true;
		else if (strcmp(argv[i], "--why") == 0 && i + 1 < argc)
			*reason = argv[++i];
		else if (argv[i][0] == '-' || folder != NULL)
			return NULL;
		else
			folder = argv[i];
	}
	if (numbers != (*reason != NULL))
		return NULL;
	return *reason != NULL && (strlen(*reason) < REASON_LEAST || strlen(*reason) > REASON_MOST) ? NULL : folder;
}

int command_export(int argc, char **argv)
{
	const char *data = session_flag(&argc, argv), *reason, *folder = folder_of(argc, argv, &reason);
	struct session s;
	struct work w;

	if (folder == NULL)
		return command_usage("export");
	s = session_open(data);
	if (s.db == NULL)
		return session_close(&s, s.exit_code);
	w = work_on(s.db, s.arena);
	return session_close(&s, package_export(&w, folder, reason, stderr));
}
