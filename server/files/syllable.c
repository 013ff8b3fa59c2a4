// SPDX-License-Identifier: GPL-3.0-or-later
// Which letters can be a syllable: the tables of Vietnamese spelling (onsets, vowels, codas).
#include "files/syllable.h"

#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
enum { LETTERS_MOST = 8 };		// the longest syllable has seven: nghiêng

const char16_t syllable_small[VOWELS][TONES + 1] = {
	u"aàảãáạ", u"ăằẳẵắặ", u"âầẩẫấậ", u"eèẻẽéẹ", u"êềểễếệ", u"iìỉĩíị",
	u"oòỏõóọ", u"ôồổỗốộ", u"ơờởỡớợ", u"uùủũúụ", u"ưừửữứự", u"yỳỷỹýỵ",
};
const char16_t syllable_capital[VOWELS][TONES + 1] = {
	u"AÀẢÃÁẠ", u"ĂẰẲẴẮẶ", u"ÂẦẨẪẤẬ", u"EÈẺẼÉẸ", u"ÊỀỂỄẾỆ", u"IÌỈĨÍỊ",
	u"OÒỎÕÓỌ", u"ÔỒỔỖỐỘ", u"ƠỜỞỠỚỢ", u"UÙỦŨÚỤ", u"ƯỪỬỮỨỰ", u"YỲỶỸÝỴ",
};

// In the tables below one sign stands for each letter: w is ă, z is â, E is ê, O is ô, P is ơ, U is ư, D is đ.
static const char signs[VOWELS + 1] = "awzeEioOPuUy";
static const char *const onsets[] = {
	"", "b", "c", "ch", "d", "D", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "qu", "r",
	"s", "t", "th", "tr", "v", "x",
};
static const char *const nuclei[] = {
	"a", "w", "z", "e", "E", "i", "o", "O", "P", "u", "U", "y", "ai", "ao", "au", "ay", "zu", "zy", "eo", "Eu", "ia", "iE",
	"iEu", "iu", "oa", "oai", "oao", "oay", "ow", "oe", "oeo", "oi", "oo", "Oi", "Pi", "ua", "uw", "uz", "uzy", "uE", "ui",
	"uO", "uOi", "uP", "uy", "uya", "uyE", "uyu", "Ua", "Ui", "UP", "UPi", "UPu", "Uu", "yE", "yEu",
};
// A syllable that ends with a stop has the acute tone or the dot.
static const struct { const char *letters; bool stop; } codas[] = {
	{ "", false }, { "c", true }, { "ch", true }, { "m", false }, { "n", false }, { "ng", false }, { "nh", false }, { "p", true },
	{ "t", true },
};

// Where a letter stands in the tables of vowels.
struct place { int vowel; enum tone tone; bool capital; };

static bool vowel_find(uint32_t letter, struct place *out)
{
	for (int v = 0; v < VOWELS; v++) {
		for (enum tone t = TONE_NONE; t < TONES; t++) {
			*out = (struct place){ v, t, syllable_capital[v][t] == letter };
			if (out->capital || syllable_small[v][t] == letter)
				return true;
		}
	}
	return false;
}

uint32_t syllable_lower(uint32_t letter)
{
	struct place p;

	if (letter < 0x80)
		return letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter;
	if (letter == u'Đ')
		return u'đ';
	return vowel_find(letter, &p) ? syllable_small[p.vowel][p.tone] : letter;
}

uint32_t syllable_upper(uint32_t letter)
{
	struct place p;

	if (letter < 0x80)
		return letter >= 'a' && letter <= 'z' ? letter - ('a' - 'A') : letter;
	if (letter == u'đ')
		return u'Đ';
	return vowel_find(letter, &p) ? syllable_capital[p.vowel][p.tone] : letter;
}

// The sign of a letter, and its tone; 0: Vietnamese has no such letter.
static char sign_of(uint32_t letter, enum tone *tone)
{
	struct place p;

	*tone = TONE_NONE;
	if (letter == u'đ' || letter == u'Đ')
		return 'D';
	if (letter < 0x80 && strchr("aeiouyAEIOUY", (int)letter) == NULL)
		return (char)syllable_lower(letter);
	if (!vowel_find(letter, &p))
		return 0;
	*tone = p.tone;
	return signs[p.vowel];
}

static bool is_nucleus(const char *s, size_t len)
{
	for (size_t i = 0; i < COUNT(nuclei); i++)
		if (strlen(nuclei[i]) == len && memcmp(nuclei[i], s, len) == 0)
			return true;
	return false;
}

// Are the letters between what it begins with and what it may end with a vowel?
static bool rhyme_fits(const char *s, size_t len, enum tone tone)
{
	for (size_t i = 0; i < COUNT(codas); i++) {
		size_t coda = strlen(codas[i].letters);

		if (len > coda && memcmp(s + len - coda, codas[i].letters, coda) == 0 && is_nucleus(s, len - coda) &&
			(!codas[i].stop || tone == TONE_ACUTE || tone == TONE_DOT))
			return true;
	}
	return false;
}

static bool is_syllable(const uint32_t *word, size_t n)
{
	char s[LETTERS_MOST + 1] = "";
	enum tone tone = TONE_NONE, one;

	if (n > LETTERS_MOST)
		return false;
	for (size_t i = 0; i < n; i++) {
		s[i] = sign_of(word[i], &one);
		if (s[i] == 0 || (one != TONE_NONE && tone != TONE_NONE))
			return false;
		tone = one != TONE_NONE ? one : tone;
	}
	for (size_t i = 0; i < COUNT(onsets); i++) {
		size_t onset = strlen(onsets[i]);

		if (strncmp(s, onsets[i], onset) == 0 && rhyme_fits(s + onset, n - onset, tone))
			return true;
	}
	return false;
}

bool syllable_parts(uint32_t c)
{
	return c <= 0xA0 ? !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') : c >= 0x2010 && c <= 0x206F;
}

size_t syllable_count(const uint32_t *text, size_t n, size_t *words)
{
	size_t good = 0;

	*words = 0;
	for (size_t i = 0; i < n; i++) {
		size_t begun = i;
		bool more = false;

		for (; i < n && !syllable_parts(text[i]); i++)
			more = more || text[i] >= 0x80;
		*words += more;
		good += more && is_syllable(text + begun, i - begun);
	}
	return good;
}
