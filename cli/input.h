// SPDX-License-Identifier: GPL-3.0-or-later
// What comes in: a body or a list from standard input, a password from the terminal.
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include "cli/cli.h"

// All of a file, "-": of standard input, of at most `most` bytes. NULL after a call_fail().
const char *input_file(struct call *, const char *path, size_t most, size_t *len);

// Bytes as valid UTF-8 without a byte order mark. NULL after a call_fail(); NULL gives NULL.
const char *input_text(struct call *, const char *bytes, size_t len);

// All of standard input as valid UTF-8 without a byte order mark. NULL after a call_fail().
const char *input_all(struct call *);

// The same, which must be JSON; and what came in, once it is known to be. NULL gives NULL.
const char *input_json(struct call *);
const char *input_checked(struct call *, const char *json);

// Codes out of a pasted list: one a line (of columns the first), or parted by spaces, commas,
// semicolons. Added behind c->words.
void input_words(struct call *);

// What came in cannot be: ends the call with the line it stands on; line 0 is a word of the command line.
void input_fail(struct call *, int64_t line, const char *why);

// A password: asked on the terminal without echo, or with `piped` the next line of standard input.
// NULL after a call_fail(), when there is none.
const char *input_password(struct call *, const char *prompt, bool piped);

// Is there a terminal to ask at?
bool input_terminal(void);

// A line typed at the terminal, NULL when there is none.
const char *input_line(struct call *, const char *prompt);

#endif
