// SPDX-License-Identifier: GPL-3.0-or-later
// Templates as an office sees them: each with its fields, its own text or the standard one; put, checked, taken back.
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"
#include "build/sql.h"
#include "features/paper/kinds.h"
#include "features/paper/letter.h"
#include "features/paper/word.h"
#include "http/reply.h"

enum { TEXT_MOST = 60000, NAMES_MOST = 64 };

struct template_own { const char *name, *text; int64_t unit; const char *unit_name, *account; struct instant changed_at; };
SHAPE(template_own,
	FIELD(template_own, name, REQUIRED),
	FIELD(template_own, text, REQUIRED),
	FIELD(template_own, unit, REQUIRED),
	FIELD(template_own, unit_name, OPTIONAL),
	FIELD(template_own, account, OPTIONAL),
	FIELD(template_own, changed_at, REQUIRED));

struct paper_template {
	const char *name, *text, *standard, *fields, *lists;
	bool own;
	const char *unit_name, *account;
	struct instant changed_at;
	bool word_own, word_used;
	const char *word_unit_name, *word_account;
	struct instant word_changed_at;
};
SHAPE(paper_template,
	FIELD(paper_template, name, REQUIRED, .one_of = LETTER_NAMES),
	FIELD(paper_template, text, REQUIRED, .max = TEXT_MOST, .many_lines = true, .says = "what is used now"),
	FIELD(paper_template, standard, REQUIRED, .max = TEXT_MOST, .many_lines = true, .says = "what it is without one's own"),
	FIELD(paper_template, fields, REQUIRED, .max = 1000, .says = "names that may stand in braces, parted by blanks"),
	FIELD(paper_template, lists, REQUIRED, .max = 2000, .says = "list|fields of its rows, parted by semicolons"),
	FIELD(paper_template, own, REQUIRED, .says = "this unit has put it there itself"),
	FIELD(paper_template, unit_name, OPTIONAL, .says = "whose it is; none: the standard one"),
	FIELD(paper_template, account, OPTIONAL),
	FIELD(paper_template, changed_at, OPTIONAL),
	FIELD(paper_template, word_own, REQUIRED, .says = "this unit has put a Word file of its own there"),
	FIELD(paper_template, word_used, REQUIRED, .says = "Word documents come from a Word file, PDF from the text as ever"),
	FIELD(paper_template, word_unit_name, OPTIONAL, .says = "whose Word file it is"),
	FIELD(paper_template, word_account, OPTIONAL),
	FIELD(paper_template, word_changed_at, OPTIONAL));

struct template_in { const char *name, *text; };
SHAPE(template_in,
	FIELD(template_in, name, REQUIRED, .one_of = LETTER_NAMES),
	FIELD(template_in, text, REQUIRED, .min = 1, .max = TEXT_MOST, .many_lines = true));

struct letter_template_ask { const char *name; };
SHAPE(letter_template_ask, FIELD(letter_template_ask, name, REQUIRED, .one_of = LETTER_NAMES));

// Adds the names, up to `end`, with values nobody sees.
static void names_add(struct arena *a, const char *s, const char *end, struct field_value values[NAMES_MOST], size_t *n)
{
	while (s < end && *n < NAMES_MOST) {
		size_t len = strcspn(s, " ;|");

		if (s + len > end)
			len = (size_t)(end - s);
		if (len > 0)
			values[(*n)++] = (struct field_value){ arena_copyn(a, s, len), "" };
		s += len + 1;
	}
}

// Where the fields of the rows of that list begin, or NULL.
static const char *list_of(const struct letter_kind *k, const char *name)
{
	size_t len = strlen(name);

	for (const char *s = k->lists; *s != '\0'; s += strcspn(s, ";"), s += *s == ';')
		if (strncmp(s, name, len) == 0 && s[len] == '|')
			return s + len + 1;
	return NULL;
}

struct checking { struct arena *arena; const struct letter_kind *kind; struct template_wrong *wrong; };

