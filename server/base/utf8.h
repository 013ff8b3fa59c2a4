// SPDX-License-Identifier: GPL-3.0-or-later
// Vietnamese text at the border: valid UTF-8, composed (NFC), and folded for search.
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct text;

// Is it well-formed UTF-8 without NUL?
bool utf8_valid(const char *s, size_t len);

// Appends a code point, which is no half of a pair.
void utf8_letter(struct text *, uint32_t);

// How many characters (code points); `s` is valid UTF-8.
size_t utf8_length(const char *s);

// Is it printable ASCII alone? Then all is well with it: valid, composed, no control character, no mark.
bool utf8_printable(const char *s, size_t len);

// Does it hold a control character (C0, DEL, C1)? `lines` lets tab, CR and LF pass.
bool utf8_control(const char *s, bool lines);

// Does it hold a character that nobody sees and that turns or parts the text: zero width, marks of direction, line
// separators (Unicode categories Cf, Zl, Zp)? `s` is valid UTF-8.
bool utf8_invisible(const char *s);

// Do more than UTF8_MARKS marks follow one another? No language writes that; composing and folding sort
// such a run by comparing each with each (Unicode Standard Annex 15, section 13, stream-safe text). Valid
// UTF-8 is asked this before it is composed or folded for the first time.
enum { UTF8_MARKS = 30 };
bool utf8_piled(const char *s);

// `s` composed (NFC), in the arena; `s` itself when it is already composed.
const char *utf8_nfc(const char *s, struct arena *);

// `s` without leading and trailing white space, inner runs made one space, in the arena.
const char *utf8_trim(const char *s, struct arena *);

// Folded for search: lower case, no marks, đ -> d, words parted by one space ("Hoà Đức" -> "hoa duc").
const char *utf8_fold(const char *s, struct arena *);

// The key by which Vietnamese names are sorted: last word first ("Nguyễn Văn An" -> "An Nguyễn Văn").
const char *name_sort_key(const char *full_name, struct arena *);

#endif
