// SPDX-License-Identifier: GPL-3.0-or-later
// The table of commands.def: every command, its function, what is common to all.
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/cli.h"

// One row of commands.def.
struct command {
	const char *noun, *verb;	// verb "" when the noun says it all
	const char *usage, *example;	// the usage is the grammar: see cli/usage.h
	const char *says[2];		// one line for --help, by enum language
	void (*run)(struct call *);
};
extern const struct command commands[];	// ends with a NULL noun

// The flags every command takes, as a usage line.
extern const char flags_usage[];

// The command of these words, NULL when there is none; `verb` is not looked at where the noun says it all.
const struct command *command_find(const char *noun, const char *verb);

// Does some command begin with it?
bool noun_known(const char *noun);

// "unit list", "login". In the arena.
const char *command_name(const struct command *, struct arena *);

// Their functions. What each takes stands in its usage.
#define COMMAND(noun, verb, usage, example, vi, en) void noun##_##verb(struct call *);
#define ALONE(noun, usage, example, vi, en) void noun##_run(struct call *);
#define NAMED(function, noun, usage, example, vi, en) void function##_run(struct call *);
#include "cli/commands.def"
#undef COMMAND
#undef ALONE
#undef NAMED

#endif
