// SPDX-License-Identifier: GPL-3.0-or-later
// Lists from Excel and CSV: brought, looked at, taken in, taken back.
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/text.h"
#include "cli/ask.h"
#include "cli/body.h"
#include "cli/commands.h"
#include "cli/parts.h"
#include "cli/show.h"

enum { FILE_MOST = 16 << 20, BODY_MOST = 1 << 20, WAIT_MS = 300, WAITS_MOST = 3000 };

static const char *import_path(struct call *c, const char *rest)
{
	return arena_printf(c->arena, "/lists/%s%s", c->words[0], rest);
}

static const char *number_said(struct call *c, int64_t n)
{
	return n == 0 ? NULL : arena_printf(c->arena, "%lld", (long long)n);
}

// The list once no job has it any more.
static const struct value *settled(struct call *c, int64_t list)
{
	const struct timespec pause = { .tv_nsec = WAIT_MS * 1000000L };
	const struct value *v = NULL;

	for (int i = 0; i < WAITS_MOST && c->exit == 0; i++) {
		const char *state;

		v = ask_get(c, arena_printf(c->arena, "/lists/%lld", (long long)list));
		state = value_text(v, "state");
		if (state == NULL || (strcmp(state, "waiting") != 0 && strcmp(state, "accepted") != 0 && strcmp(state, "undoing") != 0))
			return v;
		nanosleep(&pause, NULL);
	}
	return v;
}

// Letters of old fonts: a line a sample, so that somebody can see whether they were read well.
static void letters_shown(struct call *c, const struct value *v)
{
	const struct value *columns = value_get(v, "old_letters");
	const char *done = value_text(v, "letters");

	if (done == NULL || show_raw(c))
		return;
	printf("\n%s\n", say_plain(strcmp(done, "kept") == 0 ? SAY_letters_kept : SAY_letters_read));
	value_each(column, columns) {
		printf("  %s %s: %s (%lld)\n", say_plain(SAY_column), cell_clean(c->arena, value_text(column, "at")),
			word_of("old_letters", value_text(column, "letters")), (long long)value_int(column, "cells", 0));
		value_each(sample, value_get(column, "samples"))
			printf("    %s -> %s\n", cell_clean(c->arena, value_text(sample, "before")), cell_clean(c->arena, value_text(sample, "after")));
	}
}

// Columns of marks are of sessions: of such a list which, and those of the class.
static void columns_shown(struct call *c, const struct value *v)
{
	const struct value *columns = value_get(v, "columns"), *sessions = value_get(v, "sessions");

	if (sessions == NULL || sessions->n == 0) {
		show_below(c, COLUMNS({ SAY_column, "at", CELL_CODE, NULL }, { SAY_title, "title", CELL_TEXT, NULL },
			{ SAY_taken_for, "field", CELL_WORD, "field" }, { SAY_samples, "samples", CELL_LIST, NULL }), columns);
		return;
	}
	show_below(c, COLUMNS({ SAY_column, "at", CELL_CODE, NULL }, { SAY_title, "title", CELL_TEXT, NULL },
		{ SAY_taken_for, "field", CELL_WORD, "field" }, { SAY_session, "session", CELL_NUMBER, NULL },
		{ SAY_samples, "samples", CELL_LIST, NULL }), columns);
	show_below(c, COLUMNS({ SAY_session, "number", CELL_NUMBER, NULL }, { SAY_day, "date", CELL_DAY, NULL },
		{ SAY_start, "starts", CELL_TEXT, NULL }), sessions);
}

static void import_shown(struct call *c, const struct value *v)
{
	show_record(c, COLUMNS({ SAY_number, "id", CELL_CODE, NULL }, { SAY_file, "name", CELL_TEXT, NULL },
		{ SAY_unit, "unit_name", CELL_TEXT, NULL }, { SAY_class, "class_code", CELL_CODE, NULL },
		{ SAY_state, "state", CELL_WORD, "list" }, { SAY_problems, "refusal_says", CELL_TEXT, NULL },
		{ SAY_same_as, "same_as", CELL_NUMBER, NULL }, { SAY_header_row, "header_row", CELL_NUMBER, NULL },
		{ SAY_rows_new, "rows_new", CELL_NUMBER, NULL }, { SAY_rows_known, "rows_known", CELL_NUMBER, NULL },
		{ SAY_rows_unmatched, "rows_unmatched", CELL_NUMBER, NULL }, { SAY_rows_error, "rows_error", CELL_NUMBER, NULL },
		{ SAY_made_people, "made_people", CELL_NUMBER, NULL }, { SAY_made_places, "made_places", CELL_NUMBER, NULL },
		{ SAY_made_nominations, "made_nominations", CELL_NUMBER, NULL }, { SAY_made_records, "made_records", CELL_NUMBER, NULL },
		{ SAY_left_out, "left_out", CELL_NUMBER, NULL },
		{ SAY_undo_until, "undo_until", CELL_INSTANT, NULL }), v);
	columns_shown(c, v);
	show_below(c, COLUMNS({ SAY_rows, "rows", CELL_NUMBER, NULL }, { SAY_first_row, "first", CELL_NUMBER, NULL },
		{ SAY_problems, "says", CELL_TEXT, NULL }), value_get(v, "findings"));
	letters_shown(c, v);
}

