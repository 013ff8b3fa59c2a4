// SPDX-License-Identifier: GPL-3.0-or-later
// What this room does with replies beyond http.h.
#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include "http/http.h"

struct exchange;

// A problem with a detail of its own (NULL: none) and a JSON array of field problems (NULL: none).
struct reply reply_problem(struct request *, int status, const char *code, const char *detail,
	const char *errors);

// What was written as JSON; a fault when it grew over its ceiling.
enum { REPLY_MOST = 16 * 1024 * 1024 };
struct reply reply_json(struct request *, int status, const struct text *);

// The answer of a query route: its one query, every argument bound by name.
struct reply query_run(struct request *);

// May this account do that? Runs the route's `who`, its arguments bound by name.
bool policy_allows(struct request *);

// The number a request's path has in the place of `<name>`, as an argument: NULL when it has none.
struct arg path_number(const struct request *, const char *name);

// Can every argument of `q` be bound on that route? Else *missing is the name that cannot.
bool query_binds(const struct route *, const struct query *q, const char **missing);

// Does the route take `limit` and `after`?
bool route_paged(const struct route *);

// Every row of a named query as {"items":[...]}, for lists that are short by nature.
struct reply reply_query_list(struct request *, const struct query *, size_t argc, const struct arg *);

// The last touch: ETag and 304, caching, the security headers.
void reply_finish(struct exchange *);

// Loads web/messages/*.json; the process ends when one is damaged. Once, before the first request.
void sentences_load(void);

// Is there a sentence for that key, in every language?
bool sentence_known(const char *key);

// A sentence with its {name} places filled from pairs name, value, ..., NULL. In the arena.
const char *sentence_fill(struct arena *, const char *sentence, ...) __attribute__((sentinel));

#endif
