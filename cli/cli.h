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
#include "cli/usage.h"
#include "cli/value.h"

enum { WORDS_MOST = 2048, OPTIONS_MOST = 24 };

enum { EXIT_NOT_FOUND = 1 };		// the others are those of <sysexits.h>

struct rest;
struct command;

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
	const int64_t *lines;		// of the input, for every item of the list that is sent; NULL: no file
	size_t lines_n;
	const char *cookie;		// of the session in which its owner confirmed a dangerous act, or NULL
	bool saved;			// the list is a file: there is nothing to show
	int exit;			// 0 so far
};

// What an option of the command was given, as token_meant() gives it: "" for one without a value, NULL when
// it was not said.
const char *option(const struct call *, const char *name);

// Says why on standard error and ends the call with that exit code, unless it failed before.
void call_fail(struct call *, int exit_code, const char *why);

// Sorts argv (behind the command's name) into words and options; false after a call_fail().
bool call_parse(struct call *, int argc, char **argv);

// Prints help: of a command, of a noun (verb NULL), of everything (noun NULL); fails the call when there is
// no such thing.
void help_print(struct call *, const char *noun, const char *verb);

#endif
