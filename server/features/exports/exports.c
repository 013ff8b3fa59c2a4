// SPDX-License-Identifier: GPL-3.0-or-later
// Lists taken out, as those who want them see them: asked for, asked after, fetched, taken away.
#include "features/exports/exports.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "build/sql.h"
#include "features/exports/job.h"
#include "features/exports/table.h"
#include "http/again.h"

enum { KEPT_MOST = 20, ADDRESS_MOST = 1500, NAME_MOST = 200 };

struct export_search { const char *q, *category; struct date as_of; };
SHAPE(export_search,
	FIELD(export_search, q, REQUIRED, .min = 1, .max = 100),
	FIELD(export_search, category, OPTIONAL, .max = 40),
	FIELD(export_search, as_of, OPTIONAL));

struct export_new { const char *list, *format, *language; struct list search; };
SHAPE(export_new,
	FIELD(export_new, list, REQUIRED, .min = 2, .max = ADDRESS_MOST,
		.says = "address of a list below /api/v1 with its filters: /units/12/people?category=cadre"),
	FIELD(export_new, format, REQUIRED, .one_of = "xlsx|csv|json"),
	FIELD(export_new, language, OPTIONAL, .one_of = "vi|en", .says = "of headings and words; none: the request's"),
	FIELD(export_new, search, OPTIONAL, .items = &export_search_shape, .object = true,
		.says = "of an address that ends in /search: what is searched for"));

struct list_export {
	int64_t id;
	const char *list, *address, *format, *name, *state, *refusal, *refusal_says;
	int64_t rows_done, bytes;
	struct instant asked_at, made_at;
};
SHAPE(list_export,
	FIELD(list_export, id, REQUIRED),
	FIELD(list_export, list, REQUIRED, .says = "which list"),
	FIELD(list_export, address, REQUIRED, .says = "the same with numbers and filters"),
	FIELD(list_export, format, REQUIRED),
	FIELD(list_export, name, REQUIRED, .says = "what the file is called"),
	FIELD(list_export, state, REQUIRED, .one_of = "waiting|made|refused"),
	FIELD(list_export, refusal, OPTIONAL, .says = "a code"),
	FIELD(list_export, refusal_says, OPTIONAL, .says = "the same in words; not in the list of one's files"),
	FIELD(list_export, rows_done, REQUIRED),
	FIELD(list_export, bytes, OPTIONAL),
	FIELD(list_export, asked_at, REQUIRED, .says = "kept for a day"),
	FIELD(list_export, made_at, OPTIONAL));

struct export_of { const char *code; int64_t unit; };
SHAPE(export_of,
	FIELD(export_of, code, REQUIRED),
	FIELD(export_of, unit, OPTIONAL));

static struct reply shown(struct request *rq, int status, int64_t id)
{
	const struct list_export *found = db_row(rq, sql_export_get, list_export, arg(id));
	struct list_export e;

	if (found == NULL)
		return reply_error(rq, 404, "not_found");
	e = *found;
	e.refusal_says = e.refusal == NULL ? NULL : sentence(rq->language, e.refusal);
	return reply_shape(rq, status, &list_export_shape, &e);
}

// The number a path has for `<name>`, as an argument; none is NULL.
static struct arg number_of(const struct route *r, const int64_t id[IDS_MOST], const char *name)
{
	int place = 0;

	for (const char *s = strchr(r->path, '<'); s != NULL; s = strchr(s + 1, '<'), place++)
		if (strncmp(s + 1, name, strlen(name)) == 0 && s[1 + strlen(name)] == '>')
			return arg(id[place]);
	return arg_text(NULL);
}

// What a filter of the address says, as it stands there: codes need no escapes.
static struct arg filter_of(const char *address, const char *name, struct arena *a)
{
	const char *s = strchr(address, '?');
	size_t len = strlen(name);

	for (; s != NULL; s = strchr(s + 1, '&'))
		if (strncmp(s + 1, name, len) == 0 && s[1 + len] == '=')
			return arg((const char *)arena_copyn(a, s + len + 2, strcspn(s + len + 2, "&")));
	return arg_text(NULL);
}

