// SPDX-License-Identifier: GPL-3.0-or-later
// One call of hocvu: the command found, its words and options, and how it is going.
//
// Failures are sticky: the first one is said on standard error and becomes the exit code; whatever
// the command asks or prints afterwards does nothing. So a command reads straight through.
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "cli/say.h"
#include "cli/value.h"

enum { WORDS_MOST = 2048, OPTIONS_MOST = 24 };

enum { EXIT_NOT_FOUND = 1 };		// the others are those of <sysexits.h>

struct rest;
struct call;

// One row of commands.def. `usage` is the grammar: WORD must be there, [WORD] may, WORD... takes the
// rest, --name takes a value when a WORD follows it, and is needed outside of brackets.
struct command {
	const char *noun, *verb;	// verb "" when the noun says it all
	const char *usage, *example;
	const char *vi, *en;		// one line for --help
	void (*run)(struct call *);
};
extern const struct command commands[];	// ends with a NULL noun

struct option { const char *name, *value; };

struct call {
	struct arena *arena;
	struct rest *rest;
	const struct command *command;
	const char *words[WORDS_MOST];
	size_t n;
	struct option options[OPTIONS_MOST];
	size_t options_n;
	const char *raw;		// the last answer as it came, for --json
	size_t raw_len;
	int exit;			// 0 so far
};

// What an option of the command was given: "" for one without a value, NULL when it was not said.
const char *option(const struct call *, const char *name);

// An option that is a day, YYYY-MM-DD or dd/mm/yyyy, as the API wants it; NULL when it was not said.
const char *option_day(struct call *, const char *name);

// Says why on standard error and ends the call with that exit code, unless it failed before.
void call_fail(struct call *, int exit_code, const char *why);

// Sorts argv (behind the command's name) into words and options; false after a call_fail().
bool call_parse(struct call *, int argc, char **argv);

// Prints help: of everything, of a noun, of one command.
void help_all(void);
void help_noun(const char *noun);
void help_command(const struct command *);

#endif