// What may be said of all rows at once.
static const struct { const char *option, *field; } of_all[] = {
	{ "--category", "category" }, { "--course", "course" }, { "--session", "session" }, { "--date", "day" }, { "--source", "source" }, { "--scheme", "scheme" },
	{ "--base", "base" }, { "--definition", "definition" }, { "--of-day", "as_of" },
};

static bool of_all_asked(const struct call *c)
{
	for (size_t i = 0; i < sizeof of_all / sizeof *of_all; i++)
		if (option(c, of_all[i].option) != NULL)
			return true;
	return false;
}

static void value_add(struct text *t, const char *field, const char *value)
{
	text_printf(t, "%s{\"field\":", t->len == 1 ? "" : ",");
	text_json(t, field);
	text_add(t, ",\"value\":");
	text_json(t, value);
	text_char(t, '}');
}

// What is said of all rows, as it stands.
static const char *values_json(struct call *c, const struct value *v)
{
	struct text t = text_new(c->arena, BODY_MOST);

	text_char(&t, '[');
	value_each(item, value_get(v, "values"))
		value_add(&t, value_text(item, "field"), value_text(item, "value"));
	text_char(&t, ']');
	return t.at;
}

static const char *of_all_json(struct call *c)
{
	struct text t = text_new(c->arena, BODY_MOST);

	text_char(&t, '[');
	for (size_t i = 0; i < sizeof of_all / sizeof *of_all; i++)
		if (option(c, of_all[i].option) != NULL)
			value_add(&t, of_all[i].field, option(c, of_all[i].option));
	text_char(&t, ']');
	return t.at;
}

// What a column is; a field of NULL or "none": nothing that counts.
struct column_said { const char *at, *field, *session; };

static void column_add(struct text *t, struct column_said said)
{
	if (said.field == NULL || strcmp(said.field, "none") == 0)
		return;
	text_printf(t, "%s{\"at\":", t->len == 1 ? "" : ",");
	text_json(t, said.at);
	text_add(t, ",\"field\":");
	text_json(t, said.field);
	if (said.session != NULL)
		text_printf(t, ",\"session\":%s", said.session);
	text_char(t, '}');
}

// The columns as they stand, but for the one that is told, if any.
static const char *columns_json(struct call *c, const struct value *v, struct column_said told)
{
	struct text t = text_new(c->arena, BODY_MOST);

	text_char(&t, '[');
	value_each(column, value_get(v, "columns")) {
		const char *at = value_text(column, "at");
		int64_t session = value_int(column, "session", -1);

		if (told.at == NULL || strcasecmp(at, told.at) != 0)
			column_add(&t, (struct column_said){ at, value_text(column, "field"),
				session < 0 ? NULL : arena_printf(c->arena, "%lld", (long long)session) });
	}
	column_add(&t, told);
	text_char(&t, ']');
	return t.at;
}

// A list as it stands with one thing said anew: of all rows, of letters of old fonts, or of a column.
static void plan_say(struct call *c, const struct value *v, const char *values, const char *letters, struct column_said told)
{
	const char *path = arena_printf(c->arena, "/lists/%lld/plan", (long long)value_int(v, "id", 0));

	ask_send(c, "PUT", path, BODY(c, { "header_row", number_said(c, value_int(v, "header_row", 0)), MEMBER_NUMBER },
		{ "header_rows", number_said(c, value_int(v, "header_rows", 0)), MEMBER_NUMBER },
		{ "values", values, MEMBER_JSON }, { "letters", letters, MEMBER_TEXT },
		{ "columns", columns_json(c, v, told), MEMBER_JSON }));
}

void import_add(struct call *c)
{
	const char *path = ask_path(c, NOUN_UNIT, option(c, "--unit"), "/lists"), *class = option(c, "--for"), *bytes, *name;
	const char *class_number = class == NULL ? NULL : number_said(c, ask_number(c, NOUN_CLASS, class));
	const char *kind = option(c, "--kind") != NULL ? option(c, "--kind") : class == NULL ? "people" : "nominations";
	const struct value *v;
	size_t len = 0;
	int64_t list;

	bytes = parts_read(c, c->words[0], FILE_MOST, &len, &name);
	if (bytes == NULL)
		return;
	v = ask_send(c, "POST", path, BODY(c, { "kind", kind, MEMBER_TEXT },
		{ "name", name, MEMBER_TEXT }, { "bytes", number_said(c, (int64_t)len), MEMBER_NUMBER },
		{ "class", class_number, MEMBER_NUMBER }, { "sheet", option(c, "--sheet"), MEMBER_NUMBER }));
	list = value_int(v, "id", 0);
	parts_send(c, arena_printf(c->arena, "/lists/%lld", (long long)list), bytes, len);
	v = settled(c, list);
	if (c->exit == 0 && of_all_asked(c) && value_int(v, "header_row", 0) > 0) {
		plan_say(c, v, of_all_json(c), NULL, (struct column_said){ 0 });
		v = settled(c, list);
	}
	import_shown(c, v);
}

