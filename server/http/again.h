// SPDX-License-Identifier: GPL-3.0-or-later
// A list of the API asked again by a job, whole, in the name of the account that wants it: by the very route, with
// its rights, its scope and its query, page after page.
#ifndef HTTP_AGAIN_H
#define HTTP_AGAIN_H

#include "base/json_walk.h"
#include "http/http.h"

struct again {
	int64_t account;
	const char *tag;		// at most 16 characters: in the record and the log, instead of a request's
	const char *address;		// below /api/v1: "/units/12/people?category=cadre"; limit and after in it say nothing
	const char *search;		// the body of a search, JSON; NULL: the list is a GET
	enum language language;
};

// The route of the address with the numbers of its path, or NULL.
const struct route *again_route(const struct again *, int64_t id[IDS_MOST]);

// Would the account of this request be answered now? Status 0, or the answer it would get. In the request's transaction.
struct reply again_allowed(struct request *, const struct again *);

// Who gets the rows: the array "items" of a page, which lives for the call, in its arena. False: no more.
struct again_sink { bool (*page)(void *ctx, struct json_bit items, struct arena *); void *ctx; };

// Asks page after page, each in a transaction of its own: who loses a right meanwhile gets no more of it. NULL, or why
// it ended: "export_forbidden", "export_away" (the database is), "export_failed". Static storage.
const char *again_pages(struct db *, const struct again *, const struct again_sink *);

#endif
