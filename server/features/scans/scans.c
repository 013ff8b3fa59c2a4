// SPDX-License-Identifier: GPL-3.0-or-later
// Signed paper comes back: a page in parts, put together and checked once, kept sealed, shown, removed with a reason.
#include "features/scans/scans.h"

#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/text.h"
#include "build/sql.h"

enum {
	SCAN_MOST = 8 << 20, PART_MOST = 240000, PARTS_MOST = 200,
	PAGES_MOST = 60,		// of one session
	UNSENT_HOURS = 24,
};

struct scan_in { const char *name, *digest; int64_t bytes; };
SHAPE(scan_in,
	FIELD(scan_in, name, REQUIRED, .min = 1, .max = 200, .says = "what the file is called"),
	FIELD(scan_in, digest, REQUIRED, .min = 64, .max = 64, .says = "SHA-256 of its bytes in small hex digits"),
	FIELD(scan_in, bytes, REQUIRED, .min = 1, .max = SCAN_MOST, .says = "its length; it is sent in parts"));

struct scan_part_in { const char *content; };
SHAPE(scan_part_in,
	FIELD(scan_part_in, content, REQUIRED, .min = 4, .max = PART_MOST,
		.says = "up to 180,000 bytes of the file, in order, as base64"));

struct scan_why { const char *why; };
SHAPE(scan_why, FIELD(scan_why, why, REQUIRED, .min = 5, .max = 500));

struct scan {
	int64_t id, session;
	const char *name;
	int64_t bytes;
	const char *digest, *kind, *account;
	struct instant begun_at, kept_at;
	int64_t parts, also;
	struct instant removed_at;
	const char *removed_why;
};
SHAPE(scan,
	FIELD(scan, id, REQUIRED),
	FIELD(scan, session, REQUIRED),
	FIELD(scan, name, REQUIRED),
	FIELD(scan, bytes, REQUIRED),
	FIELD(scan, digest, REQUIRED, .says = "SHA-256 of its bytes"),
	FIELD(scan, kind, OPTIONAL, .one_of = "jpeg|png|pdf", .says = "none: it has not all come yet"),
	FIELD(scan, account, OPTIONAL, .says = "who brought it"),
	FIELD(scan, begun_at, REQUIRED),
	FIELD(scan, kept_at, OPTIONAL, .says = "when all of it had come"),
	FIELD(scan, parts, REQUIRED, .says = "parts that came"),
	FIELD(scan, also, OPTIONAL, .says = "the same file is attached to that session too"),
	FIELD(scan, removed_at, OPTIONAL),
	FIELD(scan, removed_why, OPTIONAL));

struct scan_content {
	int64_t id, bytes, parts;
	const char *digest, *kind, *name;
	bool kept, removed;
	struct date date;
	int64_t number;
	const char *class_code;
};
SHAPE(scan_content,
	FIELD(scan_content, id, REQUIRED),
	FIELD(scan_content, bytes, REQUIRED),
	FIELD(scan_content, parts, REQUIRED),
	FIELD(scan_content, digest, REQUIRED),
	FIELD(scan_content, kind, OPTIONAL),
	FIELD(scan_content, name, REQUIRED),
	FIELD(scan_content, kept, REQUIRED),
	FIELD(scan_content, removed, REQUIRED),
	FIELD(scan_content, date, REQUIRED),
	FIELD(scan_content, number, REQUIRED),
	FIELD(scan_content, class_code, REQUIRED));

// What a file is by its first bytes (ITU-T T.81 B.1.1.3; RFC 2083, 3.1; ISO 32000-1, 7.5.2), as what it is sent, and how
// its name ends. What is inside is never looked at here.
static const struct kind { const char *name, *type, *ending, *begins; size_t len; } kinds[] = {
	{ "jpeg", "image/jpeg", "jpg", "\xff\xd8\xff", 3 },
	{ "png", "image/png", "png", "\x89PNG\r\n\x1a\n", 8 },
	{ "pdf", "application/pdf", "pdf", "%PDF-", 5 },
};

static const struct kind *kind_of(const char *bytes, size_t len)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (len > kinds[i].len && memcmp(bytes, kinds[i].begins, kinds[i].len) == 0)
			return &kinds[i];
	return NULL;
}

