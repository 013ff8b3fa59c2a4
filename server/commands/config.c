// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud config: the settings in force, or the example file.
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/settings.h"
#include "commands/commands.h"

int command_config(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--example") == 0) {
		settings_example(stdout);
		return EX_OK;
	}
	if (argc > 1)
		return command_usage(argv[0]);
	settings_print(stdout);
	return EX_OK;
}
