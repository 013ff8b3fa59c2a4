// SPDX-License-Identifier: GPL-3.0-or-later
// libpq behind db.h: one connection, its prepared queries, its transactions.
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"
#include "build/sql.h"
#include "db/copy.h"
#include "db/db.h"
#include "db/refusal.h"
#include "db/result.h"

enum { COPY_ROOM = 1 << 16, RECONNECT_PAUSE_MS = 200 };

struct db {
	const char *url;
	PGconn *conn;
	bool *prepared;			// by query number
	int64_t tried_ms;		// last attempt to connect on clock_ticks_ms(), when it failed
	int64_t timeout_ms;
	const struct query *begin;	// not sent yet: travels with the first query
	const struct query *leave;	// how a transaction ends that nobody waits for; NULL: it is waited for
	int owed;			// batches sent whose results nobody has waited for
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

static bool failed(const PGresult *r)
{
	ExecStatusType status = PQresultStatus(r);

	return r != NULL && status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK;
}

static void notice_silently(void *ctx, const char *message)
{
	(void)ctx;
	(void)message;
}

// Reads what is owed and leaves pipeline mode: gives the first error of the latest batch, else its last
// result, for the caller to clear. What went wrong with a batch before it does not matter any more.
static PGresult *db_collect(struct db *db)
{
	PGresult *kept = NULL, *r;

	for (int nothing = 0; db->owed > 0 && nothing < 2; ) {
		r = PQgetResult(db->conn);
		nothing = r == NULL ? nothing + 1 : 0;
		if (PQresultStatus(r) == PGRES_PIPELINE_SYNC && --db->owed > 0) {
			PQclear(kept);
			kept = NULL;
		}
		if (r == NULL || PQresultStatus(r) == PGRES_PIPELINE_SYNC || failed(kept)) {
			PQclear(r);
		} else {
			PQclear(kept);
			kept = r;
		}
	}
	db->owed = 0;
	PQexitPipelineMode(db->conn);
	return kept;
}

static void db_settle(struct db *db)
{
	if (db->owed > 0)
		PQclear(db_collect(db));
}

static bool db_connect(struct db *db)
{
	char options[160];
	const char *keys[] = { "dbname", "options", "connect_timeout", "client_encoding", "fallback_application_name", NULL };
	const char *values[] = { db->url, options, "3", "UTF8", "hocvu", NULL };
	const int64_t now_ms = clock_ticks_ms();

	if (db->conn != NULL && PQstatus(db->conn) == CONNECTION_OK)
		return true;
	db->begin = NULL;
	db->owed = 0;
	if (db->tried_ms != 0 && now_ms - db->tried_ms < RECONNECT_PAUSE_MS)
		return false;
	db->tried_ms = now_ms;
	PQfinish(db->conn);
	snprintf(options, sizeof options, "-c TimeZone=UTC -c DateStyle=ISO -c search_path=public -c statement_timeout=%lld",
		(long long)db->timeout_ms);
	memset(db->prepared, 0, (size_t)queries_count * sizeof(bool));
	db->conn = PQconnectdbParams(keys, values, 1);
	if (PQstatus(db->conn) != CONNECTION_OK) {
		log_warnx("event=database_away why=\"%s\"", PQerrorMessage(db->conn));
		return false;
	}
	db->tried_ms = 0;
	PQsetNoticeProcessor(db->conn, notice_silently, NULL);
	return true;
}

// Connected, and free for a call that libpq does not take in pipeline mode.
static bool db_ready(struct db *db)
{
	if (!db_connect(db))
		return false;
	db_settle(db);
	return true;
}

bool db_alive(struct db *db)
{
	PGresult *r;
	bool ok;

	if (!db_ready(db))
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
	db_settle(db);
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
		work_refuse(w, status, refusal_code(constraint));
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

// Prepares a query when its connection meets it for the first time.
static bool db_prepare(struct work *w, const struct query *q)
{
	PGresult *r;
	bool ok;

	if (w->db->prepared[q->number])
		return true;
	db_settle(w->db);
	r = PQprepare(w->db->conn, q->name, q->sql, 0, NULL);
	ok = !failed(r) && r != NULL;
	if (!ok)
		work_failed(w, q->name, r);
	PQclear(r);
	w->db->prepared[q->number] = ok;
	return ok;
}

// A call alone, waited for.
static PGresult *db_call(struct db *db, const struct query *q, int argc, const char *const *argv)
{
	db_settle(db);
	return PQexecPrepared(db->conn, q->name, argc, argv, NULL, NULL, 0);
}

// Runs a query without arguments or rows, alone.
static bool db_plain(struct work *w, const struct query *q)
{
	PGresult *r = db_prepare(w, q) ? db_call(w->db, q, 0, NULL) : NULL;
	bool ok = PQresultStatus(r) == PGRES_COMMAND_OK;

	if (!ok && work_ok(w))
		work_failed(w, q->name, r);
	PQclear(r);
	return ok;
}

// Sends the BEGIN that is still to be sent, alone.
static bool db_begun(struct work *w)
{
	const struct query *begin = w->db->begin;

	w->db->begin = NULL;
	return begin == NULL || db_plain(w, begin);
}

// Sends queries in one batch and does not wait: `first` may be NULL.
static bool db_send(struct db *db, const struct query *first, const struct query *q, int argc, const char *const *argv)
{
	PQenterPipelineMode(db->conn);
	db->owed++;
	return (first == NULL || PQsendQueryPrepared(db->conn, first->name, 0, NULL, NULL, NULL, 0))
		&& PQsendQueryPrepared(db->conn, q->name, argc, argv, NULL, NULL, 0) && PQpipelineSync(db->conn);
}

// The first query of a transaction takes its BEGIN along: one round trip less. Both are prepared.
static PGresult *db_first(struct db *db, const struct query *q, int argc, const char *const *argv)
{
	const struct query *begin = db->begin;

	db->begin = NULL;
	return db_send(db, begin, q, argc, argv) ? db_collect(db) : NULL;
}

PGresult *db_result(struct work *w, const struct query *q, size_t argc, const struct arg *args)
{
	const char *const *texts;
	PGresult *r;

	if (!work_ok(w))
		return NULL;
	if ((int)argc != q->nargs) {
		fault(w, "%s takes %d arguments, not %zu", q->name, q->nargs, argc);
		return NULL;
	}
	if (!w->db->prepared[q->number] && (!db_begun(w) || !db_prepare(w, q)))
		return NULL;
	w->queries++;
	texts = arg_texts(w->arena, argc, args);
	r = w->db->begin != NULL ? db_first(w->db, q, (int)argc, texts) : db_call(w->db, q, (int)argc, texts);
	if (r == NULL || failed(r)) {
		work_failed(w, q->name, r);
		PQclear(r);
		return NULL;
	}
	return r;
}

int result_rows(const PGresult *r)
{
	return PQntuples(r);
}

int result_column(const PGresult *r, const char *name)
{
	return PQfnumber(r, name);
}

const char *result_value(const PGresult *r, int row, int column)
{
	return column < 0 || PQgetisnull(r, row, column) ? NULL : PQgetvalue(r, row, column);
}

int64_t result_touched(const PGresult *r)
{
	return PQresultStatus(r) == PGRES_TUPLES_OK ? PQntuples(r) : strtoll(PQcmdTuples((PGresult *)(uintptr_t)r), NULL, 10);
}

void result_clear(PGresult *r)
{
	PQclear(r);
}

static void each_row(const PGresult *r, void (*row)(void *, const char *const *, int), void *ctx)
{
	const char *values[64];
	int columns = PQnfields(r);

	assert(columns <= 64);
	for (int i = 0; i < PQntuples(r); i++) {
		for (int c = 0; c < columns; c++)
			values[c] = result_value(r, i, c);
		row(ctx, values, columns);
	}
}

void db_each(struct work *w, const struct query *q, size_t argc, const struct arg *args,
	void (*row)(void *ctx, const char *const *values, int columns), void *ctx)
{
	PGresult *r;

	if (!work_ok(w) || !db_begun(w) || !db_prepare(w, q))
		return;
	w->queries++;
	db_settle(w->db);
	if (!PQsendQueryPrepared(w->db->conn, q->name, (int)argc, arg_texts(w->arena, argc, args), NULL, NULL, 0)) {
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

	if (!work_ok(w) || !db_begun(w))
		return;
	w->db->copied = 0;
	db_settle(w->db);
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

void db_begin(struct work *w, bool read_only)
{
	const struct query *begin = read_only ? &sql_work_begin_reading : &sql_work_begin;

	if (!db_connect(w->db)) {
		w->trouble = TROUBLE_AWAY;
		fault(w, "the database is away");
		return;
	}
	w->db->leave = read_only ? &sql_work_commit : NULL;
	w->db->begin = db_prepare(w, begin) ? begin : NULL;
}

// A COMMIT would go to the disk for the sake of locks alone.
void db_wrote_nothing(struct work *w)
{
	w->db->leave = &sql_work_rollback;
}

// What was read stays true whatever becomes of the end of a transaction that only read: it is sent and not
// waited for. A connection that is dead by now shows at the next work.
static void db_leave(struct work *w, const struct query *end)
{
	if (db_prepare(w, end))
		db_send(w->db, NULL, end, 0, NULL);
}

bool db_end(struct work *w, bool commit)
{
	const struct query *end;
	PGresult *r;
	bool ok;

	commit = commit && work_ok(w);
	if (w->db->conn != NULL && w->db->begin != NULL) {	// nothing was asked
		w->db->begin = NULL;
		return commit;
	}
	if (w->db->conn == NULL || w->db->owed > 0 || PQtransactionStatus(w->db->conn) == PQTRANS_IDLE)
		return false;
	end = commit ? &sql_work_commit : &sql_work_rollback;
	if (w->db->leave != NULL) {
		db_leave(w, commit ? w->db->leave : end);
		return commit;
	}
	r = db_prepare(w, end) ? db_call(w->db, end, 0, NULL) : NULL;
	// A COMMIT of a broken transaction answers ROLLBACK: not committed.
	ok = PQresultStatus(r) == PGRES_COMMAND_OK && (!commit || strcmp(PQcmdStatus(r), "COMMIT") == 0);
	if (!ok)
		work_failed(w, "end", r);
	PQclear(r);
	return commit && ok;
}

bool db_exec(struct db *db, const char *sql, const char **message, struct arena *arena)
{
	PGresult *r = db_ready(db) ? PQexec(db->conn, sql) : NULL;
	ExecStatusType status = PQresultStatus(r);
	bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;

	if (!ok && message != NULL)
		*message = arena_copy(arena, r == NULL ? "the database is away" : PQresultErrorMessage(r));
	PQclear(r);
	return ok;
}

const char *db_ask(struct db *db, const char *sql, struct arena *arena)
{
	PGresult *r = db_ready(db) ? PQexec(db->conn, sql) : NULL;
	const char *out = NULL;

	if (PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) > 0)
		out = arena_copy(arena, result_value(r, 0, 0));
	PQclear(r);
	return out;
}

const struct column *db_describe(struct db *db, const struct query *q, struct arena *arena, int *n, const char **message)
{
	struct work w = { .arena = arena, .db = db };
	struct column *columns = NULL;
	PGresult *r;

	if (!db_ready(db) || !db_prepare(&w, q)) {
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
