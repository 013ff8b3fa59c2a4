// SPDX-License-Identifier: GPL-3.0-or-later
// libpq behind db.h: one connection, its prepared queries, rows into structs and JSON.
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"
#include "db/copy.h"
#include "db/db.h"
#include "db/refusal.h"

enum { COPY_ROOM = 1 << 16, RECONNECT_PAUSE_US = 200000 };

struct db {
	const char *url;
	PGconn *conn;
	bool *prepared;			// by query number
	struct instant tried;		// last attempt to connect
	int64_t timeout_ms;
	char *copy;			// rows of a COPY on their way
	size_t copied, copy_room;
};

struct db *db_open(const char *url)
{
	struct db *db = calloc(1, sizeof *db);

	if (db == NULL)
		fatal(71, "out of memory");
	db->url = strdup(url);
	db->prepared = calloc((size_t)queries_count + 1, sizeof(bool));
	db->timeout_ms = settings->query_seconds * 1000;
	if (db->url == NULL || db->prepared == NULL)
		fatal(71, "out of memory");
	return db;
}

void db_close(struct db *db)
{
	if (db == NULL)
		return;
	PQfinish(db->conn);
	free(db->copy);
	free(db->prepared);
	free((void *)(uintptr_t)db->url);
	free(db);
}

static void notice_silently(void *ctx, const char *message)
{
	(void)ctx;
	(void)message;
}

static bool db_connect(struct db *db)
{
	char options[160];
	const char *keys[] = { "dbname", "options", "connect_timeout", "client_encoding", "fallback_application_name", NULL };
	const char *values[] = { db->url, options, "3", "UTF8", "hocvu", NULL };
	struct instant now = clock_now();

	if (db->conn != NULL && PQstatus(db->conn) == CONNECTION_OK)
		return true;
	if (db->tried.us != 0 && now.us - db->tried.us < RECONNECT_PAUSE_US && now.us >= db->tried.us)
		return false;
	db->tried = now;
	PQfinish(db->conn);
	snprintf(options, sizeof options, "-c TimeZone=UTC -c DateStyle=ISO -c search_path=public -c statement_timeout=%lld",
		(long long)db->timeout_ms);
	memset(db->prepared, 0, (size_t)queries_count * sizeof(bool));
	db->conn = PQconnectdbParams(keys, values, 1);
	if (PQstatus(db->conn) != CONNECTION_OK) {
		log_warnx("event=database_away why=\"%s\"", PQerrorMessage(db->conn));
		return false;
	}
	PQsetNoticeProcessor(db->conn, notice_silently, NULL);
	return true;
}

bool db_alive(struct db *db)
{
	PGresult *r;
	bool ok;

	if (!db_connect(db))
		return false;
	r = PQexec(db->conn, "SELECT 1");
	ok = PQresultStatus(r) == PGRES_TUPLES_OK;
	PQclear(r);
	return ok;
}

void db_timeout(struct db *db, int64_t ms)
{
	char sql[64];

	db->timeout_ms = ms;
	if (db->conn == NULL)
		return;
	snprintf(sql, sizeof sql, "SET statement_timeout = %lld", (long long)ms);
	PQclear(PQexec(db->conn, sql));
}

// Which refusal or fault a failed statement is. Only a constraint's name leaves the server's message:
// the rest may quote personal data.
static void work_failed(struct work *w, const char *name, const PGresult *r)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	const char *constraint = PQresultErrorField(r, PG_DIAG_CONSTRAINT_NAME);
	const char *message = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	// Without a SQLSTATE it is libpq that failed. After a write that did, it still calls the connection good.
	bool lost = PQstatus(w->db->conn) != CONNECTION_OK || state == NULL;
	int status;

	state = state == NULL ? "" : state;
	status = constraint == NULL ? 0 : refusal_status(state, constraint);
	if (status != 0) {
		work_refuse(w, status, constraint);
		return;
	}
	if (strcmp(state, "42501") == 0) {
		work_refuse(w, 403, "forbidden_by_database");
		return;
	}
	w->again = w->again || strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0;
	w->trouble = lost ? TROUBLE_AWAY : trouble_of(state);
	work_fault(w, "%s: %s %s", name, state, message == NULL ? PQerrorMessage(w->db->conn) : message);
	if (lost) {
		PQfinish(w->db->conn);
		w->db->conn = NULL;
	}
}

