// SPDX-License-Identifier: GPL-3.0-or-later
// Word documents (.docx, ECMA-376) that an office made, as templates: checked once when they come, in a process of their
// own, and taken down as a list of pieces (text as it stands, fields, rows to repeat) that is filled without reading XML again.
//
// A field is {name} or {{name}} in a paragraph, however Word parts it into runs; {list.name} stands in a row of a table,
// which is repeated for everything in the list. What a piece looks like on its way is said in word_pieces.h.
#ifndef FILES_WORD_H
#define FILES_WORD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"

struct arena;
struct text;

#define WORD_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

enum {
	WORD_FILE_MOST = 180000,	// bytes of a file that is taken
	WORD_TEMPLATE_MOST = 4 << 20,	// of its pieces
	WORD_ABOUT_MOST = 300,
};

// What may stand in braces: "class code ...", "trainees|n name ...;sessions|...".
struct word_names { const char *fields, *lists; };

// Reads a file in a process of its own (hocvud word): 10 s, 256 MiB, no files, no network. NULL with the pieces in
// *template, or the code of the refusal (web/messages) with *about what it is about. Both in the arena, *about may be "".
const char *word_read(const char *bytes, size_t len, const struct word_names *, struct arena *, struct text *template,
	const char **about);

// The other process: the file on standard input, pieces or refusal on standard output.
void word_serve(const struct word_names *);

// The same in this process: for that process and for the fuzz target.
const char *word_parse(const char *bytes, size_t len, const struct word_names *, struct arena *, struct text *template,
	struct text *about);

// Are these pieces as word_parse() gives them, with fields of these names alone?
bool word_sound(const char *template, size_t len, const struct word_names *);

// Where values come from: of the whole (list NULL) or of a row, counted from 0. NULL is none.
struct word_source {
	const char *(*value)(void *ctx, const char *list, size_t row, const char *name);
	size_t (*rows)(void *ctx, const char *list);
	void *ctx;
};

// The finished document in *out, in the arena, from sound pieces; false when it grew too long. A row of an empty list
// is left out, unless its table would have none: then it stays, empty.
bool word_fill(const struct text *template, const struct word_source *, struct instant made, struct arena *, struct text *out);

#endif
