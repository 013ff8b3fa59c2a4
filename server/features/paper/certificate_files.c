// SPDX-License-Identifier: GPL-3.0-or-later
// Files of all certificates of a class: asked for, made by a job a few at a time, fetched as one archive.
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "build/sql.h"
#include "features/paper/certificate.h"
#include "files/zip_write.h"

enum { BATCH_MOST = 300, AT_ONCE_MOST = 10, ARCHIVE_MOST = 15 << 20 };

struct certificate_batch { int64_t id, class; struct instant asked_at; int64_t files, made; };
SHAPE(certificate_batch,
	FIELD(certificate_batch, id,       REQUIRED),
	FIELD(certificate_batch, class,    REQUIRED),
	FIELD(certificate_batch, asked_at, REQUIRED, .says = "kept for a day"),
	FIELD(certificate_batch, files,    REQUIRED),
	FIELD(certificate_batch, made,     REQUIRED, .says = "how many of them are there; all: all.zip can be fetched"));

struct certificate_ask { int64_t after; };
SHAPE(certificate_ask, FIELD(certificate_ask, after, OPTIONAL, .min = 1,
	.says = "certificates (by their id) behind this one; an archive holds at most 300"));

struct certificate_packed { int64_t number, year; const char *class_code, *bytes; };
SHAPE(certificate_packed,
	FIELD(certificate_packed, number,     REQUIRED),
	FIELD(certificate_packed, year,       REQUIRED),
	FIELD(certificate_packed, class_code, REQUIRED),
	FIELD(certificate_packed, bytes,      REQUIRED));

static const struct certificate_batch *batch_of(struct request *rq, int64_t batch)
{
	return db_row(rq, sql_certificate_batch_get, certificate_batch, arg(rq->id[0]), arg(batch));
}

struct reply certificate_batch_ask(struct request *rq)
{
	int64_t batch = db_int(rq, sql_certificate_batch_add, arg(rq->id[0]), arg(request_site(rq)),
		arg(rq->who.account), arg(rq->work.now));
	const struct certificate_batch *b;

	db_run(rq, sql_certificate_batch_fill, arg(rq->id[0]), arg(batch), arg(body_of(rq, certificate_ask)->after),
		arg(BATCH_MOST));
	b = batch_of(rq, batch);
	if (b != NULL && b->files == 0)
		return reply_error(rq, 409, "certificate_none_issued");
	return reply_created(rq, certificate_batch, b);
}

struct reply certificate_batch_show(struct request *rq)
{
	const struct certificate_batch *b = batch_of(rq, rq->id[1]);

	return b == NULL ? reply_error(rq, 404, "certificate_batch_unknown") : reply_row(rq, certificate_batch, b);
}

static int digit(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

static size_t unhexed(struct arena *a, const char *hex, char **out)
{
	size_t len = strlen(hex) / 2;

	*out = arena_alloc(a, len + 1);
	for (size_t i = 0; i < len; i++)
		(*out)[i] = (char)(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
	return len;
}

struct reply certificate_batch_zip(struct request *rq)
{
	struct arena *a = rq->work.arena;
	const struct certificate_batch *b = batch_of(rq, rq->id[1]);
	struct zip *z = arena_one(a, struct zip);
	struct text out = text_new(a, ARCHIVE_MOST);
	const struct certificate_packed *files;
	struct reply r;
	size_t n;

	if (b == NULL)
		return reply_error(rq, 404, "certificate_batch_unknown");
	if (b->made < b->files)
		return reply_error(rq, 409, "certificate_batch_waits");
	files = db_rows(rq, sql_certificate_batch_files, certificate_packed, &n, arg(rq->id[0]), arg(rq->id[1]));
	zip_begin(z, &out, rq->work.now);
	for (size_t i = 0; i < n; i++) {
		char *bytes;
		size_t len = unhexed(a, files[i].bytes, &bytes);

		zip_add(z, arena_printf(a, "giay-chung-nhan-%s-%04lld-%lld.pdf", files[i].class_code,
			(long long)files[i].number, (long long)files[i].year), bytes, len);
	}
	zip_end(z);
	r = reply_text(rq, "application/zip", &out);
	reply_header(rq, &r, "Content-Disposition", arena_printf(a, "attachment; filename=\"giay-chung-nhan-%s.zip\"",
		n == 0 ? "lop" : files[0].class_code));
	reply_header(rq, &r, "Cache-Control", "private, no-store");
	return r;
}

static const char *hexed(struct arena *a, const struct text *file)
{
	static const char digits[] = "0123456789abcdef";
	char *hex = arena_alloc(a, 2 * file->len + 1);

	for (size_t i = 0; i < file->len; i++) {
		hex[2 * i] = digits[(unsigned char)file->at[i] >> 4];
		hex[2 * i + 1] = digits[(unsigned char)file->at[i] & 15];
	}
	return hex;
}

// What cannot be made is tried again at the next turn, and the log says so once a turn.
void certificate_files_make(struct work *w)
{
	const struct certificate_paper *next;
	struct text file;
	size_t n;

	db_begin(w, false);
	next = db_rows(w, sql_certificate_files_next, certificate_paper, &n, arg(AT_ONCE_MOST));
	for (size_t i = 0; i < n && work_ok(w); i++) {
		if (!certificate_file(&next[i], next[i].site, w->arena, &file)) {
			log_warnx("event=certificate_not_made certificate=%lld", (long long)next[i].id);
			break;
		}
		db_int(w, sql_certificate_file_keep, arg(next[i].batch), arg(next[i].id), arg(hexed(w->arena, &file)));
	}
	db_end(w, true);
}

void certificate_files_forget(struct work *w)
{
	db_begin(w, false);
	db_int(w, sql_certificate_batches_old, arg(w->now));
	db_end(w, true);
}
