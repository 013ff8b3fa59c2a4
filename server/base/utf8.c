// SPDX-License-Identifier: GPL-3.0-or-later
// Vietnamese text: checked, composed, trimmed, folded. The only file that includes utf8proc.h.
#include "base/utf8.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"

enum { EXIT_SOFTWARE = 70, LETTER_MOST = 4 };

// The next character of valid UTF-8; *s moves on, at the end it stays and 0 is given.
static int32_t next_char(const char **s)
{
	utf8proc_int32_t c = 0;
	utf8proc_ssize_t n;

	if (**s == '\0')
		return 0;
	n = utf8proc_iterate((const utf8proc_uint8_t *)*s, -1, &c);
	assert(n > 0 && "utf8_valid() was asked before");
	*s += n;
	return c;
}

void utf8_letter(struct text *t, uint32_t c)
{
	utf8proc_uint8_t bytes[LETTER_MOST];

	text_addn(t, (const char *)bytes, (size_t)utf8proc_encode_char((utf8proc_int32_t)c, bytes));
}

bool utf8_valid(const char *s, size_t len)
{
	size_t i = 0;

	while (i < len) {
		utf8proc_int32_t c;
		utf8proc_ssize_t n = 1;

		if (s[i] == '\0')
			return false;
		if ((unsigned char)s[i] >= 0x80)
			n = utf8proc_iterate((const utf8proc_uint8_t *)s + i,
				(utf8proc_ssize_t)(len - i), &c);
		if (n <= 0)
			return false;
		i += (size_t)n;
	}
	return true;
}

size_t utf8_length(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

bool utf8_printable(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] - 0x20u > 0x7e - 0x20)
			return false;
	return true;
}

bool utf8_control(const char *s, bool lines)
{
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s, next = (unsigned char)s[1];

		if (lines && (c == '\t' || c == '\r' || c == '\n'))
			continue;
		if (c < 0x20 || c == 0x7f || (c == 0xc2 && next >= 0x80 && next <= 0x9f))
			return true;
	}
	return false;
}

bool utf8_invisible(const char *s)
{
	for (int32_t c = next_char(&s); c != 0; c = next_char(&s)) {
		utf8proc_category_t kind = utf8proc_category(c);

		if (kind == UTF8PROC_CATEGORY_CF || kind == UTF8PROC_CATEGORY_ZL || kind == UTF8PROC_CATEGORY_ZP)
			return true;
	}
	return false;
}

// Below U+0300, the first combining mark, every character is composed already; so are Vietnam's letters
// of two marks, U+1EA0 to U+1EF9, unless a mark follows.
static bool surely_composed(const char *s)
{
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s, second = (unsigned char)s[1];

		if (c < 0xcc)
			continue;
		if (c != 0xe1 || !((second == 0xba && (unsigned char)s[2] >= 0xa0) || (second == 0xbb && (unsigned char)s[2] <= 0xb9)))
			return false;
		s += 2;
	}
	return true;
}

// Folding takes characters away that are ignored, such as joiners: they do not part marks.
bool utf8_piled(const char *s)
{
	int marks = 0;

	if (surely_composed(s))
		return false;
	while (*s != '\0' && marks <= UTF8_MARKS) {
		const utf8proc_property_t *c = utf8proc_get_property(next_char(&s));

		if (c->combining_class != 0)
			marks++;
		else if (!c->ignorable)
			marks = 0;
	}
	return marks > UTF8_MARKS;
}

// Maps through utf8proc into the arena. Text that is not UTF-8 cannot come here.
static const char *mapped(const char *s, int options, struct arena *a)
{
	utf8proc_uint8_t *made = NULL;
	utf8proc_ssize_t len = utf8proc_map((const utf8proc_uint8_t *)s, 0, &made,
		(utf8proc_option_t)(options | UTF8PROC_NULLTERM | UTF8PROC_STABLE));
	const char *kept;

	if (len == UTF8PROC_ERROR_NOMEM)
		fatal(EXIT_SOFTWARE, "out of memory bytes=%zu", strlen(s));
	assert(len >= 0 && "utf8_valid() was asked before");
	if (len < 0)
		return s;
	kept = arena_copyn(a, (const char *)made, (size_t)len);
	free(made);
	return kept;
}

const char *utf8_nfc(const char *s, struct arena *a)
{
	const char *composed;

	if (s == NULL || surely_composed(s))
		return s;
	composed = mapped(s, UTF8PROC_COMPOSE, a);
	return strcmp(composed, s) == 0 ? s : composed;
}

static bool white(int32_t c)
{
	utf8proc_category_t kind;

	if (c < 0x80)
		return c == ' ' || (c >= '\t' && c <= '\r');
	kind = utf8proc_category(c);
	return kind == UTF8PROC_CATEGORY_ZS || kind == UTF8PROC_CATEGORY_ZL ||
		kind == UTF8PROC_CATEGORY_ZP || c == 0x85;
}

