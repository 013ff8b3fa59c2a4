// SPDX-License-Identifier: GPL-3.0-or-later
// TCVN3 and VNI by tables.
//
// TCVN3: TCVN 5712:1993, table VN3 (7-bit set and one byte for each small letter with its marks; capitals with a tone are
// the small ones in a font of capitals). VNI for Windows: a vowel and behind it one sign for its marks; ơ ư đ and every
// i but the plain one, and ỵ, are one sign (VNI's own table, as in its fonts' glyphs).
#include "files/letters.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/utf8.h"
#include "files/syllable.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
enum {
	SIGNS_MOST = 8000,		// of one text
	WORDS_NEEDED = 3,		// that say which letters these are
	SHARE_NEEDED = 70,		// of 100 words: the others are names from elsewhere, slips
	GUESS_BYTES = 1 << 18,		// of a text that is guessed by: more would say the same
	SIGN_FIRST = 0xA1, SIGN_LAST = 0xFE,
	NO_SIGN = -1,
};

const char *letters_name(enum letters letters)
{
	static const char *const names[LETTERS_KINDS] = { "", "tcvn3", "tcvn3", "vni" };

	return names[letters];
}

enum letters letters_of_font(const char *name)
{
	size_t len = name == NULL ? 0 : strlen(name);

	if (len >= 4 && strncasecmp(name, "VNI", 3) == 0 && (name[3] == '-' || name[3] == ' '))
		return LETTERS_VNI;
	if (len < 4 || (strncasecmp(name, ".Vn", 3) != 0 && !(strncmp(name, "Vn", 2) == 0 && isupper((unsigned char)name[2]))))
		return LETTERS_PLAIN;
	return name[len - 1] == 'H' ? LETTERS_TCVN3_CAPITAL : LETTERS_TCVN3;
}

// --- signs: code points of the western page, 0xA0 to 0xFF ---

// What Vietnamese Windows (page 1258), the first of them, or an office program made of some of those bytes.
enum { TURNED_BY_WINDOWS = 14 };
static const struct { char16_t from; unsigned char byte; } turned[] = {
	{ 0x0102, 0xC3 }, { 0x0300, 0xCC }, { 0x0110, 0xD0 }, { 0x0309, 0xD2 }, { 0x01A0, 0xD5 }, { 0x01AF, 0xDD },
	{ 0x0303, 0xDE }, { 0x0103, 0xE3 }, { 0x0301, 0xEC }, { 0x0111, 0xF0 }, { 0x0323, 0xF2 }, { 0x01A1, 0xF5 },
	{ 0x01B0, 0xFD }, { 0x20AB, 0xFE }, { 0x03BC, 0xB5 }, { 0x2219, 0xB7 },
};
// The western page's 0x80 to 0x9F, which hold no letters of these fonts; 0: nothing.
static const char16_t western[32] = {
	0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
	0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
};

// The byte a code point stands for. NO_SIGN: a letter these fonts cannot have; punctuation is left as it is (0).
static int byte_of(uint32_t c)
{
	if (c >= SIGN_FIRST && c <= 0xFF)
		return (int)c;
	if (c <= 0xA0)
		return 0;
	for (size_t i = 0; i < COUNT(turned); i++)
		if (turned[i].from == c)
			return turned[i].byte;
	return c >= 0x2010 && c <= 0x20CF ? 0 : NO_SIGN;
}

// The letters of the western page, without its signs for times and division.
static bool is_letter(int byte)
{
	return byte >= 0xC0 && byte != 0xD7 && byte != 0xF7;
}

// --- TCVN3 ---

// From 0xA1; a blank: the table has no letter there.
static const char16_t tcvn3[SIGN_LAST - SIGN_FIRST + 2] =
	u"ĂÂÊÔƠƯĐăâêôơưđ"		// A1 to AE
	u"      àảãáạ ằẳẵắ "		// AF to BF
	u"      ặầẩẫấậè ẻẽ"		// C0 to CF
	u"éẹềểễếệìỉ   ĩíịò"		// D0 to DF
	u" ỏõóọồổỗốộờởỡớợù"		// E0 to EF
	u" ủũúụừửữứựỳỷỹýỵ";		// F0 to FE

