// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud sheet: the process in which a table of unknown origin is read; see files/sheet.h.
#include <stdlib.h>
#include <sysexits.h>

#include "commands/commands.h"
#include "files/sheet.h"

int command_sheet(int argc, char **argv)
{
	if (argc != 2)
		return command_usage(argv[0]);
	sheet_serve((int)strtol(argv[1], NULL, 10));
	return EX_OK;
}
