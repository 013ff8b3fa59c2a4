// SPDX-License-Identifier: GPL-3.0-or-later
// The database: connections, prepared named queries, rows into structs, transactions.
//
// Work is done inside a `struct work`: an arena, a connection, the moment it began. A fault (lost
// database, time-out, bug) is recorded on the work, the first one wins, and every later call does
// nothing and gives NULL or 0 rows, so code after a fault is harmless. A violated constraint is a
// refusal {status, constraint name}, sticky in the same way. Only whoever ends the work looks.
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/shape.h"

struct text;
struct request;
struct db;		// one connection; db.c alone knows libpq

// One named block of a .sql file, made a constant by build/sql.c.
struct query {
	const char *name;
	const char *sql;		// with $1, $2 ... for the :names
	const char *const *args;	// the names, in the header's order
	int nargs;
	const struct shape *gives;	// NULL: one scalar, or nothing
	const char *scalar;		// "int", "bool", "text", or NULL
	const char *file;
	int number;			// its place in queries[]
};
extern const struct query *const queries[];
extern const int queries_count;

// Why a write was refused: the constraint's name is the API's error code and the sentence's key.
struct refusal {
	int status;			// 0: not refused
	const char *code;
	const char *detail;		// more for the log, never personal data
};

// What kind of fault it was: a bug or broken promise, the database away, its disk full, too slow.
enum trouble { TROUBLE_NONE, TROUBLE_BUG, TROUBLE_AWAY, TROUBLE_FULL, TROUBLE_SLOW };

struct work {
	struct arena *arena;
	struct db *db;
	struct instant now;		// once per work
	struct date today;		// its day in Vietnam
	const char *fault;		// the first fault, or NULL
	enum trouble trouble;		// its kind
	bool again;			// serialization failure or deadlock: the whole work may be tried again
	struct refusal refused;
	int queries;			// statements run, for the log line
};

// A struct request begins with its struct work, so both can be given wherever work is asked for.
#define WORK(x) _Generic((x), struct request *: (struct work *)(void *)(x), \
	const struct request *: (struct work *)(void *)(uintptr_t)(x), struct work *: (struct work *)(void *)(x))

// One argument of a query; arg(x) takes integers, booleans, texts, dates, times, instants, lists.
struct arg { enum type type; int64_t number; const char *text; };
struct arg arg_int(int64_t);
struct arg arg_bool(bool);
struct arg arg_text(const char *);		// NULL is SQL's NULL
struct arg arg_date(struct date);
struct arg arg_hhmm(struct hhmm);
struct arg arg_instant(struct instant);
struct arg arg_list(struct list);
#define arg(x) _Generic((x), bool: arg_bool, int: arg_int, long: arg_int, long long: arg_int, \
	unsigned long: arg_int, char *: arg_text, const char *: arg_text, struct date: arg_date, \
	struct hhmm: arg_hhmm, struct instant: arg_instant, struct list: arg_list)(x)
// The values of a call in PostgreSQL's text forms, NULL for NULL, in the arena.
const char *const *arg_texts(struct arena *, size_t argc, const struct arg *);
// An array of PostgreSQL, item by item, in a new text; an item of NULL is NULL. array_done() closes it and gives it
// as an argument for `:name::text[]`, `::bigint[]` and the like.
void array_item(struct text *array, const char *item);
const char *array_done(struct text *array);
// The arguments as an array and their number; a comma too many at the end is fine, so that calls
// without arguments are ISO C as well.
#define ARGS(...) ((const struct arg[]){ { T_INT, 0, NULL }, __VA_ARGS__ } + 1)
#define ARGC(...) (sizeof((const struct arg[]){ { T_INT, 0, NULL }, __VA_ARGS__ }) / sizeof(struct arg) - 1)