// The parameters of one call in PostgreSQL's text forms.
static const char *const *arg_texts(struct work *w, size_t argc, const struct arg *args)
{
	const char **texts = arena_many(w->arena, const char *, argc + 1);

	for (size_t i = 0; i < argc; i++) {
		struct { int64_t n; struct date d; struct hhmm h; struct instant t; bool b; } v = {
			args[i].number, { (int32_t)args[i].number }, { (int32_t)args[i].number }, { args[i].number },
			args[i].number != 0 };
		struct field f = { .type = args[i].type };

		switch (args[i].type) {
		case T_TEXT:
		case T_LIST: texts[i] = args[i].text; break;
		case T_BOOL: texts[i] = v.b ? "t" : "f"; break;
		case T_DATE: texts[i] = field_pg(&f, &v.d, w->arena); break;
		case T_HHMM: texts[i] = field_pg(&f, &v.h, w->arena); break;
		case T_INSTANT: texts[i] = field_pg(&f, &v.t, w->arena); break;
		default: texts[i] = field_pg(&f, &v.n, w->arena); break;
		}
	}
	return texts;
}

static bool db_prepare(struct work *w, const struct query *q)
{
	PGresult *r;
	bool ok;

	if (w->db->prepared[q->number])
		return true;
	r = PQprepare(w->db->conn, q->name, q->sql, 0, NULL);
	ok = PQresultStatus(r) == PGRES_COMMAND_OK;
	if (!ok)
		work_failed(w, q->name, r);
	PQclear(r);
	w->db->prepared[q->number] = ok;
	return ok;
}

// Runs a query; NULL after a fault or a refusal. The caller clears the result.
static PGresult *db_result(struct work *w, const struct query *q, size_t argc, const struct arg *args)
{
	PGresult *r;

	if (!work_ok(w))
		return NULL;
	if ((int)argc != q->nargs) {
		fault(w, "%s takes %d arguments, not %zu", q->name, q->nargs, argc);
		return NULL;
	}
	if (!db_prepare(w, q))
		return NULL;
	w->queries++;
	r = PQexecPrepared(w->db->conn, q->name, (int)argc, arg_texts(w, argc, args), NULL, NULL, 0);
	if (PQresultStatus(r) != PGRES_TUPLES_OK && PQresultStatus(r) != PGRES_COMMAND_OK) {
		work_failed(w, q->name, r);
		PQclear(r);
		return NULL;
	}
	return r;
}

// Which column holds which field; the boot check has compared them, so each is there.
static const int *columns_of(struct work *w, const PGresult *r, const struct shape *shape)
{
	size_t n = shape_fields(shape);
	int *at = arena_many(w->arena, int, n + 1);

	for (size_t i = 0; i < n; i++)
		at[i] = PQfnumber(r, shape->fields[i].name);
	return at;
}

static const char *value_at(const PGresult *r, int row, int column)
{
	return column < 0 || PQgetisnull(r, row, column) ? NULL : PQgetvalue(r, row, column);
}

const void *db_read(struct work *w, const struct query *q, const struct shape *shape, size_t *n, size_t argc,
	const struct arg *args)
{
	PGresult *r = db_result(w, q, argc, args);
	const int *at;
	char *rows = NULL;
	int many;

	assert(q->gives == shape);
	if (n != NULL)
		*n = 0;
	if (r == NULL)
		return NULL;
	many = n == NULL && PQntuples(r) > 1 ? 1 : PQntuples(r);
	at = columns_of(w, r, shape);
	if (many > 0)
		rows = arena_alloc(w->arena, shape->size * (size_t)many);
	for (int i = 0; i < many; i++)
		for (int f = 0; shape->fields[f].name != NULL; f++)
			if (!field_read(&shape->fields[f], rows + shape->size * (size_t)i, value_at(r, i, at[f]), w->arena))
				fault(w, "%s: column %s does not fit its shape", q->name, shape->fields[f].name);
	PQclear(r);
	if (w->fault != NULL)		// nothing to read, and no rows either
		return NULL;
	if (n != NULL)
		*n = (size_t)many;
	return rows;
}

