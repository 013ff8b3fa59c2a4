// SPDX-License-Identifier: GPL-3.0-or-later
// Errors of an import: gathered, sorted, printed with the sentences people read.
#include "features/exchange/report.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "http/http.h"
#include "http/reply.h"

enum { ERRORS_FIRST = 64, ERROR_BYTES = 16 * 1024 };

struct package_report report_new(struct arena *arena, FILE *progress)
{
	return (struct package_report){ .arena = arena, .progress = progress };
}

void report_error(struct package_report *r, struct package_error error)
{
	if (r->n == r->room) {
		size_t room = r->room == 0 ? ERRORS_FIRST : r->room * 2;
		struct package_error *more = arena_many(r->arena, struct package_error, room);

		if (r->n > 0)
			memcpy(more, r->errors, r->n * sizeof *more);
		r->errors = more;
		r->room = room;
	}
	error.code = arena_copy(r->arena, error.code);
	error.value = arena_copy(r->arena, error.value);
	error.other = arena_copy(r->arena, error.other);
	error.name = arena_copy(r->arena, error.name);
	r->errors[r->n++] = error;
}

static int text_order(const char *a, const char *b)
{
	return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

static int error_order(const void *left, const void *right)
{
	const struct package_error *a = left, *b = right;
	int order = (a->file > b->file) - (a->file < b->file);

	if (order == 0)
		order = text_order(a->name, b->name);
	if (order == 0)
		order = (a->line > b->line) - (a->line < b->line);
	if (order == 0)
		order = (a->column > b->column) - (a->column < b->column);
	if (order == 0)
		order = text_order(a->other, b->other);
	if (order == 0)
		order = strcmp(a->code, b->code);
	return order != 0 ? order : text_order(a->value, b->value);
}

void report_sort(struct package_report *r)
{
	size_t kept = 0;

	if (r->n == 0)
		return;
	qsort(r->errors, r->n, sizeof *r->errors, error_order);
	for (size_t i = 1; i < r->n; i++)
		if (error_order(&r->errors[kept], &r->errors[i]) != 0)
			r->errors[++kept] = r->errors[i];
	r->n = kept + 1;
}

static const char *error_file(const struct package_error *e, struct arena *a)
{
	return e->file < PACKAGE_FILES ? arena_printf(a, "%s.csv", package_files[e->file].name) : e->name;
}

static const char *error_column(const struct package_error *e)
{
	if (e->other != NULL || e->column < 0)
		return e->other;
	return package_files[e->file].columns[e->column].name;
}

static const char *error_message(const struct package_error *e, struct arena *a)
{
	return sentence_fill(a, sentence(VI, arena_printf(a, "import_%s", e->code)),
		"value", e->value != NULL ? e->value : "", NULL);
}

static void error_json(const struct package_error *e, FILE *out, struct arena *a)
{
	struct text t = text_new(a, ERROR_BYTES);

	text_add(&t, "{\"file\":");
	text_json(&t, error_file(e, a));
	text_printf(&t, ",\"line\":%lld,\"column\":", (long long)e->line);
	text_json(&t, error_column(e));
	text_add(&t, ",\"code\":");
	text_json(&t, e->code);
	text_add(&t, ",\"message\":");
	text_json(&t, error_message(e, a));
	text_add(&t, "}");
	fputs(t.at, out);
}

void report_json(const struct package_report *r, FILE *out)
{
	struct arena_mark mark = arena_now(r->arena);

	sentences_load();
	fputc('[', out);
	for (size_t i = 0; i < r->n; i++) {
		fputs(i == 0 ? "\n" : ",\n", out);
		error_json(&r->errors[i], out, r->arena);
		arena_rewind(r->arena, mark);
	}
	fputs(r->n == 0 ? "]\n" : "\n]\n", out);
}

void report_table(const struct package_report *r, FILE *out)
{
	struct arena_mark mark = arena_now(r->arena);

	sentences_load();
	for (size_t i = 0; i < r->n; i++) {
		const struct package_error *e = &r->errors[i];
		const char *column = error_column(e);

		fprintf(out, "%s:%lld: %s%s%s [%s]\n", error_file(e, r->arena), (long long)e->line,
			column != NULL ? column : "", column != NULL ? ": " : "", error_message(e, r->arena), e->code);
		arena_rewind(r->arena, mark);
	}
}
