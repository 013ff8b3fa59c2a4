// SPDX-License-Identifier: GPL-3.0-or-later
// The boot check: every named query prepared on the server and compared with its shape.
#include <string.h>

#include "base/arena.h"
#include "db/db.h"

// PostgreSQL's type numbers (pg_type.dat, stable by promise) a member may be read from.
static const struct { enum type type; unsigned oids[6]; } readable[] = {
	{ T_BOOL, { 16 } }, { T_TRI, { 16 } },
	{ T_INT, { 20, 21, 23 } },
	{ T_TEXT, { 25, 1043, 19, 18, 1700 } },
	{ T_DATE, { 1082 } }, { T_HHMM, { 1083 } }, { T_INSTANT, { 1184 } },
	{ T_LIST, { 114, 3802 } },
};

static bool type_fits(enum type type, unsigned oid)
{
	for (size_t i = 0; i < sizeof readable / sizeof readable[0]; i++)
		for (size_t k = 0; readable[i].type == type && k < 6 && readable[i].oids[k] != 0; k++)
			if (readable[i].oids[k] == oid)
				return true;
	return false;
}

static const struct column *column_named(const struct column *columns, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (strcmp(columns[i].name, name) == 0)
			return &columns[i];
	return NULL;
}

static int shape_differs(const struct query *q, const struct column *columns, int n, FILE *out)
{
	int differ = 0;

	for (const struct field *f = q->gives->fields; f->name != NULL; f++) {
		const struct column *c = column_named(columns, n, f->name);

		if (c != NULL && type_fits(f->type, c->type))
			continue;
		fprintf(out, "%s: %s: column %s %s\n", q->file, q->name, f->name, c == NULL ? "is missing" : "has another type");
		differ++;
	}
	for (int i = 0; i < n; i++) {
		if (shape_field(q->gives, columns[i].name) != NULL)
			continue;
		fprintf(out, "%s: %s: column %s is not in shape %s\n", q->file, q->name, columns[i].name, q->gives->name);
		differ++;
	}
	return differ;
}

static int scalar_differs(const struct query *q, const struct column *columns, int n, FILE *out)
{
	enum type type = strcmp(q->scalar, "int") == 0 ? T_INT : strcmp(q->scalar, "bool") == 0 ? T_BOOL : T_TEXT;

	if (n == 1 && type_fits(type, columns[0].type))
		return 0;
	fprintf(out, "%s: %s: does not give one %s\n", q->file, q->name, q->scalar);
	return 1;
}

int db_check(struct db *db, FILE *out)
{
	struct arena *arena = arena_new();
	int differ = 0;

	for (int i = 0; i < queries_count; i++) {
		const struct query *q = queries[i];
		const char *message = NULL;
		int n = 0;
		const struct column *columns = db_describe(db, q, arena, &n, &message);

		if (columns == NULL) {
			fprintf(out, "%s: %s: %s\n", q->file, q->name, message);
			differ++;
		} else if (q->gives != NULL) {
			differ += shape_differs(q, columns, n, out);
		} else if (q->scalar != NULL) {
			differ += scalar_differs(q, columns, n, out);
		}
	}
	arena_drop(arena);
	return differ;
}
