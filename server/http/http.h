// SPDX-License-Identifier: GPL-3.0-or-later
// What a feature author sees of HTTP: a request comes in, a reply is returned.
//
// A handler is a function from a request to a reply. It never sends, commits, frees or checks
// permission: dispatch does. Everything it makes lives in the request's arena.
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/db.h"

enum { IDS_MOST = 3, PAGE_STANDARD = 50, PAGE_MOST = 200 };

enum language { VI, EN };

// The account behind a request, once signed in (who.account 0: nobody).
struct signed_in {
	int64_t account;
	const char *name;		// the account's name, never a person's
	int64_t person;			// the person it belongs to, or NONE
	int64_t session;		// the browser session's number, or NONE
	int64_t token;			// the bearer token's number, or NONE
	bool outside;			// it works outside inside_networks, if its owner does
	bool must_change;		// the password has to be changed first
	bool must_enrol;		// a second factor has to be set up first
	bool factor;			// this session began with the second factor
	struct instant confirmed;	// when the session's owner last showed password or second factor
	const char *scope;		// of a token: read, write or dangerous; NULL: a session
};

struct route;

struct request {
	struct work work;		// first: a request can be given wherever work is asked for
	const struct route *route;
	struct signed_in who;
	int64_t id[IDS_MOST];		// the numbers in the path, in order
	const char *secret;		// the text in the path of a feed, else NULL; never logged
	const void *asked;		// query arguments as the route's `asks` struct, or NULL
	const void *body;		// the body as the route's `takes` struct(s), or NULL
	size_t bodies;			// how many, when the route takes a list
	struct list body_json;		// the same, checked and composed (NFC), as JSON for one jsonb argument
	int64_t after;			// keyset cursor: the last row's id, or NONE
	int64_t limit;			// page size, 1 to PAGE_MOST
	enum language language;
	const char *path, *query;	// as asked, for links
	const char *if_match, *if_none_match, *idempotency_key;
	const char *cookie, *bearer, *origin, *fetch_site, *host, *remote;
	const char *device;		// hash of the browser's cookie when the name tried came in with it before, or NULL
	const char *tried;		// the name somebody tried to come in with, or NULL; never logged or stored
	bool number_named;		// a personal number was compared: a refusal is counted, lest numbers be found by trying
	bool loopback, secure;		// the client is on this machine; the address people use is https
	char tag[17];			// the request's id in the log and in problem details
	int file;			// a descriptor whose content is the body of a good answer, or 0: reply_file()
};
static_assert(offsetof(struct request, work) == 0, "WORK() relies on it");

// The checked body or query arguments; the route's row says which struct they are.
#define body_of(rq, S) ((const struct S *)request_body((rq), &S##_shape))
#define asked_of(rq, S) ((const struct S *)request_asked((rq), &S##_shape))
const void *request_body(const struct request *, const struct shape *);
const void *request_asked(const struct request *, const struct shape *);

struct header { const char *name, *value; struct header *next; };

struct reply {
	int status;
	const char *type;		// content type; NULL for no body
	const char *body;
	size_t len;
	const char *code;		// the problem's code, for the log
	int64_t version;		// ETag "v<version>", or NONE: of the body
	bool secret;			// shown this once: not kept for a repeated Idempotency-Key
	struct header *headers;
};

// One struct through its shape (200, or the status given), a list without pages, nothing (204).
#define reply_row(rq, S, row) reply_shape((rq), 200, &S##_shape, (row))
#define reply_created(rq, S, row) reply_shape((rq), 201, &S##_shape, (row))
struct reply reply_shape(struct request *, int status, const struct shape *, const void *row);
#define reply_list(rq, S, rows, n) reply_rows((rq), &S##_shape, (rows), (n))
struct reply reply_rows(struct request *, const struct shape *, const void *rows, size_t n);
// The rows of a named query: one object (404 `code` when there is none), or a page {"items","next"}: the
// query has the row's number as its first column, goes on behind rq->after and is given rq->limit + 1.
struct reply reply_query(struct request *, const struct query *, size_t argc, const struct arg *, const char *code);
#define reply_one(rq, q, ...) reply_one_(rq, q, __VA_ARGS__, )
#define reply_one_(rq, q, code, ...) reply_query((rq), &(q), ARGC(__VA_ARGS__), ARGS(__VA_ARGS__), (code))
struct reply reply_query_page(struct request *, const struct query *, size_t argc, const struct arg *);
#define reply_page(rq, ...) reply_page_(rq, __VA_ARGS__, )
#define reply_page_(rq, q, ...) reply_query_page((rq), &(q), ARGC(__VA_ARGS__), ARGS(__VA_ARGS__))
struct reply reply_none(void);
struct reply reply_html(struct request *, int status, const struct text *);
struct reply reply_text(struct request *, const char *type, const struct text *);
// What was written to the descriptor, all of it, to be saved under `name` (ASCII). It is the reply's from here on.
struct reply reply_file(struct request *, int fd, const char *type, const char *name);

// A problem (RFC 9457) with a stable code; its sentences come from web/messages by that code.
struct reply reply_error(struct request *, int status, const char *code);
// A field-level problem list (422): add as many as there are, then reply.
struct problems { struct text *items; size_t n; };
struct problems problems_new(struct request *);
void problem_add(struct request *, struct problems *, const char *pointer, const char *code, const char *detail);
struct reply reply_problems(struct request *, const struct problems *);
void reply_header(struct request *, struct reply *, const char *name, const char *value);

// "https://hocvu.example.vn", where the client finds us; "" when it did not say. In the arena.
const char *request_site(struct request *);

// Whether the client's If-Match fits `version`: status 0 when it does, else the 428 or 412 to return.
struct reply if_match(struct request *, int64_t version);

// For a text that costs more to make than `digest`, letters and digits that are others when it is another.
// Does the client say it has that one? Then *out is the 304, which tells the text's length as its tag does
// (RFC 9110, 8.6). Else it is to be made, and reply_tag() gives the good answer its tag.
bool reply_unchanged(struct request *, const char *digest, struct reply *out);
void reply_tag(struct request *, struct reply *, const char *digest);

// The sentence of `key` in the request's language ("?" + key when there is none). Static storage.
const char *sentence(enum language, const char *key);

typedef struct reply handler(struct request *);

// LANE_SLOW: long work, never in front of a roster. LANE_HASH: password hashing, 64 MiB each, so that a flood of
// sign-ins stands in a line of its own. LANE_LOOP: answered in the event loop itself, without a database or a
// disk (rq->work.db is NULL).
enum lane { LANE_WORK, LANE_SLOW, LANE_HASH, LANE_LOOP };

// One row of routes.def.
struct route {
	const char *method, *path;	// "/sessions/<session>/attendance", below /api/v1 unless it starts with "//"
	const char *who_name;
	const struct query *who;	// a named query over the account and the path's numbers
	handler *run;			// NULL: a query route
	const struct query *query;	// the query of a query route
	const struct shape *asks;	// query arguments, or NULL
	const struct shape *takes;	// body, or NULL
	bool takes_list;		// the body is an array of `takes`
	const struct shape *gives;	// what a good answer looks like, or NULL
	bool gives_list;		// a page or list of them
	bool gives_whole;		// a handler's list without pages
	enum lane lane;
	bool dangerous;			// asks for a recent confirmation
	const char *says;		// one line for OpenAPI and the log of capabilities
};
extern const struct route routes[];
extern const size_t routes_count;

#include "build/handlers.h"	// every handler routes.def names

#endif