// A word in capitals has no small letter: what was typed with a font of capitals in its middle.
static void capitals_made(uint32_t *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t begun = i, capitals = 0, small = 0;

		for (; i < n && !syllable_parts(s[i]); i++) {
			capitals += s[i] < 0x80 && isupper((int)s[i]);
			small += s[i] < 0x80 && islower((int)s[i]);
		}
		for (size_t k = begun; capitals >= 2 && small == 0 && k < i; k++)
			s[k] = syllable_upper(s[k]);
	}
}

static size_t tcvn3_read(const uint32_t *in, size_t n, uint32_t *out)
{
	for (size_t i = 0; i < n; i++) {
		int byte = byte_of(in[i]);
		uint32_t letter = byte >= SIGN_FIRST && byte <= SIGN_LAST ? tcvn3[byte - SIGN_FIRST] : ' ';

		if (byte == NO_SIGN || (letter == ' ' && is_letter(byte)))
			return 0;
		out[i] = letter == ' ' ? in[i] : letter;
	}
	capitals_made(out, n);
	return n;
}

static size_t tcvn3_capital_read(const uint32_t *in, size_t n, uint32_t *out)
{
	n = tcvn3_read(in, n, out);
	for (size_t i = 0; i < n; i++)
		out[i] = syllable_upper(out[i]);
	return n;
}

// --- VNI ---

// What a sign adds to the vowel before it: a roof or a bow, a tone.
enum shape { SHAPE_NONE, SHAPE_ROOF, SHAPE_BOW };
static const struct { char16_t small, capital; enum shape shape; enum tone tone; } vni_marks[] = {
	{ u'ù', u'Ù', SHAPE_NONE, TONE_ACUTE }, { u'ø', u'Ø', SHAPE_NONE, TONE_GRAVE }, { u'û', u'Û', SHAPE_NONE, TONE_HOOK },
	{ u'õ', u'Õ', SHAPE_NONE, TONE_TILDE }, { u'ï', u'Ï', SHAPE_NONE, TONE_DOT }, { u'â', u'Â', SHAPE_ROOF, TONE_NONE },
	{ u'á', u'Á', SHAPE_ROOF, TONE_ACUTE }, { u'à', u'À', SHAPE_ROOF, TONE_GRAVE }, { u'å', u'Å', SHAPE_ROOF, TONE_HOOK },
	{ u'ã', u'Ã', SHAPE_ROOF, TONE_TILDE }, { u'ä', u'Ä', SHAPE_ROOF, TONE_DOT }, { u'ê', u'Ê', SHAPE_BOW, TONE_NONE },
	{ u'é', u'É', SHAPE_BOW, TONE_ACUTE }, { u'è', u'È', SHAPE_BOW, TONE_GRAVE }, { u'ú', u'Ú', SHAPE_BOW, TONE_HOOK },
	{ u'ü', u'Ü', SHAPE_BOW, TONE_TILDE }, { u'ë', u'Ë', SHAPE_BOW, TONE_DOT },
};
// Signs that are a letter by themselves. The first two are vowels that marks may follow.
static const struct { char16_t sign, letter; } vni_single[] = {
	{ u'ô', u'ơ' }, { u'ö', u'ư' }, { u'Ô', u'Ơ' }, { u'Ö', u'Ư' }, { u'ñ', u'đ' }, { u'Ñ', u'Đ' },
	{ u'í', u'í' }, { u'ì', u'ì' }, { u'æ', u'ỉ' }, { u'ó', u'ĩ' }, { u'ò', u'ị' }, { u'î', u'ỵ' },
	{ u'Í', u'Í' }, { u'Ì', u'Ì' }, { u'Æ', u'Ỉ' }, { u'Ó', u'Ĩ' }, { u'Ò', u'Ị' }, { u'Î', u'Ỵ' },
};
// The vowel that a shape makes of another, by its place in the table: none, roof, bow; -1: no such letter.
static const struct { char16_t vowel; int shaped[3]; } vni_vowels[] = {
	{ u'a', { 0, 2, 1 } }, { u'e', { 3, 4, -1 } }, { u'i', { 5, -1, -1 } }, { u'o', { 6, 7, -1 } }, { u'ơ', { 8, -1, -1 } },
	{ u'u', { 9, -1, -1 } }, { u'ư', { 10, -1, -1 } }, { u'y', { 11, -1, -1 } },
};

