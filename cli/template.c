// SPDX-License-Identifier: GPL-3.0-or-later
// Templates of papers as a unit has them: seen, fetched, tried, put, taken back.
#include <string.h>

#include "cli/ask.h"
#include "cli/body.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/rest.h"
#include "cli/show.h"

enum { FILE_MOST = 180000 };

#define TEMPLATE_COLUMNS { SAY_code, "name", CELL_CODE, NULL }, { SAY_template, "name", CELL_WORD, "template" }, \
	{ SAY_template_from, "from", CELL_WORD, "template_from" }, { SAY_template_word, "word_unit_name", CELL_TEXT, NULL }, \
	{ SAY_template_word_at, "word_changed_at", CELL_INSTANT, NULL }, { SAY_template_text, "unit_name", CELL_TEXT, NULL }, \
	{ SAY_template_text_at, "changed_at", CELL_INSTANT, NULL }

static const char *templates_path(struct call *c, const char *rest)
{
	return ask_path(c, NOUN_UNIT, option(c, "--unit"), arena_printf(c->arena, "/paper-templates%s", rest));
}

// The template named by the first word, of an answer with all of them.
static const struct value *template_named(struct call *c, const struct value *all)
{
	value_each(t, value_get(all, "items"))
		if (strcmp(value_text(t, "name"), c->words[0]) == 0)
			return t;
	return NULL;
}

// What papers come from now: the API says it in parts.
static const char *from_of(const struct value *t)
{
	if (value_true(t, "word_used"))
		return "word";
	return value_text(t, "unit_name") == NULL ? "standard" : "text";
}

// The same object with that as a member more.
static struct value *template_row(struct call *c, const struct value *t)
{
	struct value *row = arena_one(c->arena, struct value), *from = arena_one(c->arena, struct value);

	*from = (struct value){ .type = VALUE_TEXT, .name = "from", .text = from_of(t), .next = t->first };
	*row = *t;
	row->first = from;
	row->n++;
	return row;
}

static void template_shown(struct call *c, const struct value *all)
{
	const struct value *t = template_named(c, all);

	show_record(c, COLUMNS(TEMPLATE_COLUMNS), t == NULL ? NULL : template_row(c, t));
}

void template_list(struct call *c)
{
	struct value all = { .type = VALUE_LIST }, *last = NULL;

	value_each(t, value_get(ask_get(c, templates_path(c, "")), "items")) {
		struct value *row = template_row(c, t);

		row->next = NULL;
		if (last == NULL)
			all.first = row;
		else
			last->next = row;
		last = row;
		all.n++;
	}
	show_table(c, COLUMNS(TEMPLATE_COLUMNS), &all);
}

// The text is a member of what is listed, not a file of the server's.
static void text_get(struct call *c)
{
	const struct value *t = template_named(c, ask_get(c, templates_path(c, "")));
	const char *text = value_text(t, option(c, "--standard") == NULL ? "text" : "standard");

	if (text != NULL)
		file_keep(c, &(struct answer){ .body = text, .len = strlen(text), .name = arena_printf(c->arena, "%s.txt", c->words[0]) },
			option(c, "--out"));
}

void template_get(struct call *c)
{
	if (option(c, "--text") != NULL)
		text_get(c);
	else
		ask_file(c, path_with(c, templates_path(c, "/word.docx"), "name", c->words[0],
			"standard", option(c, "--standard") == NULL ? NULL : "true", (char *)NULL));
}

// The Word file the second word names, as a text; NULL where none is named, or once the call has failed.
static const char *word_read(struct call *c)
{
	size_t len = 0;
	const char *bytes = c->n < 2 ? NULL : input_file(c, c->words[1], FILE_MOST, &len);

	return bytes == NULL ? NULL : body_base64(bytes, len, c->arena);
}

void template_try(struct call *c)
{
	const char *path = templates_path(c, "/sample.docx"), *file = word_read(c);

	file_keep(c, ask_raw(c, path, BODY(c, { "name", c->words[0], MEMBER_TEXT }, { "file", file, MEMBER_TEXT })), option(c, "--out"));
}

void template_put(struct call *c)
{
	bool text = option(c, "--text") != NULL;
	const char *path = templates_path(c, text ? "" : "/word"), *said;
	size_t len = 0;

	if (text) {
		said = input_file(c, c->words[1], FILE_MOST, &len);
		said = input_text(c, said, len);
	} else {
		said = word_read(c);
	}
	template_shown(c, ask_send(c, "PUT", path, BODY(c, { "name", c->words[0], MEMBER_TEXT },
		{ text ? "text" : "file", said, MEMBER_TEXT })));
}

void template_drop(struct call *c)
{
	const char *path = templates_path(c, option(c, "--text") == NULL ? "/word" : "");

	template_shown(c, ask_send(c, "DELETE", path_with(c, path, "name", c->words[0], (char *)NULL), NULL));
}
