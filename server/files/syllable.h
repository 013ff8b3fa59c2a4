// SPDX-License-Identifier: GPL-3.0-or-later
// Vietnamese vowels with their tones, and whether letters are a syllable that Vietnamese can write.
#ifndef FILES_SYLLABLE_H
#define FILES_SYLLABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uchar.h>

enum tone { TONE_NONE, TONE_GRAVE, TONE_HOOK, TONE_TILDE, TONE_ACUTE, TONE_DOT, TONES };
enum { VOWELS = 12 };

// The vowels a ă â e ê i o ô ơ u ư y, each with its six tones, as single code points (NFC); small and capital.
extern const char16_t syllable_small[VOWELS][TONES + 1], syllable_capital[VOWELS][TONES + 1];

// The small letter of a Vietnamese or ASCII one, and the capital; any other code point as it is.
uint32_t syllable_lower(uint32_t letter);
uint32_t syllable_upper(uint32_t letter);

// Does it stand between words: ASCII but letters, blanks, dashes, quotes?
bool syllable_parts(uint32_t c);

// How many words of the text hold a letter beyond ASCII (*words), and how many of those are syllables by the rules of
// Vietnamese spelling: what it begins with, its vowels, what it ends with, one tone at most.
size_t syllable_count(const uint32_t *text, size_t n, size_t *words);

#endif
