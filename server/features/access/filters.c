// SPDX-License-Identifier: GPL-3.0-or-later
// Filters of lists that somebody saved: theirs alone, named by them, forgotten at will.
#include "build/sql.h"
#include "http/http.h"

enum { FILTERS_MOST = 100 };	// of an account

struct saved_filter { int64_t id; const char *list, *name, *query; };
SHAPE(saved_filter,
	FIELD(saved_filter, id,    REQUIRED),
	FIELD(saved_filter, list,  REQUIRED),
	FIELD(saved_filter, name,  REQUIRED),
	FIELD(saved_filter, query, REQUIRED));

struct filter_in { const char *list, *name, *query; };
SHAPE(filter_in,
	FIELD(filter_in, list,  REQUIRED, .min = 1, .max = 40, .says = "the list, as the web app calls it: small letters"),
	FIELD(filter_in, name,  REQUIRED, .min = 1, .max = 60, .says = "what you call it"),
	FIELD(filter_in, query, REQUIRED, .min = 1, .max = 1000, .says = "the arguments of the page's address"));

struct filter_ask { const char *list; };
SHAPE(filter_ask, FIELD(filter_ask, list, OPTIONAL, .max = 40, .says = "those of one list"));

struct reply filter_add(struct request *rq)
{
	const struct filter_in *in = body_of(rq, filter_in);

	if (db_int(rq, sql_filter_count, arg(rq->who.account)) >= FILTERS_MOST)
		return reply_error(rq, 409, "filters_too_many");
	return reply_created(rq, saved_filter, db_row(rq, sql_filter_add, saved_filter, arg(rq->who.account),
		arg(in->list), arg(in->name), arg(in->query), arg(rq->work.now)));
}

struct reply filter_remove(struct request *rq)
{
	if (db_run(rq, sql_filter_remove, arg(rq->who.account), arg(rq->id[0])) == 0)
		return reply_error(rq, 404, "filter_unknown");
	return reply_none();
}
