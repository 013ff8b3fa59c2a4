// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces written and walked, names looked up.
#include "files/word_pieces.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "files/word.h"

enum { HEAD = 5, NAME_PART_MOST = 100 };

static void length_put(char *to, size_t len)
{
	for (int i = 0; i < 4; i++)
		to[i] = (char)(len >> (8 * i) & 0xff);
}

void piece_add(struct piece_writer *w, enum piece_kind kind, const char *at, size_t len)
{
	char head[HEAD] = { (char)kind };

	if (kind == PIECE_BYTES && w->in_bytes && !w->out->over) {
		text_addn(w->out, at, len);
		if (!w->out->over)
			length_put(w->out->at + w->bytes_at + 1, w->out->len - w->bytes_at - HEAD);
		return;
	}
	w->bytes_at = w->out->len;
	w->in_bytes = kind == PIECE_BYTES;
	length_put(head + 1, len);
	text_addn(w->out, head, HEAD);
	if (len > 0)
		text_addn(w->out, at, len);
}

bool piece_next(const char **at, const char *end, struct word_piece *p)
{
	size_t len = 0;

	if (end - *at < HEAD)
		return false;
	for (int i = 0; i < 4; i++)
		len |= (size_t)(unsigned char)(*at)[1 + i] << (8 * i);
	if (len > (size_t)(end - *at - HEAD))
		return false;
	*p = (struct word_piece){ (enum piece_kind)**at, *at + HEAD, len };
	*at += HEAD + len;
	return true;
}

// The word of `words` (up to `end`) that is this name, its length in *found.
static const char *word_in(const char *words, const char *end, const char *name, size_t len)
{
	while (words < end) {
		size_t n = strcspn(words, " ;|");

		if (n == len && words + n <= end && strncasecmp(words, name, len) == 0)
			return words;
		words += n + 1;
	}
	return NULL;
}

const char *word_name_known(const struct word_names *names, const char *name, size_t len, size_t *list, char known[])
{
	const char *dot = memchr(name, '.', len), *found = NULL;

	*list = dot == NULL ? 0 : (size_t)(dot - name);
	if (len == 0 || len >= WORD_NAME_MOST)
		return NULL;
	if (dot == NULL) {
		found = word_in(names->fields, names->fields + strlen(names->fields), name, len);
		if (found != NULL)
			snprintf(known, WORD_NAME_MOST, "%.*s", (int)len, found);
		return found == NULL ? NULL : known;
	}
	for (const char *s = names->lists; *s != '\0'; s += strcspn(s, ";"), s += *s == ';') {
		size_t n = strcspn(s, "|");

		if (n != *list || strncasecmp(s, name, n) != 0)
			continue;
		found = word_in(s + n + 1, s + strcspn(s, ";"), dot + 1, len - n - 1);
		if (found != NULL)
			snprintf(known, WORD_NAME_MOST, "%.*s.%.*s", (int)n, s, (int)(len - n - 1), found);
	}
	return found == NULL ? NULL : known;
}

static bool name_is_safe(const char *s, size_t len)
{
	return len > 0 && len < NAME_PART_MOST && strnlen(s, len) == len &&
		strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_/.[]") >= len && s[0] != '/' &&
		memmem(s, len, "..", 2) == NULL;
}

// Is the piece one that may stand here? `row`: the list of the row it stands in, of that length, or NULL.
static bool piece_fits(const struct word_piece *p, const struct word_names *names, const char **row, size_t *row_len)
{
	char known[WORD_NAME_MOST];
	size_t list;

	switch (p->kind) {
	case PIECE_PART:
		return *row == NULL && name_is_safe(p->at, p->len);
	case PIECE_BYTES:
		return true;
	case PIECE_FIELD:
		return word_name_known(names, p->at, p->len, &list, known) != NULL && (list == 0 || (*row != NULL &&
			*row_len == list && memcmp(*row, p->at, list) == 0));
	case PIECE_ROW:
	case PIECE_ONLY_ROW:
		if (*row != NULL || p->len >= WORD_NAME_MOST)
			return false;
		*row = p->at;
		*row_len = p->len;
		return true;
	case PIECE_ROW_END:
		if (*row == NULL)
			return false;
		*row = NULL;
		return true;
	}
	return false;
}

bool word_sound(const char *template, size_t len, const struct word_names *names)
{
	const char *at = template, *end = template + len, *row = NULL;
	struct word_piece p;
	size_t row_len = 0;

	if (len == 0 || *template != PIECE_PART)
		return false;
	while (piece_next(&at, end, &p))
		if (!piece_fits(&p, names, &row, &row_len))
			return false;
	return at == end && row == NULL;
}
