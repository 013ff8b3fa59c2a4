// SPDX-License-Identifier: GPL-3.0-or-later
// Sentences and words from sentences.def.
#include "cli/say.h"

#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "cli/settings.h"

enum { SENTENCE_MOST = 16384, PLACES_MOST = 9 };

static const char *const sentences[][2] = {
#define SENTENCE(key, vi, en) { [VI] = (vi), [EN] = (en) },
#define WORD(group, value, vi, en)
#include "cli/sentences.def"
#undef SENTENCE
#undef WORD
};

static const struct word words[] = {
#define SENTENCE(key, vi, en)
#define WORD(group, value, vi, en) { #group, #value, { [VI] = (vi), [EN] = (en) } },
#include "cli/sentences.def"
#undef SENTENCE
#undef WORD
};
enum { WORDS = sizeof words / sizeof *words };

const char *say_plain(enum sentence key)
{
	return sentences[key][settings->language];
}

const char *say_filled(struct arena *a, enum sentence key, ...)
{
	const char *places[PLACES_MOST];
	struct text out = text_new(a, SENTENCE_MOST);
	size_t n = 0;
	va_list args;

	va_start(args, key);
	for (const char *s = va_arg(args, const char *); s != NULL && n < PLACES_MOST; s = va_arg(args, const char *))
		places[n++] = s;
	va_end(args);
	for (const char *s = say_plain(key); *s != '\0'; s++) {
		size_t place = s[0] == '{' && s[1] >= '1' && s[1] <= '9' && s[2] == '}' ? (size_t)(s[1] - '1') : n;

		if (place < n) {
			text_add(&out, places[place]);
			s += 2;
		} else {
			text_char(&out, *s);
		}
	}
	return out.at;
}

const char *word_of(const char *group, const char *value)
{
	for (size_t i = 0; i < WORDS; i++)
		if (strcmp(words[i].group, group) == 0 && strcmp(words[i].value, value) == 0)
			return words[i].says[settings->language];
	return value;
}

const char *word_meant(const char *group, const char *said)
{
	for (const struct word *w = word_after(group, NULL); w != NULL; w = word_after(group, w))
		if (strcasecmp(w->value, said) == 0 || strcasecmp(w->says[VI], said) == 0 ||
			strcasecmp(w->says[EN], said) == 0)
			return w->value;
	return NULL;
}

const char *word_group(const char *name)
{
	const struct word *first = word_after(name, NULL);

	return first == NULL ? NULL : first->group;
}

const struct word *word_after(const char *group, const struct word *before)
{
	for (const struct word *w = before == NULL ? words : before + 1; w < words + WORDS; w++)
		if (strcmp(w->group, group) == 0)
			return w;
	return NULL;
}
