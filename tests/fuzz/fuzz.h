// SPDX-License-Identifier: GPL-3.0-or-later
// What every fuzz target includes: its entry, what must hold, and its input piece by piece.
//
// A target gives arbitrary bytes to the program's own code, linked from the same sources. It ends as
// found (a crash) when a sanitizer complains, when something that must hold does not, or when an input
// takes a second of the processor.
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

struct reply;
struct sheet_row;

// The target: one input, any bytes. It gives back what it takes.
void fuzz_one(const uint8_t *bytes, size_t len);

#define must(holds) ((holds) ? (void)0 : must_fail(#holds, __FILE__, __LINE__))
_Noreturn void must_fail(const char *what, const char *file, int line);

// Is it one JSON value of any kind, and nothing behind it?
void must_json(const char *bytes, size_t len);

// A reply as it may go out: status, headers of one line, a body that is what its type says, and a
// sentence for every code.
void must_reply(const struct reply *);

// What a table's reader promises (files/sheet.h) of what it says of a file and of each row; `before` is the number of the row
// above, from 0, and becomes that of this one. Both listen (struct sheet_sink) and never stop.
bool must_about(void *nothing, const char *key, const char *value);
bool must_row(void *before, const struct sheet_row *);

// The input, read from its front.
struct input { const char *at; size_t left; };

// The next bytes up to `end`, which is taken too, or to the end of the input. In the arena, with a NUL
// behind its *len bytes (len may be NULL).
char *input_part(struct input *, char end, size_t *len, struct arena *);

// A number of those bytes, always the same for the same ones, to choose among `n`.
size_t input_choice(const char *bytes, size_t n);

#endif