// The letter of a vowel and the sign behind it; 0: they are none.
static uint32_t vni_joined(uint32_t vowel, int sign)
{
	uint32_t small = syllable_lower(vowel);

	for (size_t m = 0; m < COUNT(vni_marks); m++) {
		if (vni_marks[m].small != sign && vni_marks[m].capital != sign)
			continue;
		for (size_t v = 0; v < COUNT(vni_vowels); v++) {
			int at = vni_vowels[v].shaped[vni_marks[m].shape];

			if (vni_vowels[v].vowel == small && at >= 0)
				return (small == vowel ? syllable_small : syllable_capital)[at][vni_marks[m].tone];
		}
	}
	return 0;
}

static uint32_t vni_alone(int sign)
{
	for (size_t i = 0; i < COUNT(vni_single); i++)
		if (vni_single[i].sign == sign)
			return vni_single[i].letter;
	return 0;
}

static size_t vni_read(const uint32_t *in, size_t n, uint32_t *out)
{
	size_t made = 0;
	bool open = false;		// the letter before may take a mark

	for (size_t i = 0; i < n; i++) {
		int byte = byte_of(in[i]);
		uint32_t letter = open && byte > 0 ? vni_joined(out[made - 1], byte) : 0;

		open = letter == 0;
		if (letter != 0) {
			out[made - 1] = letter;
			continue;
		}
		letter = byte > 0 ? vni_alone(byte) : 0;
		if (byte == NO_SIGN || (letter == 0 && is_letter(byte)))
			return 0;
		out[made++] = letter == 0 ? in[i] : letter;
	}
	return made;
}

// --- texts ---

static size_t (*const readers[LETTERS_KINDS])(const uint32_t *in, size_t n, uint32_t *out) = {
	[LETTERS_TCVN3] = tcvn3_read, [LETTERS_TCVN3_CAPITAL] = tcvn3_capital_read, [LETTERS_VNI] = vni_read,
};

// The code point at *s of valid UTF-8; *s is moved behind it.
static uint32_t point_next(const char **s)
{
	const unsigned char *b = (const unsigned char *)*s;
	int more = *b < 0x80 ? 0 : *b < 0xE0 ? 1 : *b < 0xF0 ? 2 : 3;
	uint32_t c = more == 0 ? *b : *b & (0x3Fu >> more);

	for (int i = 1; i <= more; i++)
		c = c << 6 | (b[i] & 0x3Fu);
	*s += 1 + more;
	return c;
}

// Marks of letters that are decomposed, which page 1258 has too.
static bool is_mark(uint32_t c)
{
	return c >= 0x0300 && c <= 0x0323;
}

// The signs of a text, composed: marks apart would make a sense of their own.
static uint32_t *points_of(const char *s, size_t len, size_t *n, struct arena *a)
{
	const char *end;
	uint32_t *points;

	s = arena_copyn(a, s, len);
	if (!utf8_piled(s))
		s = utf8_nfc(s, a);
	end = s + strlen(s);
	points = arena_many(a, uint32_t, strlen(s) + 1);
	*n = 0;
	while (s < end)
		points[(*n)++] = point_next(&s);
	return points;
}

// How many syllables stand there when marks apart are composed, and one more: page 1258 has such marks too, so it could be
// either, and what is Unicode already stays.
static size_t composed_good(const char *s, size_t len, struct arena *a)
{
	struct arena_mark mark = arena_now(a);
	size_t n, words, good;
	const uint32_t *points = points_of(s, len, &n, a);

	good = syllable_count(points, n, &words) + 1;
	arena_rewind(a, mark);
	return good;
}

