// SPDX-License-Identifier: GPL-3.0-or-later
// The subcommands of hocvud. Adding one is one line in commands.def and one file here.
//
// main() takes the flags common to all (--conf FILE, --set name=value, --help) off the line and
// loads the settings; a command gets what is left, argv[0] being its name, and gives an exit code
// of <sysexits.h>.
#ifndef COMMANDS_COMMANDS_H
#define COMMANDS_COMMANDS_H

#include <stdbool.h>
#include <stdio.h>

#include "base/clock.h"

struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *usage;	// what may follow the name
	const char *says;	// one line for --help
};
extern const struct command commands[];	// ends with a NULL name

#define COMMAND(name, usage, says) int command_##name(int argc, char **argv);
#include "commands/commands.def"
#undef COMMAND

// The command of that name, or NULL.
const struct command *command_named(const char *name);

// Prints every command in a line, or one with its arguments and the flags common to all.
void command_help_all(FILE *out);
void command_help(const struct command *c, FILE *out);

// Prints how a command is used and gives EX_USAGE; for arguments it does not know.
int command_usage(const char *name);

// Reads a day as people type it (2025-12-31 or 31/12/2025); else says so on standard error and gives false.
bool command_day(const char *name, const char *said, struct date *out);

// Serves until SIGTERM or SIGINT, then ends what is in flight and gives an exit code: 0, or 78 when
// the settings or the database do not fit this program, 69 when the address cannot be had. Uses the
// socket listen_open() keeps, else opens settings->listen. `started` (may be NULL) is called once
// when requests are answered, with the address people can reach; non-zero ends the serving.
int serve_run(int (*started)(const char *address, void *ctx), void *ctx);

// Catches SIGTERM and SIGINT from here on (serve_run does it too), and says whether one came: a
// command that prepares for long asks in between.
void serve_catch_stop(void);
bool serve_stop_requested(void);

#endif
