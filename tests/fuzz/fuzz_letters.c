// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a text in the letters of old fonts. What is read is valid and composed, says something else than what stood
// there, and is not longer than its letters can be; ASCII stays; a guess is one of the letters there are.
#include "tests/fuzz/fuzz.h"

#include "base/text.h"
#include "base/utf8.h"
#include "files/letters.h"

enum { MOST = 1 << 16, LETTER_BYTES = 3 };

static bool is_ascii(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s >= 0x80)
			return false;
	return true;
}

static void text_look(const char *s, struct arena *a)
{
	for (enum letters letters = LETTERS_PLAIN; letters < LETTERS_KINDS; letters++) {
		struct text out = text_new(a, MOST);
		bool read;

		text_char(&out, '<');
		read = letters_read(letters, s, strlen(s), &out);
		must(read || out.len == 1);
		if (!read)
			continue;
		must(letters != LETTERS_PLAIN && !is_ascii(s) && strcmp(out.at + 1, s) != 0);
		must(utf8_valid(out.at, out.len) && out.len - 1 <= LETTER_BYTES * strlen(s));
		must(utf8_piled(s) || strcmp(utf8_nfc(out.at, a), out.at) == 0);
	}
	must(letters_guess(s, s, a) < LETTERS_KINDS);
	must(*letters_name(letters_guess(s, s, a)) != '\0' || letters_guess(s, s, a) == LETTERS_PLAIN);
}

void fuzz_one(const uint8_t *bytes, size_t len)
{
	struct arena *a = arena_new();
	const char *text = arena_copyn(a, (const char *)bytes, len), *signs = letters_signs((const char *)bytes, len, a);

	letters_of_font(text);
	must((signs == NULL) == (memchr(bytes, '\0', len) != NULL) || len == 0);
	if (signs != NULL) {
		must(utf8_valid(signs, strlen(signs)));
		text_look(signs, a);
	}
	if (len > 0 && utf8_valid(text, len))
		text_look(text, a);
	arena_drop(a);
}