static const struct kind *kind_named(const char *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (name != NULL && strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

static const char *place_of(int64_t scan, int64_t part, struct arena *a)
{
	return arena_printf(a, "scan|%lld|%lld", (long long)scan, (long long)part);
}

static struct reply scan_reply(struct request *rq, int status, int64_t id)
{
	const struct scan *n = db_row(rq, sql_scan_get, scan, arg(id));

	return n == NULL ? reply_error(rq, 404, "scan_unknown") : reply_shape(rq, status, &scan_shape, n);
}

// The same bytes for the same session are the same scan: what broke off goes on, what is there is told.
struct reply scan_add(struct request *rq)
{
	const struct scan_in *in = body_of(rq, scan_in);
	int64_t id;

	if (strspn(in->digest, "0123456789abcdef") != strlen(in->digest))
		return reply_error(rq, 422, "scan_digest_form");
	id = db_int(rq, sql_scan_same, arg(rq->id[0]), arg(in->digest));
	if (id != 0) {
		db_run(rq, sql_scan_again, arg(id), arg(rq->who.account), arg(rq->work.now));
		return scan_reply(rq, 200, id);
	}
	if (db_int(rq, sql_scans_count, arg(rq->id[0])) >= PAGES_MOST)
		return reply_error(rq, 409, "scan_too_many");
	id = db_int(rq, sql_scan_begin, arg(rq->id[0]), arg(in->name), arg(in->bytes), arg(in->digest), arg(rq->who.account),
		arg(rq->work.now));
	return id == 0 ? reply_error(rq, 404, "session_unknown") : scan_reply(rq, 201, id);
}

struct reply scan_part_add(struct request *rq)
{
	struct arena *a = rq->work.arena;

	if (rq->id[1] < 1 || rq->id[1] > PARTS_MOST)
		return reply_error(rq, 422, "scan_parts_too_many");
	if (db_int(rq, sql_scan_part_put, arg(rq->id[0]), arg(rq->id[1]), arg(crypto_seal(
			body_of(rq, scan_part_in)->content, place_of(rq->id[0], rq->id[1], a), a))) == 0)
		return reply_error(rq, 409, "scan_kept_already");
	return reply_none();
}

// The whole file in the arena, or NULL when it is not `bytes` long or a part was altered. Only one part lies there twice
// at a time.
static char *scan_bytes(struct request *rq, const struct scan_content *n)
{
	struct arena *a = rq->work.arena;
	char *bytes = arena_alloc(a, (size_t)n->bytes + 1);
	size_t len = 0, got = 0;
	int64_t part = 1;

	for (; len < (size_t)n->bytes && part <= n->parts; part++, len += got) {
		struct arena_mark mark = arena_now(a);
		const char *sealed = db_text(rq, sql_scan_part_get, arg(n->id), arg(part));
		const char *text = sealed == NULL ? NULL : crypto_open(sealed, place_of(n->id, part, a), a);

		if (text == NULL || !base64_read(text, bytes + len, (size_t)n->bytes - len, &got))
			return NULL;
		work_rewind(&rq->work, mark);
	}
	return len == (size_t)n->bytes && part == n->parts + 1 ? bytes : NULL;
}

struct reply scan_sent(struct request *rq)
{
	const struct scan_content *n = db_row(rq, sql_scan_content, scan_content, arg(rq->id[0]));
	const struct kind *kind;
	const char *bytes;

	if (n == NULL || n->removed)
		return reply_error(rq, 404, "scan_unknown");
	if (n->kept)
		return scan_reply(rq, 200, n->id);
	bytes = scan_bytes(rq, n);
	if (bytes == NULL)
		return reply_error(rq, 409, "scan_incomplete");
	if (strcmp(crypto_sha256(bytes, (size_t)n->bytes, rq->work.arena), n->digest) != 0)
		return reply_error(rq, 422, "scan_differs");
	kind = kind_of(bytes, (size_t)n->bytes);
	if (kind == NULL)
		return reply_error(rq, 422, "scan_kind_unknown");
	db_run(rq, sql_scan_kept, arg(n->id), arg(kind->name), arg(rq->work.now));
	return scan_reply(rq, 200, n->id);
}

struct reply scan_show(struct request *rq)
{
	return scan_reply(rq, 200, rq->id[0]);
}

struct reply scan_file(struct request *rq)
{
	const struct scan_content *n = db_row(rq, sql_scan_shown, scan_content, arg(rq->id[0]));
	const struct kind *kind = n == NULL ? NULL : kind_named(n->kind);
	struct text file = { 0 };
	struct reply r;
	char day[DATE_TEXT];

	if (kind == NULL)
		return reply_error(rq, 404, "scan_unknown");
	if (n->removed)
		return reply_error(rq, 404, "scan_removed");
	file.at = scan_bytes(rq, n);
	file.len = (size_t)n->bytes;
	if (file.at == NULL || strcmp(crypto_sha256(file.at, file.len, rq->work.arena), n->digest) != 0) {
		fault(rq, "scan %lld does not open, or is not what came", (long long)n->id);
		return reply_none();
	}
	date_text(n->date, day);
	r = reply_text(rq, kind->type, &file);
	reply_header(rq, &r, "Content-Disposition", arena_printf(rq->work.arena,
		"inline; filename=\"ban-ky-%s-buoi-%lld-%.4s%.2s%.2s-%lld.%s\"", n->class_code, (long long)n->number, day, day + 5,
		day + 8, (long long)n->id, kind->ending));
	reply_header(rq, &r, "Cache-Control", "private, no-store");
	// The page on which it is compared with the roll shows it in a frame; nobody else's page may.
	reply_header(rq, &r, "X-Frame-Options", "SAMEORIGIN");
	reply_header(rq, &r, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'self'");
	return r;
}

struct reply scan_remove(struct request *rq)
{
	const char *why = body_of(rq, scan_why)->why;

	db_text(rq, sql_scan_reason, arg(why));
	if (db_int(rq, sql_scan_remove, arg(rq->id[0]), arg(rq->who.account), arg(rq->work.now), arg(why)) == 0)
		return reply_error(rq, 409, "scan_removed");
	db_run(rq, sql_scan_parts_remove, arg(rq->id[0]));
	return scan_reply(rq, 200, rq->id[0]);
}

void scans_forget(struct work *w)
{
	const struct instant before = { w->now.us - UNSENT_HOURS * INT64_C(3600000000) };

	db_begin(w, false);
	db_int(w, sql_scans_unsent, arg(before));
	db_end(w, true);
}
