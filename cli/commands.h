// SPDX-License-Identifier: GPL-3.0-or-later
// The functions of commands.def. What each takes stands in its usage there.
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/cli.h"

#define COMMAND(noun, verb, usage, example, vi, en) void noun##_##verb(struct call *);
#define ALONE(noun, usage, example, vi, en) void noun##_run(struct call *);
#include "cli/commands.def"
#undef COMMAND
#undef ALONE

#endif
