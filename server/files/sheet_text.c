// SPDX-License-Identifier: GPL-3.0-or-later
// Text of a workbook's cells with the fonts it is in: the cell's own, or another for a run of its
// letters.
//
// Within these readers a text carries a sign in front of each run whose font is its own. XML cannot
// hold these signs (XML 1.0, 2.2) and the reader of .xls leaves control characters out, so no file
// can bring them.
#include "files/sheet_book.h"

#include <string.h>

#include "base/arena.h"

enum { SIGN_OF_CELL = 1, SIGN_OF_LETTERS = 2, SIGN_LAST = SIGN_OF_LETTERS + LETTERS_KINDS - 1 };

void sheet_text_of_cell(struct text *into)
{
	text_char(into, SIGN_OF_CELL);
}

void sheet_text_of_letters(struct text *into, enum letters letters)
{
	text_char(into, (char)(SIGN_OF_LETTERS + letters));
}
// The bytes of a run, up to the next sign.
static size_t run_length(const char *s, const char *end)
{
	const char *at = s;

	while (at < end && (*at < SIGN_OF_CELL || *at > SIGN_LAST))
		at++;
	return (size_t)(at - s);
}

struct sheet_cell sheet_text_cell(struct sheet_texts *texts, enum letters own, const char *s, size_t len)
{
	const char *end = s + len;
	struct sheet_cell cell = { .kind = CELL_TEXT };
	enum letters letters = own;

	texts->read.len = texts->stood.len = 0;
	for (size_t n; s < end; s += n) {
		if (*s >= SIGN_OF_CELL && *s <= SIGN_LAST) {
			letters = *s == SIGN_OF_CELL ? own : (enum letters)(*s - SIGN_OF_LETTERS);
			n = 1;
			continue;
		}
		n = run_length(s, end);
		text_addn(&texts->stood, s, n);
		if (letters_read(letters, s, n, &texts->read))
			cell.flags |= letters == LETTERS_VNI ? CELL_VNI : CELL_TCVN3;
		else
			text_addn(&texts->read, s, n);
	}
	cell.text = cell.flags == 0 ? texts->stood.at : texts->read.at;
	cell.len = cell.flags == 0 ? texts->stood.len : texts->read.len;
	cell.stood = cell.flags == 0 ? NULL : texts->stood.at;
	cell.stood_len = cell.flags == 0 ? 0 : texts->stood.len;
	return cell;
}

struct sheet_texts sheet_texts_new(struct arena *a)
{
	struct sheet_texts texts = { text_new(a, 2 * SHEET_TEXT), text_new(a, 2 * SHEET_TEXT) };

	text_expect(&texts.read, 2 * SHEET_TEXT);	// make their room, so that they can be emptied
	text_expect(&texts.stood, 2 * SHEET_TEXT);
	return texts;
}
