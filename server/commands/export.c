// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud export FOLDER: everything out as a data package.
#include <stdio.h>
#include <sysexits.h>

#include "commands/commands.h"
#include "commands/session.h"
#include "features/exchange/export.h"

int command_export(int argc, char **argv)
{
	const char *data = session_flag(&argc, argv);
	struct session s;
	struct work w;

	if (argc != 2 || argv[1][0] == '-')
		return command_usage("export");
	s = session_open(data);
	if (s.db == NULL)
		return session_close(&s, s.exit_code);
	w = work_on(s.db, s.arena);
	return session_close(&s, package_export(&w, argv[1], stderr));
}
