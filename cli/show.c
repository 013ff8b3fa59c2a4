// SPDX-License-Identifier: GPL-3.0-or-later
// Tables that fit the terminal, and records line by line.
#include "cli/show.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "cli/settings.h"

enum { COLUMNS_MOST = 16, GAP = 2, TEXT_LEAST = 12 };

struct table {
	const struct column *columns;
	size_t n, rows, width[COLUMNS_MOST];
	const char **cells;		// rows x n
};

bool show_raw(struct call *c)
{
	if (!settings->json)
		return false;
	if (c->exit == 0 && c->raw_len > 0)
		printf("%s\n", c->raw);
	return true;
}

static struct table table_of(struct arena *a, const struct column *columns, const struct value *rows)
{
	struct table t = { .columns = columns, .rows = rows->n };
	size_t at = 0;

	while (columns[t.n].member != NULL) {
		t.width[t.n] = utf8_length(say_plain(columns[t.n].title));
		t.n++;
	}
	t.cells = arena_many(a, const char *, t.n * t.rows + 1);
	value_each(row, rows)
		for (size_t i = 0; i < t.n; i++) {
			const char *cell = cell_of(a, &columns[i], row);
			size_t len = utf8_length(cell);

			t.cells[at++] = cell;
			if (len > t.width[i])
				t.width[i] = len;
		}
	return t;
}

static size_t table_width(const struct table *t)
{
	size_t all = (t->n - 1) * GAP;

	for (size_t i = 0; i < t->n; i++)
		all += t->width[i];
	return all;
}

static bool gives_way(enum cell cell)
{
	return cell == CELL_TEXT || cell == CELL_LIST || cell == CELL_WORD;
}

// Takes a character from the widest text column until the table fits, or all are at their least.
static void table_fit(struct table *t)
{
	while (settings->width > 0 && table_width(t) > (size_t)settings->width) {
		size_t widest = t->n;

		for (size_t i = 0; i < t->n; i++)
			if (gives_way(t->columns[i].cell) &&
				t->width[i] > TEXT_LEAST && (widest == t->n || t->width[i] > t->width[widest]))
				widest = i;
		if (widest == t->n)
			return;
		t->width[widest]--;
	}
}

// One line; the last column is not filled up with spaces.
static void line_print(struct arena *a, const struct table *t, const char *const *cells, bool head)
{
	for (size_t i = 0; i < t->n; i++) {
		bool right = t->columns[i].cell == CELL_NUMBER;
		const char *cell = cell_cut(a, cells[i], t->width[i]);

		if (i > 0)
			printf("%*s", GAP, "");
		if (head && settings->colour)
			fputs("\033[1m", stdout);
		cell_print(cell, i + 1 < t->n || right ? t->width[i] : 0, right);
		if (head && settings->colour)
			fputs("\033[0m", stdout);
	}
	putchar('\n');
}

static void table_print(struct call *c, const struct column *columns, const struct value *rows)
{
	const char *heads[COLUMNS_MOST];
	struct table t = table_of(c->arena, columns, rows);

	table_fit(&t);
	for (size_t i = 0; i < t.n; i++)
		heads[i] = say_plain(columns[i].title);
	line_print(c->arena, &t, heads, true);
	for (size_t row = 0; row < t.rows; row++)
		line_print(c->arena, &t, t.cells + row * t.n, false);
}

void show_table(struct call *c, const struct column *columns, const struct value *rows)
{
	if (c->exit != 0 || show_raw(c))
		return;
	if (rows == NULL && c->saved)
		return;
	if (rows == NULL || rows->n == 0)
		fprintf(stderr, "%s\n", say_plain(SAY_nothing));
	else
		table_print(c, columns, rows);
}

void show_below(struct call *c, const struct column *columns, const struct value *rows)
{
	if (c->exit != 0 || settings->json || rows == NULL || rows->n == 0)
		return;
	putchar('\n');
	table_print(c, columns, rows);
}

void show_record(struct call *c, const struct column *columns, const struct value *v)
{
	size_t width = 0;

	if (c->exit != 0 || show_raw(c))
		return;
	for (const struct column *i = columns; i->member != NULL; i++) {
		size_t len = utf8_length(say_plain(i->title));

		if (len > width)
			width = len;
	}
	for (const struct column *i = columns; i->member != NULL; i++) {
		const char *cell = cell_of(c->arena, i, v);

		if (*cell == '\0')
			continue;
		cell_print(say_plain(i->title), width + GAP, false);
		printf("%s\n", cell);
	}
}
