// SPDX-License-Identifier: GPL-3.0-or-later
// One part of a Word document as it is taken down: what of it stays, and where its fields are.
#ifndef FILES_WORD_PART_H
#define FILES_WORD_PART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "files/word.h"

struct unzip;

enum { WORD_DEPTH = 66, WORD_WORDS = 60 };

struct word_part {
	const char *source;			// its name in the file
	const char *root;			// its first element
	bool settings;				// of settings only what changes the look of pages stays
	const char *const *links;		// the relations it may name
	size_t links_n;
};

// What has been taken down of a part: markup, text of paragraphs, and marks around rows.
enum mark_kind { MARK_MARKUP, MARK_TEXT, MARK_SPLIT, MARK_ROW, MARK_ROW_END };
struct mark {
	enum mark_kind kind;
	size_t at, len;				// in `raw`; of a split text its `bits`
	int paragraph;				// of a text
	const char *list;			// of a row, NULL: it is not repeated
	bool only;				// no row of its table stays as it is
};
// A text that holds fields, in bits: text, or the name of a field.
struct bit { const char *field; size_t at, len; };

struct taken {
	struct arena *arena;
	const struct word_names *names;
	struct text *about;			// what a refusal is about
	const char *refusal;
	bool enough;
	struct text raw;
	struct mark *marks;
	struct bit *bits;
	size_t marks_n, marks_room, bits_n, bits_room;
	int paragraph;				// the last number that was given
};

// Adds bytes to the last mark when it is of that kind (and paragraph), else to a new one.
void taken_add(struct taken *, enum mark_kind, int paragraph, const char *s, size_t len);
size_t taken_mark(struct taken *, enum mark_kind);
void taken_refuse(struct taken *, const char *code, const char *about, size_t about_len);

// The paragraph that began at that mark ends: its fields are found; `row` is the mark of the row it stands in, or NULL.
void fields_find(struct taken *, size_t first, int paragraph, struct mark *row);
// The first words of a paragraph, to say where something is.
const char *paragraph_words(struct taken *, size_t first, int paragraph);

struct piece_writer;
void taken_write(const struct taken *, struct piece_writer *);

// Reads a part. NULL, or the code of the refusal with *about.
const char *word_part_read(struct unzip *, const struct word_part *, struct taken *);

// Feeds a part of the file to an XML reader; NULL or the refusal as of this file ("docx_damaged", ...).
struct xml_ears;
const char *word_xml_read(struct unzip *, const char *name, const struct xml_ears *);

#endif
