// SPDX-License-Identifier: GPL-3.0-or-later
// Text that is built piece by piece, with a ceiling.
//
// A text grows in its arena up to the ceiling it was made with. What would go beyond is dropped
// whole and the text is marked `over`; the mark is sticky, so a writer checks once, at the end.
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct arena;

struct text {
	struct arena *arena;	// where the bytes live
	char *at;		// NUL-terminated at all times
	size_t len;		// bytes, without the NUL
	size_t room;		// bytes allocated
	size_t ceiling;		// most bytes this text may hold
	bool over;		// something did not fit
};

// An empty text in `arena` that may hold at most `ceiling` bytes.
struct text text_new(struct arena *arena, size_t ceiling);

// Makes room at once for the `more` bytes that are expected (or as many as the ceiling lets): a long text
// then grows without being copied again and again. Expecting too few or too many is no error.
void text_expect(struct text *, size_t more);

// Append bytes, a string (NULL is none), one character, a formatted piece.
void text_addn(struct text *, const char *s, size_t len);
static inline void text_add(struct text *t, const char *s)
{
	if (s != NULL)
		text_addn(t, s, strlen(s));	// known when it is compiled, for most
}
void text_char(struct text *, char c);
void text_int(struct text *, int64_t value);
void text_printf(struct text *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

// Append `s` as a JSON string with its quotes; NULL appends null. `s` is UTF-8.
void text_json(struct text *, const char *s);
void text_jsonn(struct text *, const char *s, size_t len);

// Append `s` with & < > " ' escaped for HTML text and attributes.
void text_html(struct text *, const char *s);

#endif