// What the list is of, and "danh-sach-lop-attt-1-20261121.xlsx".
static const char *file_name(struct request *rq, const struct export_list *list, const char *code, const char *format)
{
	struct text t = text_new(rq->work.arena, NAME_MOST);
	struct civil c = date_civil(rq->work.today);

	text_add(&t, list->file);
	if (code != NULL && *code != '\0')
		text_printf(&t, "-%s", code);
	for (char *s = t.at; *(s += strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")) != '\0'; )
		*s = '-';
	text_printf(&t, "-%04d%02d%02d.%s", c.year, c.month, c.day, format);
	return t.at;
}

struct reply export_ask(struct request *rq)
{
	const struct export_new *in = body_of(rq, export_new);
	struct arena *a = rq->work.arena;
	const enum language language = in->language == NULL ? rq->language : strcmp(in->language, "en") == 0 ? EN : VI;
	const struct again again = { .account = rq->who.account, .tag = "", .address = in->list, .search = in->search.json,
		.language = language };
	int64_t id[IDS_MOST], made;
	const struct route *r = again_route(&again, id);
	const struct export_list *list = r == NULL ? NULL : export_list_of(r);
	const struct export_of *of;
	struct reply no;

	if (list == NULL)
		return reply_error(rq, 422, "export_list_unknown");
	no = again_allowed(rq, &again);
	if (no.status != 0 || !work_ok(rq))
		return no;
	if (db_int(rq, sql_export_kept_count, arg(rq->who.account)) >= KEPT_MOST)
		return reply_error(rq, 409, "export_too_many");
	of = db_row(rq, sql_export_of, export_of, number_of(r, id, "unit"), number_of(r, id, "class"), number_of(r, id, "session"),
		number_of(r, id, "course"), number_of(r, id, "plan"), filter_of(in->list, "unit", a), filter_of(in->list, "target", a));
	made = db_int(rq, sql_export_add, arg(rq->who.account), of == NULL || of->unit == NONE ? arg_text(NULL) : arg(of->unit),
		arg(list->path), arg(in->list), arg(export_seal(rq->who.account, "search", in->search.json, a)), arg(in->format),
		arg((const char *)(language == EN ? "en" : "vi")), arg(file_name(rq, list, of == NULL ? NULL : of->code, in->format)),
		arg(rq->work.now));
	return shown(rq, 202, made);
}

struct reply export_show(struct request *rq)
{
	return shown(rq, 200, rq->id[0]);
}

struct reply export_remove(struct request *rq)
{
	return db_int(rq, sql_export_remove, arg(rq->id[0])) == 0 ? reply_error(rq, 404, "not_found") : reply_none();
}

// The parts of the file put together; -1 with a fault when one is missing or altered.
static int file_opened(struct request *rq, const struct list_export *e)
{
	struct arena *a = rq->work.arena;
	struct arena_mark mark = arena_now(a);
	int fd = memfd_create("export", MFD_CLOEXEC);
	int64_t left = e->bytes;

	for (int64_t part = 1; fd >= 0 && left > 0 && work_ok(rq); part++) {
		const char *sealed = db_text(rq, sql_export_part_get, arg(e->id), arg(part));
		size_t len = 0;
		const char *text = export_open(e->id, arena_printf(a, "part|%lld", (long long)part), sealed, a);
		const void *bytes = text == NULL ? NULL : base64_bytes(text, &len, a);

		if (bytes == NULL || len == 0 || write(fd, bytes, len) != (ssize_t)len)
			fault(rq, "part %lld of export %lld cannot be read", (long long)part, (long long)e->id);
		left -= (int64_t)len;
		work_rewind(&rq->work, mark);
	}
	if (fd >= 0 && work_ok(rq) && lseek(fd, 0, SEEK_SET) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	fault(rq, "the file of export %lld cannot be put together", (long long)e->id);
	return -1;
}

struct reply export_file(struct request *rq)
{
	static const struct { const char *format, *type; } types[] = {
		{ "xlsx", BOOK_TYPE },
		{ "csv", "text/csv; charset=utf-8" }, { "json", "application/json" },
	};
	const struct list_export *e = db_row(rq, sql_export_get, list_export, arg(rq->id[0]));
	size_t type = 0;
	int fd;

	if (e == NULL || strcmp(e->state, "made") != 0)
		return reply_error(rq, 409, "export_not_made");
	while (strcmp(types[type].format, e->format) != 0)
		type++;
	fd = file_opened(rq, e);
	return fd < 0 ? reply_none() : reply_file(rq, fd, types[type].type, e->name);
}
