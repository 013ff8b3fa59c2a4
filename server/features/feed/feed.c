// SPDX-License-Identifier: GPL-3.0-or-later
// Calendar feeds of an account: made, listed, given another address, revoked.
#include "features/feed/feed.h"

#include <string.h>

#include "base/crypto.h"
#include "build/sql.h"

enum { FEEDS_MOST = 20 };	// live ones of an account

struct feed { int64_t id; const char *what; int64_t class, unit; const char *title; struct instant created; };
SHAPE(feed,
	FIELD(feed, id,      REQUIRED),
	FIELD(feed, what,    REQUIRED, .one_of = "class|unit|trainer|person|catalogue"),
	FIELD(feed, class,   OPTIONAL),
	FIELD(feed, unit,    OPTIONAL),
	FIELD(feed, title,   OPTIONAL, .says = "name of the class or unit"),
	FIELD(feed, created, REQUIRED));

struct feed_in { const char *what; int64_t class, unit; };
SHAPE(feed_in,
	FIELD(feed_in, what,  REQUIRED, .one_of = "class|unit|trainer|person|catalogue",
		.says = "a class; a unit with all below it; what I teach; what I learn; classes open to everyone"),
	FIELD(feed_in, class, OPTIONAL, .min = 1, .says = "for what = class"),
	FIELD(feed_in, unit,  OPTIONAL, .min = 1, .says = "for what = unit"));

// The addresses hold the token, so they are shown this once.
struct feed_made { int64_t id; const char *what, *url, *page; };
SHAPE(feed_made,
	FIELD(feed_made, id,   REQUIRED),
	FIELD(feed_made, what, REQUIRED),
	FIELD(feed_made, url,  REQUIRED, .says = "the calendar itself; whoever has it reads the time-table"),
	FIELD(feed_made, page, REQUIRED, .says = "how to subscribe, for a browser"));

SHAPE(feed_found,
	FIELD(feed_found, what,  REQUIRED),
	FIELD(feed_found, of,    OPTIONAL),
	FIELD(feed_found, title, OPTIONAL),
	FIELD(feed_found, held,  REQUIRED),
	FIELD(feed_found, cancelled, REQUIRED),
	FIELD(feed_found, stamp, REQUIRED));

static const char *hash_of(struct request *rq, const char *token)
{
	return crypto_digest(token, strlen(token), rq->work.arena);
}

const struct feed_found *feed_found(struct request *rq)
{
	const char *hash = strcmp(rq->secret, FEED_PUBLIC) == 0 ? NULL : hash_of(rq, rq->secret);

	return db_row(rq, sql_feed_found, feed_found, arg(hash), arg(rq->work.today), arg(rq->work.now));
}

const char *feed_name(struct request *rq, const struct feed_found *f)
{
	static const struct { const char *what, *name; } names[] = {
		{ "trainer", "Lịch giảng dạy của tôi" },
		{ "person", "Lịch học của tôi" },
		{ "catalogue", "Các lớp đang nhận học viên" },
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i].what, f->what) == 0)
			return names[i].name;
	return f->title == NULL ? "Lịch học" : arena_printf(rq->work.arena, "Lịch học: %s", f->title);
}

struct reply feed_headed(struct request *rq, struct reply r)
{
	bool everybody = strcmp(rq->secret, FEED_PUBLIC) == 0;

	reply_header(rq, &r, "Cache-Control", everybody ? "public, no-cache" : "private, no-cache");
	reply_header(rq, &r, "X-Robots-Tag", "noindex");
	return r;
}

static struct reply made(struct request *rq, int64_t id, const char *what, const char *token)
{
	struct feed_made out = { .id = id, .what = what };
	struct reply r;

	out.page = arena_printf(rq->work.arena, "%s/feeds/%s", request_site(rq), token);
	out.url = arena_printf(rq->work.arena, "%s.ics", out.page);
	r = reply_created(rq, feed_made, &out);
	r.secret = true;
	return r;
}

// Whose time-table: one's own, or of a class one may read; units' are read by everybody signed in.
struct reply feed_add(struct request *rq)
{
	const struct feed_in *in = body_of(rq, feed_in);
	bool own = strcmp(in->what, "trainer") == 0 || strcmp(in->what, "person") == 0;
	const char *token = crypto_token("hf_", rq->work.arena);
	int64_t id;

	if (own && rq->who.person == NONE)
		return reply_error(rq, 422, "feed_without_person");
	if (in->class != NONE && !db_bool(rq, sql_reads_class, arg(rq->who.account), arg(in->class),
			arg(rq->work.today)))
		return reply_error(rq, 422, "feed_class_unknown");
	if (db_int(rq, sql_feed_count, arg(rq->who.account)) >= FEEDS_MOST)
		return reply_error(rq, 409, "feeds_too_many");
	id = db_int(rq, sql_feed_add, arg(rq->who.account), arg(in->what), arg(in->class), arg(in->unit),
		arg(hash_of(rq, token)), arg(rq->work.now));
	return made(rq, id, in->what, token);
}

struct reply feed_rotate(struct request *rq)
{
	const char *token = crypto_token("hf_", rq->work.arena);
	const char *what = db_text(rq, sql_feed_rotate, arg(rq->who.account), arg(rq->id[0]),
		arg(hash_of(rq, token)));

	return what == NULL ? reply_error(rq, 404, "feed_unknown") : made(rq, rq->id[0], what, token);
}

struct reply feed_revoke(struct request *rq)
{
	if (db_run(rq, sql_feed_revoke, arg(rq->who.account), arg(rq->id[0]), arg(rq->work.now)) == 0)
		return reply_error(rq, 404, "feed_unknown");
	return reply_none();
}
