// SPDX-License-Identifier: GPL-3.0-or-later
// Lists, adds and takes away records of a kind: the options of the line are the same for all rows, its words
// or a table from standard input say what differs.
#include "cli/record.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/text.h"
#include "cli/ask.h"
#include "cli/body.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/rows.h"
#include "cli/show.h"

enum { RECORDS_MOST = 10000, BODY_MOST = 8 << 20 };

static_assert((int)FIELDS_MOST < (int)ROW_COLUMNS, "a row holds every field");

const char *record_path(struct call *c, const struct record *of)
{
	return ask_path(c, NOUN_UNIT, option(c, "--unit"), of->path);
}

void record_list(struct call *c, const struct record *of)
{
	const char *path = record_path(c, of);

	for (size_t i = 0; i < FILTERS_MOST && of->filters[i] != NULL; i++)
		path = path_with(c, path, of->filters[i],
			option(c, arena_printf(c->arena, "--%s", of->filters[i])), (char *)NULL);
	show_table(c, of->columns, ask_list(c, path));
}

void record_remove(struct call *c, const struct record *of)
{
	const char *path = arena_printf(c->arena, "%s/%s", record_path(c, of), c->words[0]);

	ask_send(c, "DELETE", path_with(c, path, "why", option(c, "--why"), (char *)NULL), NULL);
	if (c->exit == 0)
		fprintf(stderr, "%s\n", say_plain(SAY_removed));
}

// Records on their way. Lists are asked for when the first code has to be found in them.
struct adding {
	struct call *call;
	const struct record *of;
	const struct value *people[LISTS_MOST], *courses;
	int64_t line; // of the file, 0: the command line
	struct text body;
	int64_t lines[RECORDS_MOST];
	size_t n;
};

static const char *number_of(struct adding *x, int64_t id, enum sentence unknown,
	const char *said)
{
	if (id == 0)
		input_fail(x->call, x->line, say(x->call->arena, unknown, said));
	return arena_printf(x->call->arena, "%lld", (long long)id);
}

// Digits are a number, anything else a code of the unit's people.
static const char *person_of(struct adding *x, const char *said)
{
	struct call *c = x->call;
	int64_t id = strspn(said, "0123456789") == strlen(said) ? row_among(NULL, "id", said) : 0;

	for (size_t i = 0; id == 0 && i < LISTS_MOST && x->of->lists[i] != NULL; i++) {
		if (x->people[i] == NULL)
			x->people[i] = ask_whole_list(c,
				ask_path(c, NOUN_UNIT, option(c, "--unit"), x->of->lists[i]));
		id = row_among(x->people[i], "id", said);
	}
	return number_of(x, id, SAY_not_of_unit, said);
}

static const char *course_of(struct adding *x, const char *said)
{
	if (x->courses == NULL)
		x->courses = ask_whole_list(x->call, "/courses");
	return number_of(x, row_among(x->courses, "id", said), SAY_code_unknown, said);
}

// What stands in a cell, as the API wants it: a cell may be whatever the option of its column may.
static const char *cell_meant(struct adding *x, const struct field *f, const char *said)
{
	struct call *c = x->call;
	const char *why, *meant;
	struct token t;

	if (!token_option(c->command->usage, f->option, strlen(f->option), &t))
		return said;
	t.name = f->name; // a cell is refused by the name of its column
	t.len = strlen(f->name);
	meant = token_meant(c->arena, &t, said, &why);
	if (meant == NULL)
		input_fail(c, x->line, why);
	return meant;
}

static struct member member_of(struct adding *x, const struct field *f, const char *said)
{
	bool number = f->kind != FIELD_TEXT;

	if (said != NULL && f->option != NULL)
		said = cell_meant(x, f, said);
	else if (f->option != NULL)
		said = option(x->call, f->option);
	if (said == NULL && f->needed)
		input_fail(x->call, x->line,
			say(x->call->arena, SAY_word_missing, x->line == 0 ? f->option : f->name));
	if (said != NULL && x->call->exit == 0 && number)
		said = f->kind == FIELD_PERSON ? person_of(x, said) :
			f->kind == FIELD_COURSE ? course_of(x, said) : said;
	return (struct member){ f->name, said, number ? MEMBER_NUMBER : MEMBER_TEXT };
}

// One record; `said` are its values in the order of the fields, NULL where the options say them.
static void record_put(struct adding *x, const char *const *said)
{
	struct member members[FIELDS_MOST + 1] = { { .name = NULL } };
	size_t n = 0;

	if (x->n == RECORDS_MOST) {
		call_fail(x->call, EX_DATAERR, say_plain(SAY_input_long));
		return;
	}
	for (; n < FIELDS_MOST && x->of->fields[n].name != NULL; n++)
		members[n] = member_of(x, &x->of->fields[n], said[n]);
	if (x->call->exit != 0)
		return;
	text_char(&x->body, x->n == 0 ? '[' : ',');
	text_add(&x->body, body_made(x->call, members));
	x->lines[x->n++] = x->line;
}

static void records_of_csv(struct adding *x, const char *bytes)
{
	const char *names[FIELDS_MOST + 1] = { NULL };
	struct rows rows;

	for (size_t i = 0; i < FIELDS_MOST; i++)
		names[i] = x->of->fields[i].name;
	rows_open(&rows, x->call, bytes, names);
	while (rows_next(&rows)) {
		x->line = rows.line;
		record_put(x, rows.values);
	}
	rows_close(&rows);
	x->call->lines = x->lines;
	x->call->lines_n = x->n;
}

// The list to send: JSON as it is, a CSV row by row, the people of the line one by one, else the options alone.
static const char *records_body(struct adding *x)
{
	struct call *c = x->call;
	bool piped = c->n == 1 && strcmp(c->words[0], "-") == 0;
	const char *input = piped ? input_all(c) : NULL, *said[FIELDS_MOST] = { NULL };

	if (input != NULL && input[strspn(input, " \t\r\n")] == '[')
		return input_checked(c, input);
	if (input != NULL)
		records_of_csv(x, input);
	else if (c->n == 0)
		record_put(x, said);
	for (size_t i = 0; !piped && i < c->n; i++) {
		said[0] = c->words[i];
		record_put(x, said);
	}
	if (c->exit == 0 && x->n == 0)
		call_fail(c, EX_DATAERR, say_plain(SAY_input_empty));
	text_char(&x->body, ']');
	return x->body.at;
}

void record_add(struct call *c, const struct record *of)
{
	struct adding *x = arena_one(c->arena, struct adding);
	const char *body;

	*x = (struct adding){ .call = c, .of = of, .body = text_new(c->arena, BODY_MOST) };
	body = records_body(x);
	show_record(c, COLUMNS({ SAY_written, "written", CELL_NUMBER, NULL }),
		ask_send(c, "POST", record_path(c, of), body));
}
