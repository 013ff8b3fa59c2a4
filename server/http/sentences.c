// SPDX-License-Identifier: GPL-3.0-or-later
// Every sentence people read, by key and language, from the files the web app reads too.
#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/embed.h"
#include "base/log.h"
#include "base/text.h"
#include "http/json.h"
#include "http/reply.h"

enum { SENTENCES_MOST = 8192, SENTENCE_MOST = 4096, EXIT_CONFIG = 78 };

struct sentence { const char *key, *text; };

// Filled once at start, constant afterwards.
static struct { struct sentence *all; size_t n; } said[2];
static struct arena *kept;

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct sentence *)a)->key, ((const struct sentence *)b)->key);
}

static void sentence_add(void *ctx, const char *key, const char *text)
{
	enum language language = *(const enum language *)ctx;

	if (said[language].n == SENTENCES_MOST)
		fatal(EXIT_CONFIG, "more than %d sentences", SENTENCES_MOST);
	said[language].all[said[language].n++] = (struct sentence){
		arena_copy(kept, key), arena_copy(kept, text) };
}

static void file_load(const char *path, enum language language)
{
	const struct embedded *file = embedded_find(path);
	const char *why = "it is not embedded";

	said[language].all = arena_many(kept, struct sentence, SENTENCES_MOST);
	if (file == NULL || !json_texts(file->bytes, file->len, sentence_add, &language, &why, kept))
		fatal(EXIT_CONFIG, "sentences cannot be read file=%s: %s", path, why);
	qsort(said[language].all, said[language].n, sizeof(struct sentence), by_key);
}

void sentences_load(void)
{
	if (kept != NULL)
		return;
	kept = arena_new();
	file_load("web/messages/vi.json", VI);
	file_load("web/messages/en.json", EN);
}

static const struct sentence *find(enum language language, const char *key)
{
	const struct sentence wanted = { .key = key };

	return said[language].n == 0 ? NULL : bsearch(&wanted, said[language].all, said[language].n,
		sizeof wanted, by_key);
}

bool sentence_known(const char *key)
{
	return find(VI, key) != NULL && find(EN, key) != NULL;
}

// The "?" keys that were asked for are few (a test fails on each), so they are kept for good.
static const char *unknown(const char *key)
{
	static _Thread_local char text[128];

	text[0] = '?';
	text[1] = '\0';
	strncat(text, key, sizeof text - 2);
	return text;
}

const char *sentence(enum language language, const char *key)
{
	const struct sentence *s = find(language, key);

	return s == NULL ? unknown(key) : s->text;
}

// The value given for the `len` bytes at `name`, or NULL.
static const char *filling(va_list pairs, const char *name, size_t len)
{
	const char *found = NULL, *key;

	while ((key = va_arg(pairs, const char *)) != NULL) {
		const char *value = va_arg(pairs, const char *);

		if (strlen(key) == len && memcmp(key, name, len) == 0)
			found = value;
	}
	return found;
}

const char *sentence_fill(struct arena *arena, const char *s, ...)
{
	struct text out = text_new(arena, SENTENCE_MOST);

	while (*s != '\0') {
		size_t plain = strcspn(s, "{"), len;
		const char *value;
		va_list pairs;

		text_addn(&out, s, plain);
		s += plain;
		if (*s == '\0')
			break;
		len = strcspn(s, "}");
		va_start(pairs, s);
		value = s[len] == '}' ? filling(pairs, s + 1, len - 1) : NULL;
		va_end(pairs);
		if (value == NULL)
			text_addn(&out, s, len + (s[len] == '}'));
		else
			text_add(&out, value);
		s += len + (s[len] == '}');
	}
	return out.at;
}
