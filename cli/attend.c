// SPDX-License-Identifier: GPL-3.0-or-later
// The roster of a session, and its marks: person by person, everybody at once, from a file.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/text.h"
#include "cli/ask.h"
#include "cli/body.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/rows.h"
#include "cli/settings.h"
#include "cli/show.h"

enum { BODY_MOST = 1 << 20, MARKS_MOST = 5000, NATIONAL_ID = 12 };

// One mark on its way: who by number, or as they were named (`by` says whether by code or personal number), what, and
// a remark.
struct mark { int64_t person; const char *by, *named, *status, *note; };

struct marks {
	struct call *call;
	const struct value *roster;
	struct mark all[MARKS_MOST];
	int64_t lines[MARKS_MOST];	// on which each was said last, as refusals name it
	size_t n;
	int64_t line;			// of the file, 0: words of the command line
};

static const char *roster_path(struct call *c)
{
	return arena_printf(c->arena, "/sessions/%lld/attendance", (long long)ask_session(c, c->words[0]));
}

void roster_run(struct call *c)
{
	show_table(c, COLUMNS({ SAY_code, "code", CELL_CODE, NULL }, { SAY_full_name, "full_name", CELL_TEXT, NULL },
		{ SAY_unit, "unit_name", CELL_TEXT, NULL }, { SAY_status, "status", CELL_WORD, "status" },
		{ SAY_enrolled, "enrolled", CELL_YES, NULL }, { SAY_note, "note", CELL_TEXT, NULL },
		{ SAY_at, "recorded_at", CELL_INSTANT, NULL }), value_get(ask_get(c, roster_path(c)), "items"));
}

// The status people mean, or NULL after a failure; `unmarked` takes a mark back.
static const char *status_of(struct marks *m, const char *said)
{
	const char *token = "STATUS", *why, *status;
	struct token t;

	token_next(&token, &t);
	t.name = "status";		// as its column is called
	status = token_meant(m->call->arena, &t, said, &why);
	if (status == NULL)
		input_fail(m->call, m->line, why);
	return status;
}

static bool same_person(const struct mark *a, const struct mark *b)
{
	return a->person == b->person && (a->named == NULL || (b->named != NULL && strcmp(a->named, b->named) == 0));
}

// Sets the person's mark, in place of one set before.
static void mark_set(struct marks *m, struct mark mark)
{
	size_t at = 0;

	while (at < m->n && !same_person(&m->all[at], &mark))
		at++;
	if (at == MARKS_MOST) {
		call_fail(m->call, EX_DATAERR, say_plain(SAY_input_long));
		return;
	}
	m->all[at] = mark;
	m->lines[at] = m->line;
	m->n += at == m->n;
}

// One mark as it was said. A code is looked up in the roster; whoever is not in it walked in, and the server is
// told the code or the personal number.
static void mark_said(struct marks *m, const char *person, const char *status, const char *note)
{
	struct mark mark = { row_among(m->roster, "person", person), NULL, NULL, status_of(m, status), note };
	bool digits = strspn(person, "0123456789") == strlen(person);

	if (mark.person == 0 || (strlen(person) == NATIONAL_ID && mark.person == strtoll(person, NULL, 10)))
		mark = (struct mark){ 0, digits ? "national_id" : "code", person, mark.status, note };
	if (m->call->exit == 0)
		mark_set(m, mark);
}

static void marks_of_words(struct marks *m)
{
	struct call *c = m->call;

	for (size_t i = 1; i < c->n; i++) {
		const char *equals = strrchr(c->words[i], '=');

		if (equals == NULL)
			call_fail(c, EX_USAGE, say(c->arena, SAY_word_unwanted, c->words[i]));
		else
			mark_said(m, arena_copyn(c->arena, c->words[i], (size_t)(equals - c->words[i])), equals + 1, NULL);
	}
}

static void marks_of_all(struct marks *m, const char *status)
{
	value_each(i, m->roster)
		if (value_true(i, "enrolled"))
			mark_set(m, (struct mark){ value_int(i, "person", 0), NULL, NULL, status, NULL });
}

// The first bad line ends it.
static void marks_of_csv(struct marks *m, const char *bytes)
{
	static const char *const names[] = { "person", "status", "note", NULL };
	struct rows rows;

	rows_open(&rows, m->call, bytes, names);
	while (rows_next(&rows)) {
		m->line = rows.line;
		if (rows.values[0] == NULL || rows.values[1] == NULL)
			input_fail(m->call, m->line, say_plain(SAY_bad_line));
		else
			mark_said(m, rows.values[0], rows.values[1], rows.values[2]);
	}
	rows_close(&rows);
	m->call->lines = m->lines;
	m->call->lines_n = m->n;
}

static const char *marks_body(const struct marks *m)
{
	struct call *c = m->call;
	struct text t = text_new(c->arena, BODY_MOST);

	text_char(&t, '[');
	for (size_t i = 0; i < m->n; i++) {
		const struct mark *one = &m->all[i];
		const char *number = arena_printf(c->arena, "%lld", (long long)one->person);

		text_add(&t, i == 0 ? "" : ",");
		text_add(&t, BODY(c, { one->named == NULL ? "person" : one->by, one->named == NULL ? number : one->named,
				one->named == NULL ? MEMBER_NUMBER : MEMBER_TEXT },
			{ "status", one->status, MEMBER_TEXT }, { "note", one->note, MEMBER_TEXT },
			{ "why", option(c, "--why"), MEMBER_TEXT }));
	}
	text_char(&t, ']');
	return t.at;
}

// What to send: JSON as it is, else the marks gathered from file, --all and words, in this order.
static const char *attend_body(struct call *c, const char *path)
{
	bool piped = c->n == 2 && strcmp(c->words[1], "-") == 0;
	const char *all = option(c, "--all"), *input = piped ? input_all(c) : NULL;
	struct marks *m = arena_one(c->arena, struct marks);

	if (!piped && all == NULL && c->n == 1)
		call_fail(c, EX_USAGE, say(c->arena, SAY_word_missing, "PERSON=STATUS"));
	if (input != NULL && input[strspn(input, " \t\r\n")] == '[')
		return input_checked(c, input);
	m->call = c;
	m->roster = value_get(ask_get(c, path), "items");
	if (all != NULL)
		marks_of_all(m, all);
	if (input != NULL)
		marks_of_csv(m, input);
	else
		marks_of_words(m);
	return marks_body(m);
}

void attend_run(struct call *c)
{
	const char *path = roster_path(c), *body = c->exit == 0 ? attend_body(c, path) : NULL;

	show_record(c, COLUMNS({ SAY_present, "present", CELL_NUMBER, NULL }, { SAY_late, "late", CELL_NUMBER, NULL },
		{ SAY_excused, "excused", CELL_NUMBER, NULL }, { SAY_unexcused, "unexcused", CELL_NUMBER, NULL },
		{ SAY_unmarked, "unmarked", CELL_NUMBER, NULL }, { SAY_changed, "changed", CELL_NUMBER, NULL },
		{ SAY_overtaken, "overtaken", CELL_NUMBER, NULL }), ask_send(c, "PUT", path, body));
}
