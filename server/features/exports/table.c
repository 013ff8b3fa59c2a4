// SPDX-License-Identifier: GPL-3.0-or-later
// The table of lists, read: columns with their headings, members of rows as cells.
#include "features/exports/table.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "http/reply.h"
#include "http/word.h"

enum { CELL_MOST = 8000, DAY = 10, MINUTES_OF_DAY = 1440 };

static const struct export_list lists[] = {
#define LIST(method_, path_, file_, columns_) { #method_, path_, file_, columns_ },
#include "features/exports/exports.def"
#undef LIST
};

const struct export_list *export_list_of(const struct route *r)
{
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (strcmp(lists[i].path, r->path) == 0 && strcmp(lists[i].method, r->method) == 0)
			return &lists[i];
	return NULL;
}

// How a type looks as a cell, and how wide that is; lists and texts go by their headings.
static const struct { enum book_kind kind; int width; } kinds[] = {
	[T_BOOL] = { BOOK_TEXT, 8 }, [T_TRI] = { BOOK_TEXT, 8 }, [T_INT] = { BOOK_NUMBER, 9 }, [T_TEXT] = { BOOK_TEXT, 22 },
	[T_DATE] = { BOOK_DATE, 12 }, [T_HHMM] = { BOOK_TIME, 8 }, [T_INSTANT] = { BOOK_MOMENT, 17 }, [T_LIST] = { BOOK_TEXT, 30 },
};

// Takes `mark` and the word behind it out of a token's tail; NULL when the token has none.
static const char *part_of(const char *token, size_t len, char mark, struct arena *a)
{
	const char *at = memchr(token, mark, len);

	return at == NULL ? NULL : arena_copyn(a, at + 1, strcspn(at + 1, mark == ':' ? " /" : " :=/"));
}

static void tells_read(struct export_column *c, const char *members, struct arena *a)
{
	size_t n = 0;

	while (members != NULL && *members != '\0' && n + 1 < EXPORT_TELLS) {
		size_t len = strcspn(members, "+");

		c->tells[n++] = arena_copyn(a, members, len);
		members += len + (members[len] == '+');
	}
}

// "kind=how:words/day" of a shape.
static struct export_column column_read(const char *token, size_t len, const struct shape *s, enum language language,
	struct arena *a)
{
	const size_t name_len = strcspn(token, " .=:/");
	const char *name = arena_copyn(a, token, name_len), *heading = part_of(token, len, '=', a);
	const char *dot = token[name_len] == '.' ? token + name_len : NULL;
	struct export_column c = { .field = shape_field(s, name), .words = part_of(token, len, ':', a) };

	assert(c.field != NULL && "exports.def names no member of its shape");
	if (dot != NULL)
		tells_read(&c, arena_copyn(a, dot + 1, strcspn(dot + 1, " =:/")), a);
	c.heading = sentence(language, arena_printf(a, "export.head_%s", heading == NULL ? name : heading));
	if (c.words == NULL && word_group_known(name))
		c.words = name;
	c.kind = memmem(token, len, "/day", 4) != NULL ? BOOK_DATE : c.field->decimal ? BOOK_NUMBER : kinds[c.field->type].kind;
	c.width = c.kind == BOOK_DATE ? kinds[T_DATE].width : kinds[c.field->type].width;
	return c;
}

const struct export_column *export_columns(const struct export_list *list, const struct shape *s, enum language language,
	size_t *n, struct arena *a)
{
	struct export_column *columns = arena_many(a, struct export_column, EXPORT_COLUMNS);

	*n = 0;
	for (const char *token = list->columns; *token != '\0' && *n < EXPORT_COLUMNS; ) {
		size_t len = strcspn(token, " ");

		columns[(*n)++] = column_read(token, len, s, language, a);
		token += len + (token[len] == ' ');
	}
	return columns;
}

// An instant (RFC 3339, UTC) as the day and time in Vietnam: YYYY-MM-DDTHH:MM.
static const char *moment_local(const char *s, struct arena *a)
{
	char day[DATE_TEXT];
	struct instant at;
	int64_t minutes;

	if (!instant_parse(s, &at))
		return s;
	date_text(date_of(at), day);
	minutes = (at.us / 60000000 + 7 * 60) % MINUTES_OF_DAY;
	return arena_printf(a, "%sT%02d:%02d", day, (int)(minutes / 60), (int)(minutes % 60));
}

// One scalar in people's words; a day among words is written as people write it.
static const char *scalar_said(enum language language, const char *words, struct json_bit bit, struct json_bit row,
	struct arena *a)
{
	const char *s = json_bit_text(bit, a);
	struct date day;
	struct civil c;

	if (s == NULL || *bit.at != '"')
		return s == NULL ? "" : s;
	if (strlen(s) != DAY || !date_parse(s, &day))
		return word_said(language, words, s, row, a);
	c = date_civil(day);
	return arena_printf(a, "%02d/%02d/%04d", c.day, c.month, c.year);
}

// An item of a list: a scalar, or the members told of an object. Sentences that hold a member fill it in themselves.
static void item_add(struct text *out, const struct export_column *c, enum language language, struct json_bit item,
	struct arena *a)
{
	size_t begun = out->len;

	if (*item.at != '{') {
		text_add(out, scalar_said(language, c->words, item, item, a));
		return;
	}
	for (size_t i = 0; c->tells[i] != NULL; i++) {
		const char *said = scalar_said(language, i == 0 ? c->words : c->tells[i], json_member(item, c->tells[i]), item, a);

		if (*said == '\0' || (i > 0 && strstr(out->at + begun, said) != NULL))
			continue;
		text_add(out, out->len > begun ? " " : "");
		text_add(out, said);
	}
}

static const char *list_said(const struct export_column *c, enum language language, struct json_bit list, struct arena *a)
{
	struct text out = text_new(a, CELL_MOST);
	struct json_steps steps = json_into(list);
	struct json_bit name, item;

	while (json_step(&steps, &name, &item)) {
		text_add(&out, out.len > 0 ? "; " : "");
		item_add(&out, c, language, item, a);
	}
	return out.at;
}

static const char *cell_said(const struct export_column *c, enum language language, struct json_bit bit, struct json_bit row,
	struct arena *a)
{
	const char *s;

	if (c->field->type == T_LIST)
		return list_said(c, language, bit, a);
	s = json_bit_text(bit, a);
	if (s == NULL)
		return "";
	if (c->field->type == T_BOOL || c->field->type == T_TRI)
		return sentence(language, *s == 't' ? "export.yes" : "export.no");
	if (c->kind == BOOK_MOMENT)
		return moment_local(s, a);
	return c->kind == BOOK_TEXT ? word_said(language, c->words, s, row, a) : s;
}

bool export_rows(const struct export_column *columns, size_t n, struct json_bit items, enum language language,
	struct arena *a, export_row *row_out, void *ctx)
{
	struct json_steps steps = json_into(items), members;
	struct arena_mark mark = arena_now(a);
	struct json_bit name, row, value;
	const char *cells[EXPORT_COLUMNS];

	while (json_step(&steps, &name, &row)) {
		for (size_t i = 0; i < n; i++)
			cells[i] = "";
		members = json_into(row);
		while (json_step(&members, &name, &value))
			for (size_t i = 0; i < n; i++)
				if (strlen(columns[i].field->name) + 2 == name.len &&
					memcmp(columns[i].field->name, name.at + 1, name.len - 2) == 0)
					cells[i] = cell_said(&columns[i], language, value, row, a);
		if (!row_out(ctx, cells, n))
			return false;
		arena_rewind(a, mark);
	}
	return true;
}