// Rows of shape S as `const struct S *` in the work's arena; *n is how many. db_row gives the first
// or NULL. Both assert that the query's header names that shape.
//	const struct mark *marks = db_rows(rq, sql_attendance_of_session, mark, &n, arg(rq->id[0]));
#define db_rows(w, q, S, ...) db_rows_(w, q, S, __VA_ARGS__, )
#define db_rows_(w, q, S, n, ...) ((const struct S *)db_read(WORK(w), &(q), &S##_shape, (n), ARGC(__VA_ARGS__), ARGS(__VA_ARGS__)))
#define db_row(w, q, ...) db_row_(w, q, __VA_ARGS__, )
#define db_row_(w, q, S, ...) ((const struct S *)db_read(WORK(w), &(q), &S##_shape, NULL, ARGC(__VA_ARGS__), ARGS(__VA_ARGS__)))
// One value that must exist: 0, false, NULL after a fault or without a row.
#define db_int(w, ...) db_int_(w, __VA_ARGS__, )
#define db_int_(w, q, ...) db_scalar_int(WORK(w), &(q), ARGC(__VA_ARGS__), ARGS(__VA_ARGS__))
#define db_bool(w, ...) (db_int_(w, __VA_ARGS__, ) != 0)
#define db_text(w, ...) db_text_(w, __VA_ARGS__, )
#define db_text_(w, q, ...) db_scalar_text(WORK(w), &(q), ARGC(__VA_ARGS__), ARGS(__VA_ARGS__))
// Runs a statement; gives the number of rows it touched (or returned).
#define db_run(w, ...) db_run_(w, __VA_ARGS__, )
#define db_run_(w, q, ...) db_touch(WORK(w), &(q), ARGC(__VA_ARGS__), ARGS(__VA_ARGS__))

const void *db_read(struct work *, const struct query *, const struct shape *, size_t *n, size_t argc, const struct arg *);
int64_t db_scalar_int(struct work *, const struct query *, size_t argc, const struct arg *);
const char *db_scalar_text(struct work *, const struct query *, size_t argc, const struct arg *);
int64_t db_touch(struct work *, const struct query *, size_t argc, const struct arg *);

// Writes the rows of a query straight into `out` as comma-separated JSON objects of its shape: at
// most `most` of them. Gives how many rows there were (so most + 1 means "there are more"); *last is
// the first column's integer of the last row written, *version its `version` column if it has one.
size_t db_json(struct work *, const struct query *, size_t argc, const struct arg *, size_t most,
	struct text *out, int64_t *last, int64_t *version);

// Calls `row` for every row of a query, fetched a batch at a time (exports, verify): values are
// PostgreSQL's texts or NULL and live for the call only.
void db_each(struct work *, const struct query *, size_t argc, const struct arg *,
	void (*row)(void *ctx, const char *const *values, int columns), void *ctx);

// COPY table(columns) FROM STDIN in text format: begin, put rows, end. Values may be NULL.
void db_copy_begin(struct work *, const char *table, const char *columns);
void db_copy_row(struct work *, const char *const *values, int columns);
void db_copy_end(struct work *);

// Records a fault; the first wins.
#define fault(w, ...) work_fault(WORK(w), __VA_ARGS__)
void work_fault(struct work *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
// Refuses with a status and a code, as a constraint would.
#define refuse(w, status, code) work_refuse(WORK(w), (status), (code))
void work_refuse(struct work *, int status, const char *code);
// May the work go on: neither fault nor refusal?
#define work_ok(w) (WORK(w)->fault == NULL && WORK(w)->refused.status == 0)
// Gives back what a batch took of the work's arena since `mark`; once something went wrong nothing, for the words that
// say what lie there too.
void work_rewind(struct work *, struct arena_mark mark);

// Transactions. db_begin() connects; BEGIN itself goes out with the first query, so that a dead connection
// shows there. db_end() commits, or rolls back when `commit` is false or the work has a fault or a refusal;
// true when committed. The end of a read-only transaction is sent without waiting for it.
void db_begin(struct work *, bool read_only);
bool db_end(struct work *, bool commit);

// Says that the transaction changed nothing, whatever it locked: it ends like one that only read.
void db_wrote_nothing(struct work *);

// A connection, lazily (re)made; never NULL. The caller owns it.
struct db *db_open(const char *url);
void db_close(struct db *);
// Is the server there? Reconnects when needed. One round trip.
bool db_alive(struct db *);
// Runs SQL text that is no named query: migrations, cluster administration. False with the message.
bool db_exec(struct db *, const char *sql, const char **message, struct arena *);
// The first column of the first row of such SQL, in the arena, or NULL.
const char *db_ask(struct db *, const char *sql, struct arena *);
// A session-level statement time-out in milliseconds (0: none).
void db_timeout(struct db *, int64_t ms);

// The shape of a query's answer as the server describes it: names and PostgreSQL's type numbers.
struct column { const char *name; unsigned type; };
// Prepares the query and gives its columns (*n of them), or NULL with the server's message.
const struct column *db_describe(struct db *, const struct query *, struct arena *, int *n, const char **message);

// Compares every named query with its shape: describes it on the server and lists, on `out`, a name
// that does not parse, a column the shape lacks or has in another type. Gives how many differ.
int db_check(struct db *, FILE *out);

// Starts a work on a connection: its arena, the time.
struct work work_on(struct db *, struct arena *);

#endif
