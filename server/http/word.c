// SPDX-License-Identifier: GPL-3.0-or-later
// Values of closed lists in people's words, where they stand already: the command line's and the web's.
#include "http/word.h"

#include <string.h>

#include "base/text.h"
#include "http/reply.h"

enum { SAID_MOST = 8000 };

static const struct { const char *group, *value, *says[2]; } words[] = {
#define WORD(group, value, vi, en) { #group, #value, { [VI] = (vi), [EN] = (en) } },
#include "build/values.def"
#undef WORD
};

enum { WORDS = sizeof words / sizeof *words };

bool word_group_known(const char *group)
{
	for (size_t i = 0; i < WORDS; i++)
		if (strcmp(words[i].group, group) == 0)
			return true;
	return false;
}

const char *word_next(const char *group, const char *before)
{
	bool there = before == NULL;

	for (size_t i = 0; i < WORDS; i++) {
		if (strcmp(words[i].group, group) != 0)
			continue;
		if (there)
			return words[i].value;
		there = strcmp(words[i].value, before) == 0;
	}
	return NULL;
}

// The text with every {name} replaced by what the row says of it.
static const char *filled(const char *s, struct json_bit row, struct arena *a)
{
	struct text out = text_new(a, SAID_MOST);

	while (*s != '\0') {
		size_t plain = strcspn(s, "{"), len;

		text_addn(&out, s, plain);
		s += plain;
		len = strcspn(s, "}");
		if (*s != '{' || s[len] == '\0')
			break;
		text_add(&out, json_bit_text(json_member(row, arena_copyn(a, s + 1, len - 1)), a));
		s += len + 1;
	}
	return out.at;
}

const char *word_said(enum language language, const char *group, const char *value, struct json_bit row, struct arena *a)
{
	if (group == NULL || strpbrk(value, " {") != NULL)
		return value;
	for (size_t i = 0; i < WORDS; i++)
		if (strcmp(words[i].group, group) == 0 && strcmp(words[i].value, value) == 0)
			return words[i].says[language];
	for (int i = 0; i < 3; i++) {
		const char *key = i == 2 ? value : arena_printf(a, "%s%c%s", group, i == 0 ? '.' : '_', value);

		if (sentence_known(key))
			return filled(sentence(language, key), row, a);
	}
	return value;
}
