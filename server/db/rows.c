// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of answers into structs, values and JSON.
#include <assert.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/text.h"
#include "db/db.h"
#include "db/result.h"

// Which column holds which field; the boot check has compared them, so each is there.
static const int *columns_of(struct work *w, const struct pg_result *r, const struct shape *shape)
{
	size_t n = shape_fields(shape);
	int *at = arena_many(w->arena, int, n + 1);

	for (size_t i = 0; i < n; i++)
		at[i] = result_column(r, shape->fields[i].name);
	return at;
}

const void *db_read(struct work *w, const struct query *q, const struct shape *shape, size_t *n, size_t argc,
	const struct arg *args)
{
	struct pg_result *r = db_result(w, q, argc, args);
	const int *at;
	char *rows = NULL;
	int many;

	assert(q->gives == shape);
	if (n != NULL)
		*n = 0;
	if (r == NULL)
		return NULL;
	many = n == NULL && result_rows(r) > 1 ? 1 : result_rows(r);
	at = columns_of(w, r, shape);
	if (many > 0)
		rows = arena_alloc(w->arena, shape->size * (size_t)many);
	for (int i = 0; i < many; i++)
		for (int f = 0; shape->fields[f].name != NULL; f++)
			if (!field_read(&shape->fields[f], rows + shape->size * (size_t)i, result_value(r, i, at[f]), w->arena))
				fault(w, "%s: column %s does not fit its shape", q->name, shape->fields[f].name);
	result_clear(r);
	if (w->fault != NULL)		// nothing to read, and no rows either
		return NULL;
	if (n != NULL)
		*n = (size_t)many;
	return rows;
}

const char *db_scalar_text(struct work *w, const struct query *q, size_t argc, const struct arg *args)
{
	struct pg_result *r = db_result(w, q, argc, args);
	const char *out = NULL;

	if (r != NULL && result_rows(r) > 0)
		out = arena_copy(w->arena, result_value(r, 0, 0));
	result_clear(r);
	return out;
}

int64_t db_scalar_int(struct work *w, const struct query *q, size_t argc, const struct arg *args)
{
	const char *value = db_scalar_text(w, q, argc, args);

	if (value == NULL)
		return 0;
	return *value == 't' ? 1 : strtoll(value, NULL, 10);
}

int64_t db_touch(struct work *w, const struct query *q, size_t argc, const struct arg *args)
{
	struct pg_result *r = db_result(w, q, argc, args);
	int64_t touched = r == NULL ? 0 : result_touched(r);

	result_clear(r);
	return touched;
}

static void row_json(const struct pg_result *r, int row, const struct shape *shape, const int *at, struct text *out)
{
	char part = '{';

	for (int f = 0; shape->fields[f].name != NULL; f++) {
		if (shape->fields[f].hidden)
			continue;
		text_char(out, part);
		text_json(out, shape->fields[f].name);
		text_char(out, ':');
		field_json_pg(&shape->fields[f], result_value(r, row, at[f]), out);
		part = ',';
	}
	text_add(out, part == '{' ? "{}" : "}");
}

static void number_into(int64_t *to, const char *value)
{
	if (to != NULL && value != NULL)
		*to = strtoll(value, NULL, 10);
}

size_t db_json(struct work *w, const struct query *q, size_t argc, const struct arg *args, size_t most, struct text *out,
	int64_t *last, int64_t *version)
{
	struct pg_result *r = db_result(w, q, argc, args);
	size_t many, n;
	const int *at;

	if (r == NULL)
		return 0;
	assert(q->gives != NULL);
	at = columns_of(w, r, q->gives);
	many = (size_t)result_rows(r);
	n = many > most ? most : many;
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			text_char(out, ',');
		row_json(r, (int)i, q->gives, at, out);
	}
	if (n > 0) {
		number_into(last, result_value(r, (int)n - 1, 0));
		number_into(version, result_value(r, 0, result_column(r, "version")));
	}
	result_clear(r);
	return many;
}