// Does the text hold only known fields? `row`: those of a list's rows, or NULL.
static bool fields_known(struct checking *c, int line, const char *text, const char *row)
{
	struct field_value values[NAMES_MOST];
	const char *about = "";
	size_t n = 0;

	names_add(c->arena, c->kind->fields, c->kind->fields + strlen(c->kind->fields), values, &n);
	if (row != NULL)
		names_add(c->arena, row, row + strcspn(row, ";"), values, &n);
	if (text == NULL || fields_fill(c->arena, text, values, n, &about) != NULL)
		return true;
	*c->wrong = (struct template_wrong){ line, "template_field_unknown", about };
	return false;
}

static bool block_good(struct checking *c, const struct block *b)
{
	const char *row;

	if (b->kind != BLOCK_TABLE)
		return fields_known(c, b->line, b->text, NULL) && fields_known(c, b->line, b->more, NULL);
	row = list_of(c->kind, b->text);
	if (row == NULL) {
		*c->wrong = (struct template_wrong){ b->line, "template_list_unknown", b->text };
		return false;
	}
	for (size_t i = 0; i < b->columns_n; i++)
		if (!fields_known(c, b->line + 1 + (int)i, b->columns[i].cell, row))
			return false;
	return true;
}

// Is it a template of that letter, as far as can be told without a class? Changes `text`.
static bool template_good(struct checking *c, char *text)
{
	const struct template *t;
	int line = 0;

	if (!c->kind->plain) {
		t = template_read(text, c->arena, c->wrong);
		for (size_t i = 0; t != NULL && i < t->n; i++)
			if (!block_good(c, &t->blocks[i]))
				return false;
		return t != NULL;
	}
	for (char *s; (s = strsep(&text, "\n")) != NULL; ) {
		line++;
		if (*s != '#' && !fields_known(c, line, s, NULL))
			return false;
	}
	return true;
}

static void own_set(struct paper_template *t, const struct template_own *own, size_t n, int64_t unit)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(own[i].name, t->name) == 0) {
			t->text = own[i].text;
			t->own = own[i].unit == unit;
			t->unit_name = own[i].unit_name;
			t->account = own[i].account;
			t->changed_at = own[i].changed_at;
		}
}

static void word_set(struct paper_template *t, const struct word_own *own, size_t n, int64_t unit)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(own[i].name, t->name) == 0) {
			t->word_own = own[i].unit == unit;
			t->word_used = own[i].used;
			t->word_unit_name = own[i].unit_name;
			t->word_account = own[i].account;
			t->word_changed_at = own[i].changed_at;
		}
}

struct reply templates_reply(struct request *rq)
{
	struct paper_template all[LETTERS];
	struct template_wrong wrong;
	size_t n, words_n;
	const struct template_own *own = db_rows(rq, sql_templates_own, template_own, &n, arg(rq->id[0]));
	const struct word_own *words = db_rows(rq, sql_words_own, word_own, &words_n, arg(rq->id[0]));

	for (size_t i = 0; i < LETTERS; i++) {
		const char *standard = letter_standard(rq, letter_kinds[i].name, &wrong);

		all[i] = (struct paper_template){ .name = letter_kinds[i].name, .text = standard == NULL ? "" : standard,
			.standard = standard == NULL ? "" : standard, .fields = letter_kinds[i].fields, .lists = letter_kinds[i].lists,
			.changed_at = NO_INSTANT, .word_changed_at = NO_INSTANT };
		own_set(&all[i], own, n, rq->id[0]);
		word_set(&all[i], words, words_n, rq->id[0]);
	}
	return reply_list(rq, paper_template, all, LETTERS);
}

struct reply templates_show(struct request *rq)
{
	return templates_reply(rq);
}

struct reply template_put(struct request *rq)
{
	const struct template_in *in = body_of(rq, template_in);
	struct template_wrong wrong = { 0 };
	struct checking c = { rq->work.arena, letter_kind_of(in->name), &wrong };

	if (!template_good(&c, arena_copyn(rq->work.arena, in->text, strlen(in->text))))
		return letter_wrong(rq, in->name, &wrong);
	db_run(rq, sql_template_put, arg(rq->id[0]), arg(in->name), arg(in->text), arg(rq->who.account), arg(rq->work.now));
	return templates_reply(rq);
}

struct reply template_drop(struct request *rq)
{
	db_run(rq, sql_template_drop, arg(rq->id[0]), arg(asked_of(rq, letter_template_ask)->name));
	return templates_reply(rq);
}
