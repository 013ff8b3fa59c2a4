// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of answers into structs, values and JSON.
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "db/db.h"
#include "db/result.h"

enum { VALUE_ROOM = 24 };	// bytes of a value with its label, about

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

// A field as JSON writes it, up to its value: the same for every row.
struct label { const char *at; size_t len; int column; const struct field *field; };

// The fields that are shown, with their labels; *n of them.
static const struct label *labels_of(struct work *w, const struct pg_result *r, const struct shape *shape, size_t *n)
{
	struct label *out = arena_many(w->arena, struct label, shape_fields(shape) + 1);

	*n = 0;
	for (const struct field *f = shape->fields; f->name != NULL; f++) {
		if (f->hidden)
			continue;
		out[*n].at = arena_printf(w->arena, "%c\"%s\":", *n == 0 ? '{' : ',', f->name);
		out[*n].len = strlen(out[*n].at);
		out[*n].column = result_column(r, f->name);
		out[(*n)++].field = f;
	}
	return out;
}

static void row_json(const struct pg_result *r, int row, const struct label *labels, size_t n, struct text *out)
{
	for (size_t i = 0; i < n; i++) {
		text_addn(out, labels[i].at, labels[i].len);
		field_json_pg(labels[i].field, result_value(r, row, labels[i].column), out);
	}
	text_add(out, n == 0 ? "{}" : "}");
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
	const struct label *labels;
	size_t many, n, shown;

	if (r == NULL)
		return 0;
	assert(q->gives != NULL);
	labels = labels_of(w, r, q->gives, &shown);
	many = (size_t)result_rows(r);
	n = many > most ? most : many;
	text_expect(out, n * shown * VALUE_ROOM);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			text_char(out, ',');
		row_json(r, (int)i, labels, shown, out);
	}
	if (n > 0) {
		number_into(last, result_value(r, (int)n - 1, 0));
		number_into(version, result_value(r, 0, result_column(r, "version")));
	}
	result_clear(r);
	return many;
}