void import_list(struct call *c)
{
	show_table(c, COLUMNS({ SAY_number, "id", CELL_CODE, NULL }, { SAY_file, "name", CELL_TEXT, NULL },
		{ SAY_unit, "unit", CELL_CODE, NULL }, { SAY_state, "state", CELL_WORD, "list" }, { SAY_rows, "rows_all", CELL_NUMBER, NULL },
		{ SAY_at, "created_at", CELL_INSTANT, NULL }), ask_list(c, "/lists"));
}

void import_review(struct call *c)
{
	import_shown(c, ask_get(c, import_path(c, "")));
}

void import_letters(struct call *c)
{
	const struct value *v = ask_get(c, import_path(c, ""));

	if (v == NULL)
		return;
	plan_say(c, v, values_json(c, v), c->words[1], (struct column_said){ 0 });
	import_shown(c, settled(c, value_int(v, "id", 0)));
}

void import_column(struct call *c)
{
	const struct value *v = ask_get(c, import_path(c, ""));

	if (v == NULL)
		return;
	plan_say(c, v, values_json(c, v), value_text(v, "letters"),
		(struct column_said){ c->words[1], c->words[2], option(c, "--session") });
	import_shown(c, settled(c, value_int(v, "id", 0)));
}

// A line a problem: rows that are well are one line.
void import_rows(struct call *c)
{
	const struct value *rows = ask_list(c, path_with(c, import_path(c, "/rows"), "verdict", option(c, "--verdict"), NULL));

	if (rows == NULL || show_raw(c))
		return;
	value_each(row, rows) {
		const char *name = "", *verdict = word_of("verdict", value_text(row, "verdict"));

		value_each(v, value_get(row, "values"))
			if (strcmp(value_text(v, "field"), "full_name") == 0)
				name = value_text(v, "value");
		printf("%lld  %s  %s", (long long)value_int(row, "id", 0), verdict, cell_clean(c->arena, name));
		if (value_text(row, "person_code") != NULL)
			printf(" = %s", cell_clean(c->arena, value_text(row, "person_code")));
		putchar('\n');
		value_each(p, value_get(row, "problems"))
			printf("    %s  %s\n", value_text(p, "cell") == NULL ? "" : value_text(p, "cell"), cell_clean(c->arena, value_text(p, "says")));
		value_each(p, value_get(row, "candidates"))
			printf("    ? %lld  %s  %s  %s  %lld\n", (long long)value_int(p, "person", 0), cell_clean(c->arena, value_text(p, "full_name")),
				value_text(p, "birth") == NULL ? "" : cell_clean(c->arena, value_text(p, "birth")),
				value_text(p, "unit") == NULL ? "" : cell_clean(c->arena, value_text(p, "unit")), (long long)value_int(p, "score", 0));
	}
}

void import_decide(struct call *c)
{
	ask_send(c, "PUT", arena_printf(c->arena, "/lists/%s/rows/%s", c->words[0], c->words[1]),
		BODY(c, { "decision", c->words[2], MEMBER_TEXT }, { "person", option(c, "--person"), MEMBER_NUMBER }));
}

// Asks for a step and waits until it is done.
static void step(struct call *c, const char *method_path, const char *body)
{
	const struct value *v = ask_send(c, "POST", import_path(c, method_path), body);

	import_shown(c, settled(c, value_int(v, "id", 0)));
}

void import_take(struct call *c)
{
	step(c, "/take", BODY(c, { "mode", option(c, "--valid-only") == NULL ? "all" : "valid", MEMBER_TEXT },
		{ "why", option(c, "--why"), MEMBER_TEXT }));
}

void import_undo(struct call *c)
{
	step(c, "/undo", NULL);
}

void import_drop(struct call *c)
{
	ask_send(c, "DELETE", import_path(c, ""), NULL);
}

void import_template(struct call *c)
{
	ask_file(c, path_with(c, ask_path(c, NOUN_UNIT, option(c, "--unit"), "/list-template.xlsx"), "kind", c->words[0], (char *)NULL));
}

void import_errors(struct call *c)
{
	ask_file(c, import_path(c, "/errors.xlsx"));
}
