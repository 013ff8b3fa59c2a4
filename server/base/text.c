// SPDX-License-Identifier: GPL-3.0-or-later
// Texts that grow in an arena up to their ceiling, and the two ways to escape: JSON and HTML.
#include "base/text.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"

enum { ROOM_FIRST = 128 };

struct text text_new(struct arena *arena, size_t ceiling)
{
	size_t room = ceiling < ROOM_FIRST ? ceiling + 1 : ROOM_FIRST;

	assert(ceiling < SIZE_MAX / 4);
	return (struct text){ .arena = arena, .at = arena_alloc(arena, room), .room = room,
		.ceiling = ceiling };
}

// Room for `more` bytes and the NUL, or false and the mark. Once over, everything that follows is
// beyond the ceiling too: what the text holds stays a true beginning of what was written.
static bool text_reserve(struct text *t, size_t more)
{
	size_t need, room;
	char *grown;

	if (t->over || more > t->ceiling - t->len) {
		t->over = true;
		return false;
	}
	need = t->len + more + 1;
	if (need <= t->room)
		return true;
	room = t->room * 2 > need ? t->room * 2 : need;
	if (room > t->ceiling + 1)
		room = t->ceiling + 1;
	grown = arena_alloc(t->arena, room);
	memcpy(grown, t->at, t->len + 1);
	t->at = grown;
	t->room = room;
	return true;
}

void text_expect(struct text *t, size_t more)
{
	if (!t->over)
		text_reserve(t, more < t->ceiling - t->len ? more : t->ceiling - t->len);
}

// Back to `len` bytes when a piece made of several did not fit: it is dropped whole.
static void text_whole(struct text *t, size_t len)
{
	if (!t->over)
		return;
	t->len = len;
	t->at[len] = '\0';
}

void text_addn(struct text *t, const char *s, size_t len)
{
	if (len == 0 || !text_reserve(t, len))
		return;
	memcpy(t->at + t->len, s, len);
	t->len += len;
	t->at[t->len] = '\0';
}

void text_char(struct text *t, char c)
{
	text_addn(t, &c, 1);
}

void text_int(struct text *t, int64_t value)
{
	char digits[20];
	size_t at = sizeof(digits);
	uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;

	do
		digits[--at] = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	if (value < 0)
		digits[--at] = '-';
	text_addn(t, digits + at, sizeof(digits) - at);
}

void text_printf(struct text *t, const char *fmt, ...)
{
	va_list args;
	int len;

	if (t->over)
		return;
	va_start(args, fmt);
	len = vsnprintf(t->at + t->len, t->room - t->len, fmt, args);
	va_end(args);
	assert(len >= 0);
	if ((size_t)len >= t->room - t->len) {
		t->at[t->len] = '\0';
		if (!text_reserve(t, (size_t)len))
			return;
		va_start(args, fmt);
		vsnprintf(t->at + t->len, t->room - t->len, fmt, args);
		va_end(args);
	}
	t->len += (size_t)len;
}

// What follows the backslash for a byte that JSON wants escaped; 'u' is the \u00XX form, 0 is safe.
static const char json_escape[256] = {
	'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'b', 't', 'n', 'u', 'f', 'r', 'u', 'u',
	'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u',
	['"'] = '"', ['\\'] = '\\',
};

// Are eight bytes at once free of controls, quotes and backslashes? A byte is below n when taking n
// from it borrows into a high bit that it did not have.
static bool eight_safe(const char *s)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t bytes, quote, slash, bad;

	memcpy(&bytes, s, sizeof(bytes));
	quote = bytes ^ (ones * '"');
	slash = bytes ^ (ones * '\\');
	bad = ((bytes - ones * 0x20) & ~bytes) | ((quote - ones) & ~quote) |
		((slash - ones) & ~slash);
	return (bad & (ones * 0x80)) == 0;
}

// How many bytes from `s` need no escape.
static size_t safe_run(const char *s, size_t len)
{
	size_t i = 0;

	while (len - i >= 8 && eight_safe(s + i))
		i += 8;
	while (i < len && json_escape[(unsigned char)s[i]] == 0)
		i++;
	return i;
}

void text_jsonn(struct text *t, const char *s, size_t len)
{
	static const char hex[] = "0123456789abcdef";
	size_t start = t->len;

	if (s == NULL) {
		text_addn(t, "null", 4);
		return;
	}
	text_char(t, '"');
	while (!t->over) {
		size_t run = safe_run(s, len);
		unsigned char c;

		text_addn(t, s, run);
		if (run == len)
			break;
		c = (unsigned char)s[run];
		s += run + 1;
		len -= run + 1;
		if (json_escape[c] == 'u')
			text_addn(t, (char[]){ '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] }, 6);
		else
			text_addn(t, (char[]){ '\\', json_escape[c] }, 2);
	}
	text_char(t, '"');
	text_whole(t, start);
}

void text_json(struct text *t, const char *s)
{
	text_jsonn(t, s, s == NULL ? 0 : strlen(s));
}

static const char *html_escape(char c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	default: return "&#39;";
	}
}

void text_html(struct text *t, const char *s)
{
	size_t start = t->len;

	while (s != NULL && !t->over) {
		size_t run = strcspn(s, "&<>\"'");

		text_addn(t, s, run);
		if (s[run] == '\0')
			break;
		text_add(t, html_escape(s[run]));
		s += run + 1;
	}
	text_whole(t, start);
}
