// SPDX-License-Identifier: GPL-3.0-or-later
// Reading templates line by line.
#include "features/paper/template.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { BLOCKS_MOST = 200, COLUMNS_MOST = 12 };

static const struct { const char *word; enum block_kind kind; } words[] = {
	{ "head", BLOCK_HEAD }, { "title", BLOCK_TITLE }, { "subtitle", BLOCK_SUBTITLE }, { "center", BLOCK_CENTER },
	{ "basis", BLOCK_BASIS }, { "left", BLOCK_LEFT }, { "table", BLOCK_TABLE }, { "sign", BLOCK_SIGN },
	{ "page", BLOCK_PAGE },
};

struct reading {
	struct arena *arena;
	struct template *made;
	struct template_wrong *wrong;
	int line;
};

static bool wrong(struct reading *r, const char *code, const char *about)
{
	*r->wrong = (struct template_wrong){ r->line, code, about };
	return false;
}

// Both ends of a text without blanks; changes it.
static char *trimmed(char *s)
{
	size_t len;

	s += strspn(s, " \t\r");
	for (len = strlen(s); len > 0 && strchr(" \t\r", s[len - 1]) != NULL; len--)
		s[len - 1] = '\0';
	return s;
}

// "40 Đơn vị = {unit}": width, title, cell.
static bool column_read(struct reading *r, char *s)
{
	struct block *table = r->made->n == 0 ? NULL : &r->made->blocks[r->made->n - 1];
	char *title, *cell = strchr(s, '=');
	double width = strtod(s, &title);

	if (table == NULL || table->kind != BLOCK_TABLE)
		return wrong(r, "template_column_alone", "@column");
	if (title == s || cell == NULL || !(width >= 0 && width <= 250) || table->columns_n == COLUMNS_MOST)
		return wrong(r, "template_column_form", s);
	*cell = '\0';
	table->columns[table->columns_n++] = (struct template_column){ width, trimmed(title), trimmed(cell + 1) };
	return true;
}

static struct block *block_add(struct reading *r, enum block_kind kind, char *text)
{
	struct block *b = &r->made->blocks[r->made->n++];

	*b = (struct block){ .kind = kind, .line = r->line, .text = trimmed(text) };
	if (kind == BLOCK_TABLE)
		b->columns = arena_many(r->arena, struct template_column, COLUMNS_MOST);
	if (kind == BLOCK_SIGN) {
		char *copies = strchr(text, '|');

		b->more = copies == NULL ? "" : trimmed(copies + 1);
		if (copies != NULL)
			*copies = '\0';
		b->text = trimmed(text);
	}
	return b;
}

// "@word rest".
static bool word_read(struct reading *r, char *s)
{
	size_t len = strcspn(s, " \t");
	char *rest = s + len + (s[len] != '\0');

	s[len] = '\0';
	if (strcmp(s, "column") == 0)
		return column_read(r, trimmed(rest));
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i].word, s) == 0) {
			block_add(r, words[i].kind, rest);
			return true;
		}
	return wrong(r, "template_word_unknown", s);
}

const struct template *template_read(char *text, struct arena *a, struct template_wrong *why)
{
	struct template *made = arena_one(a, struct template);
	struct reading r = { .arena = a, .made = made, .wrong = why };

	made->blocks = arena_many(a, struct block, BLOCKS_MOST);
	for (char *s; (s = strsep(&text, "\n")) != NULL; ) {
		r.line++;
		s = trimmed(s);
		if (*s == '\0' || *s == '#')
			continue;
		if (made->n == BLOCKS_MOST)
			return wrong(&r, "template_too_long", "") ? made : NULL;
		if (*s != '@')
			block_add(&r, BLOCK_TEXT, s);
		else if (!word_read(&r, s + 1))
			return NULL;
	}
	for (size_t i = 0; i < made->n; i++)
		if (made->blocks[i].kind == BLOCK_TABLE && made->blocks[i].columns_n == 0) {
			r.line = made->blocks[i].line;
			return wrong(&r, "template_table_empty", made->blocks[i].text) ? made : NULL;
		}
	return made;
}