const char *db_scalar_text(struct work *w, const struct query *q, size_t argc, const struct arg *args)
{
	PGresult *r = db_result(w, q, argc, args);
	const char *out = NULL;

	if (r != NULL && PQntuples(r) > 0 && PQnfields(r) > 0)
		out = arena_copy(w->arena, value_at(r, 0, 0));
	PQclear(r);
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
	PGresult *r = db_result(w, q, argc, args);
	int64_t touched = 0;

	if (r != NULL)
		touched = PQresultStatus(r) == PGRES_TUPLES_OK ? PQntuples(r) : strtoll(PQcmdTuples(r), NULL, 10);
	PQclear(r);
	return touched;
}

static void row_json(const PGresult *r, int row, const struct shape *shape, const int *at, struct text *out)
{
	char part = '{';

	for (int f = 0; shape->fields[f].name != NULL; f++) {
		if (shape->fields[f].hidden)
			continue;
		text_char(out, part);
		text_json(out, shape->fields[f].name);
		text_char(out, ':');
		field_json_pg(&shape->fields[f], value_at(r, row, at[f]), out);
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
	PGresult *r = db_result(w, q, argc, args);
	size_t many, n;
	const int *at;

	if (r == NULL)
		return 0;
	assert(q->gives != NULL);
	at = columns_of(w, r, q->gives);
	many = (size_t)PQntuples(r);
	n = many > most ? most : many;
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			text_char(out, ',');
		row_json(r, (int)i, q->gives, at, out);
	}
	if (n > 0) {
		number_into(last, value_at(r, (int)n - 1, 0));
		number_into(version, value_at(r, 0, PQfnumber(r, "version")));
	}
	PQclear(r);
	return many;
}

static void each_row(const PGresult *r, void (*row)(void *, const char *const *, int), void *ctx)
{
	const char *values[64];
	int columns = PQnfields(r);

	assert(columns <= 64);
	for (int i = 0; i < PQntuples(r); i++) {
		for (int c = 0; c < columns; c++)
			values[c] = value_at(r, i, c);
		row(ctx, values, columns);
	}
}

void db_each(struct work *w, const struct query *q, size_t argc, const struct arg *args,
	void (*row)(void *ctx, const char *const *values, int columns), void *ctx)
{
	PGresult *r;

	if (!work_ok(w) || !db_prepare(w, q))
		return;
	w->queries++;
	if (!PQsendQueryPrepared(w->db->conn, q->name, (int)argc, arg_texts(w, argc, args), NULL, NULL, 0)) {
		w->trouble = TROUBLE_AWAY;
		fault(w, "%s: not sent", q->name);
		return;
	}
	PQsetSingleRowMode(w->db->conn);
	while ((r = PQgetResult(w->db->conn)) != NULL) {
		if (PQresultStatus(r) == PGRES_SINGLE_TUPLE || PQresultStatus(r) == PGRES_TUPLES_OK)
			each_row(r, row, ctx);
		else if (PQresultStatus(r) != PGRES_COMMAND_OK)
			work_failed(w, q->name, r);
		PQclear(r);
	}
}

static void copy_flush(struct work *w)
{
	if (w->db->copied > 0 && PQputCopyData(w->db->conn, w->db->copy, (int)w->db->copied) != 1) {
		w->trouble = TROUBLE_AWAY;
		fault(w, "copy: %s", PQerrorMessage(w->db->conn));
	}
	w->db->copied = 0;
}

