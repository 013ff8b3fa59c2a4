// SPDX-License-Identifier: GPL-3.0-or-later
// Letters of the time before Unicode: TCVN3 (ABC) and VNI, whose texts look like "NguyÔn V¨n" and "Nguyeãn Vaên" in any
// font that is not their own.
//
// Such a text holds the signs of Windows' western page for the bytes of the old one. Which page it was its font tells, or,
// where there is no font, the text itself: only one reading gives syllables that Vietnamese can write.
#ifndef FILES_LETTERS_H
#define FILES_LETTERS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct text;

// TCVN3's fonts whose name ends with H show every letter as a capital.
enum letters { LETTERS_PLAIN, LETTERS_TCVN3, LETTERS_TCVN3_CAPITAL, LETTERS_VNI, LETTERS_KINDS };

// "tcvn3", "vni"; "" of plain ones.
const char *letters_name(enum letters);

// What a font shows: ".VnTime", ".VnArialH", "VNI-Times". NULL is plain.
enum letters letters_of_font(const char *name);

// Appends what a text in those letters says, as Unicode (NFC). False, with nothing appended, when it says nothing else
// than what stands there: plain ASCII, signs these letters do not have, or words that make less sense when read so (text
// that is Unicode already under an old font). `s` is valid UTF-8.
bool letters_read(enum letters, const char *s, size_t len, struct text *out);

// Which letters a text without fonts is in, compared with `plain`, the same text as it reads otherwise. LETTERS_PLAIN unless
// three words or more say so, and clearly. Both are valid UTF-8. Works in the arena.
enum letters letters_guess(const char *s, const char *plain, struct arena *);

// What a byte is in Windows' western page (1252), or in its Vietnamese one (1258).
unsigned letters_of_byte(unsigned char byte, bool vietnamese);

// Bytes of one of those pages, each as the sign it has in Windows' western page: valid UTF-8 in the arena, for the two
// above. NULL: there is a NUL in it.
char *letters_signs(const char *bytes, size_t len, struct arena *);

#endif
