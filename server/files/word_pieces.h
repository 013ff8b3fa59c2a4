// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces of a Word template: a letter, four bytes of length, content. They are written in the fenced process, kept in the
// database and walked when a paper is made.
#ifndef FILES_WORD_PIECES_H
#define FILES_WORD_PIECES_H

#include <stdbool.h>
#include <stddef.h>

struct text;
struct word_names;

enum piece_kind {
	PIECE_PART = 'P',	// a part of the package begins: its name
	PIECE_BYTES = 'B',	// as they stand
	PIECE_FIELD = 'F',	// "name", or "list.name" within a row
	PIECE_ROW = 'R',	// what follows is repeated for everything in the list
	PIECE_ONLY_ROW = 'O',	// the same, and the table has no other row
	PIECE_ROW_END = 'E',
};

struct word_piece { enum piece_kind kind; const char *at; size_t len; };

// Writes pieces; bytes that follow bytes go on in one piece.
struct piece_writer { struct text *out; size_t bytes_at; bool in_bytes; };
void piece_add(struct piece_writer *, enum piece_kind, const char *at, size_t len);

// The next piece of those between *at and end, which moves on; false at the end or when they are broken off.
bool piece_next(const char **at, const char *end, struct word_piece *);

// The name as it is listed for that field ("class", "trainees.name"; capitals do not count), or NULL; *list gets the
// length of its list's name, 0 for a field of the whole.
const char *word_name_known(const struct word_names *, const char *name, size_t len, size_t *list, char known[]);
enum { WORD_NAME_MOST = 64 };

#endif