void db_copy_begin(struct work *w, const char *table, const char *columns)
{
	PGresult *r;

	if (!work_ok(w))
		return;
	w->db->copied = 0;
	r = PQexec(w->db->conn, arena_printf(w->arena, "COPY %s (%s) FROM STDIN", table, columns));
	if (PQresultStatus(r) != PGRES_COPY_IN)
		work_failed(w, table, r);
	PQclear(r);
}

void db_copy_row(struct work *w, const char *const *values, int columns)
{
	struct db *db = w->db;
	size_t need = copy_room(values, columns);

	if (!work_ok(w))
		return;
	if (db->copied + need > db->copy_room && db->copied > 0)
		copy_flush(w);
	if (need > db->copy_room) {
		db->copy_room = need > COPY_ROOM ? need : COPY_ROOM;
		db->copy = realloc(db->copy, db->copy_room);
		if (db->copy == NULL)
			fatal(71, "out of memory");
	}
	db->copied += copy_write(db->copy + db->copied, values, columns);
}

void db_copy_end(struct work *w)
{
	PGresult *r;

	if (w->db->conn == NULL)
		return;
	if (work_ok(w))
		copy_flush(w);
	PQputCopyEnd(w->db->conn, work_ok(w) ? NULL : "given up");
	while ((r = PQgetResult(w->db->conn)) != NULL) {
		if (PQresultStatus(r) != PGRES_COMMAND_OK && work_ok(w))
			work_failed(w, "copy", r);
		PQclear(r);
	}
}

static void db_plain(struct work *w, const char *sql)
{
	PGresult *r = PQexec(w->db->conn, sql);

	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		work_failed(w, sql, r);
	PQclear(r);
}

void db_begin(struct work *w, bool read_only)
{
	if (!db_connect(w->db)) {
		w->trouble = TROUBLE_AWAY;
		fault(w, "the database is away");
		return;
	}
	db_plain(w, read_only ? "BEGIN READ ONLY" : "BEGIN");
}

bool db_end(struct work *w, bool commit)
{
	PGresult *r;
	bool ok;

	if (w->db->conn == NULL || PQtransactionStatus(w->db->conn) == PQTRANS_IDLE)
		return false;
	commit = commit && work_ok(w);
	r = PQexec(w->db->conn, commit ? "COMMIT" : "ROLLBACK");
	// A COMMIT of a broken transaction answers ROLLBACK: not committed.
	ok = PQresultStatus(r) == PGRES_COMMAND_OK && (!commit || strcmp(PQcmdStatus(r), "COMMIT") == 0);
	if (!ok)
		work_failed(w, "end", r);
	PQclear(r);
	return commit && ok;
}

bool db_exec(struct db *db, const char *sql, const char **message, struct arena *arena)
{
	PGresult *r = db_connect(db) ? PQexec(db->conn, sql) : NULL;
	ExecStatusType status = PQresultStatus(r);
	bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;

	if (!ok && message != NULL)
		*message = arena_copy(arena, r == NULL ? "the database is away" : PQresultErrorMessage(r));
	PQclear(r);
	return ok;
}

const char *db_ask(struct db *db, const char *sql, struct arena *arena)
{
	PGresult *r = db_connect(db) ? PQexec(db->conn, sql) : NULL;
	const char *out = NULL;

	if (PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) > 0)
		out = arena_copy(arena, value_at(r, 0, 0));
	PQclear(r);
	return out;
}

const struct column *db_describe(struct db *db, const struct query *q, struct arena *arena, int *n, const char **message)
{
	struct work w = { .arena = arena, .db = db };
	struct column *columns = NULL;
	PGresult *r;

	if (!db_connect(db) || !db_prepare(&w, q)) {
		*message = w.fault != NULL ? w.fault : w.refused.status != 0 ? w.refused.code : "the database is away";
		return NULL;
	}
	r = PQdescribePrepared(db->conn, q->name);
	*n = PQnfields(r);
	columns = arena_many(arena, struct column, (size_t)*n + 1);
	for (int i = 0; i < *n; i++)
		columns[i] = (struct column){ arena_copy(arena, PQfname(r, i)), PQftype(r, i) };
	PQclear(r);
	return columns;
}