// How many bytes of white space begin here; what begins with other bytes cannot be any.
static size_t white_here(const char *s)
{
	const unsigned char first = (unsigned char)*s;
	const char *after = s;

	if (first < 0x80)
		return white(first);
	if (first != 0xc2 && first != 0xe1 && first != 0xe2 && first != 0xe3)
		return 0;
	return white(next_char(&after)) ? (size_t)(after - s) : 0;
}

const char *utf8_trim(const char *s, struct arena *a)
{
	char *out, *end;
	bool gap = false;

	if (s == NULL)
		return NULL;
	out = end = arena_alloc(a, strlen(s) + 1);
	while (*s != '\0') {
		size_t space = white_here(s);

		if (space > 0) {
			gap = end > out;
			s += space;
			continue;
		}
		if (gap)
			*end++ = ' ';
		gap = false;
		*end++ = *s++;
	}
	return out;
}

// Letters and digits make words; marks vanish without parting one; all else parts them.
enum part { WORD, NOTHING, GAP };

static enum part part_of(int32_t c)
{
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_MN:
		return NOTHING;
	case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LL: case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM: case UTF8PROC_CATEGORY_LO: case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ND: case UTF8PROC_CATEGORY_NL: case UTF8PROC_CATEGORY_NO:
		return WORD;
	default:
		return GAP;
	}
}

// The letters of Vietnamese as they are written in one character each, and what they are without marks.
static const struct { int32_t first, last; char bare; } letters[] = {
	{ 0xc0, 0xc3, 'a' }, { 0xc8, 0xca, 'e' }, { 0xcc, 0xcd, 'i' }, { 0xd2, 0xd5, 'o' }, { 0xd9, 0xda, 'u' },
	{ 0xdd, 0xdd, 'y' }, { 0xe0, 0xe3, 'a' }, { 0xe8, 0xea, 'e' }, { 0xec, 0xed, 'i' }, { 0xf2, 0xf5, 'o' },
	{ 0xf9, 0xfa, 'u' }, { 0xfd, 0xfd, 'y' }, { 0x102, 0x103, 'a' }, { 0x110, 0x111, 'd' }, { 0x128, 0x129, 'i' },
	{ 0x168, 0x169, 'u' }, { 0x1a0, 0x1a1, 'o' }, { 0x1af, 0x1b0, 'u' }, { 0x1ea0, 0x1eb7, 'a' },
	{ 0x1eb8, 0x1ec7, 'e' }, { 0x1ec8, 0x1ecb, 'i' }, { 0x1ecc, 0x1ee3, 'o' }, { 0x1ee4, 0x1ef1, 'u' },
	{ 0x1ef2, 0x1ef9, 'y' },
};

// A character folded: a letter or digit, a space for what parts words, NUL for what only Unicode's tables know.
static char folded_char(int32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ? (char)c
			: c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : ' ';
	for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
		if (c >= letters[i].first && c <= letters[i].last)
			return letters[i].bare;
	return '\0';
}

// Folds Vietnamese, which is nearly all we meet, without Unicode's tables. False at the first character of another kind.
static bool fold_plain(const char *s, char *out)
{
	char *end = out;
	bool gap = false;

	while (*s != '\0') {
		const char c = (unsigned char)*s < 0x80 ? folded_char(*s++) : folded_char(next_char(&s));

		if (c == '\0')
			return false;
		if (c == ' ') {
			gap = end > out;
			continue;
		}
		if (gap)
			*end++ = ' ';
		gap = false;
		*end++ = c;
	}
	*end = '\0';
	return true;
}

// đ has no decomposition: its stroke is no mark to Unicode, but it is to whoever types "duc".
const char *utf8_fold(const char *s, struct arena *a)
{
	const int32_t d_stroke = 0x111;
	struct text t;
	bool gap = false;
	char *out;
	int32_t c;

	if (s == NULL)
		return NULL;
	out = arena_alloc(a, strlen(s) + 1);
	if (fold_plain(s, out))
		return out;
	s = mapped(s, UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE, a);
	t = text_new(a, strlen(s));
	while ((c = next_char(&s)) != 0) {
		enum part part = part_of(c);

		if (part == GAP)
			gap = t.len > 0;
		if (part != WORD)
			continue;
		if (gap)
			text_char(&t, ' ');
		gap = false;
		utf8_letter(&t, c == d_stroke ? 'd' : c);
	}
	return t.at;
}

const char *name_sort_key(const char *full_name, struct arena *a)
{
	const char *name = utf8_trim(full_name, a), *space;

	if (name == NULL)
		return NULL;
	space = strrchr(name, ' ');
	if (space == NULL)
		return name;
	return arena_printf(a, "%s %.*s", space + 1, (int)(space - name), name);
}