bool letters_read(enum letters letters, const char *s, size_t len, struct text *out)
{
	uint32_t in[SIGNS_MOST], read[SIGNS_MOST];
	size_t n = 0, made, words, stands;
	const char *at = s, *end = s + len;
	bool beyond = false, marks = false;

	if (letters == LETTERS_PLAIN)
		return false;
	for (; at < end && n < SIGNS_MOST; n++) {
		in[n] = point_next(&at);
		beyond = beyond || in[n] >= 0x80;
		marks = marks || is_mark(in[n]);
	}
	made = !beyond || at < end ? 0 : readers[letters](in, n, read);
	if (made == 0 || (made == n && memcmp(in, read, n * sizeof *in) == 0))
		return false;
	stands = marks ? composed_good(s, len, out->arena) : syllable_count(in, n, &words);
	if (syllable_count(read, made, &words) < stands)
		return false;
	for (size_t i = 0; i < made; i++)
		utf8_letter(out, read[i]);
	return true;
}

// --- guessing ---

struct tally { size_t words, good; };

// What comes of the text word by word: one that cannot be read so counts as none.
static struct tally tally_of(enum letters letters, const uint32_t *in, size_t n, uint32_t *read)
{
	struct tally t = { 0, 0 };

	for (size_t i = 0; i < n; i++) {
		size_t begun = i, words, made;
		bool beyond = false;

		for (; i < n && !syllable_parts(in[i]); i++)
			beyond = beyond || in[i] >= 0x80;
		if (!beyond)
			continue;
		t.words++;
		if (letters == LETTERS_PLAIN) {
			t.good += syllable_count(in + begun, i - begun, &words);
			continue;
		}
		made = readers[letters](in + begun, i - begun, read);
		t.good += made > 0 && syllable_count(read, made, &words) > 0;
	}
	return t;
}

// The bytes of its beginning by which a text is guessed, not ending within a character.
static size_t guessed_by(const char *s)
{
	size_t len = strnlen(s, GUESS_BYTES);

	while (len > 0 && ((unsigned char)s[len] & 0xC0) == 0x80)
		len--;
	return len;
}

static bool is_better(struct tally one, struct tally other)
{
	return one.good * (other.words + 1) > other.good * (one.words + 1);
}

enum letters letters_guess(const char *s, const char *plain, struct arena *a)
{
	static const enum letters tried[] = { LETTERS_TCVN3, LETTERS_VNI };
	enum letters found = LETTERS_PLAIN;
	size_t n, plain_n;
	const uint32_t *points = points_of(s, guessed_by(s), &n, a), *as_it_is = points_of(plain, guessed_by(plain), &plain_n, a);
	uint32_t *read = arena_many(a, uint32_t, n + 1);
	struct tally best = tally_of(LETTERS_PLAIN, as_it_is, plain_n, read);

	for (size_t i = 0; i < COUNT(tried); i++) {
		struct tally t = tally_of(tried[i], points, n, read);

		if (t.good < WORDS_NEEDED || t.good * 100 < t.words * SHARE_NEEDED || !is_better(t, best))
			continue;
		best = t;
		found = tried[i];
	}
	return found;
}

unsigned letters_of_byte(unsigned char byte, bool vietnamese)
{
	for (size_t i = 0; vietnamese && i < TURNED_BY_WINDOWS; i++)
		if (turned[i].byte == byte)
			return turned[i].from;
	return byte >= 0x80 && byte < 0xA0 && western[byte - 0x80] != 0 ? western[byte - 0x80] : byte;
}

char *letters_signs(const char *bytes, size_t len, struct arena *a)
{
	struct text t = text_new(a, len * 3 + 1);

	text_expect(&t, len * 2);
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c == '\0')
			return NULL;
		utf8_letter(&t, letters_of_byte(c, false));
	}
	return t.at;
}
