// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud hash: the process in which the server's passwords are hashed; see base/password.h.
#include <sysexits.h>

#include "base/password.h"
#include "commands/commands.h"

int command_hash(int argc, char **argv)
{
	if (argc > 1)
		return command_usage(argv[0]);
	password_helper_serve();
	return EX_OK;
}
