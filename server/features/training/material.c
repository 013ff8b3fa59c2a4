// SPDX-License-Identifier: GPL-3.0-or-later
// What is handed out in a course: links and small files, each for its readers.
#include <string.h>

#include "base/content.h"
#include "base/crypto.h"
#include "build/sql.h"
#include "http/http.h"

enum { FILE_BASE64_MOST = 240000 };	// 180,000 bytes of file

#define MATERIAL_MEMBERS \
	int64_t id, course; \
	const char *title, *edition, *link, *file_name; \
	int64_t size; \
	const char *readers; \
	struct instant added_at
#define MATERIAL_FIELDS(T) \
	FIELD(T, id, REQUIRED), \
	FIELD(T, course, REQUIRED), \
	FIELD(T, title, REQUIRED), \
	FIELD(T, edition, REQUIRED, .says = "which edition of it"), \
	FIELD(T, link, OPTIONAL, .says = "where it stands"), \
	FIELD(T, file_name, OPTIONAL), \
	FIELD(T, size, OPTIONAL, .says = "bytes of the file"), \
	FIELD(T, readers, REQUIRED, .one_of = "everyone|learners|trainers"), \
	FIELD(T, added_at, REQUIRED)

struct material { MATERIAL_MEMBERS; };
SHAPE(material, MATERIAL_FIELDS(material));

struct material_full { MATERIAL_MEMBERS; const char *file; };
SHAPE(material_full, MATERIAL_FIELDS(material_full),
	FIELD(material_full, file, OPTIONAL, .says = "the file in base64"));

struct material_in { const char *title, *edition, *link, *file_name, *file, *readers; };
SHAPE(material_in,
	FIELD(material_in, title, REQUIRED, .min = 1),
	FIELD(material_in, edition, REQUIRED, .min = 1, .max = 60),
	FIELD(material_in, link, OPTIONAL, .max = 2000),
	FIELD(material_in, file_name, OPTIONAL, .max = 200),
	FIELD(material_in, file, OPTIONAL, .max = FILE_BASE64_MOST,
		.says = "base64, at most 180,000 bytes of file"),
	FIELD(material_in, readers, REQUIRED, .one_of = "everyone|learners|trainers"));

// A name, not a way to somewhere: browsers and people save files under it.
static bool file_name_fits(const char *s)
{
	return strpbrk(s, "/\\:*?\"<>|") == NULL && s[0] != '.' && s[strlen(s) - 1] != '.';
}

// What is wrong with a file and its name, as a code; NULL when nothing is. What it holds has to be what its name says:
// a colleague opens it.
static const char *file_problem(struct request *rq, const struct material_in *in)
{
	static const char *const found[] = { [CONTENT_GOOD] = NULL, [CONTENT_KIND_UNKNOWN] = "material_file_kind",
		[CONTENT_DIFFERS] = "material_file_content" };
	const void *bytes;
	size_t n;

	if (in->file_name != NULL && !file_name_fits(in->file_name))
		return "material_file_name_form";
	if (in->file == NULL)
		return NULL;
	bytes = base64_bytes(in->file, &n, rq->work.arena);
	if (bytes == NULL || n == 0)
		return "material_file_base64";
	return in->file_name == NULL ? "material_file_name_missing" : found[content_check(in->file_name, bytes, n)];
}

struct reply material_add(struct request *rq)
{
	const struct material_in *in = body_of(rq, material_in);
	const char *problem = file_problem(rq, in);
	const struct material_full *full;
	struct material made;
	int64_t id;

	if ((in->link == NULL) == (in->file == NULL))
		return reply_error(rq, 422, "material_link_or_file");
	if (problem != NULL)
		return reply_error(rq, 422, problem);
	id = db_int(rq, sql_material_add, arg(rq->id[0]), arg(in->title), arg(in->edition),
		arg(in->link), arg(in->file_name), arg(in->file), arg(in->readers),
		arg(rq->work.now));
	full = db_row(rq, sql_material_get, material_full, arg(rq->id[0]), arg(id));
	if (full == NULL)
		return reply_error(rq, 404, "material_unknown");
	memcpy(&made, full, sizeof made);
	return reply_created(rq, material, &made);
}

// A material one may not read is not there.
struct reply material_show(struct request *rq)
{
	size_t n;
	const struct material *mine = db_rows(rq, sql_materials_of_course, material, &n,
		arg(rq->id[0]), arg(rq->who.account), arg(rq->work.today));

	for (size_t i = 0; i < n; i++)
		if (mine[i].id == rq->id[1])
			return reply_one(rq, sql_material_get, "material_unknown", arg(rq->id[0]),
				arg(rq->id[1]));
	return reply_error(rq, 404, "material_unknown");
}

struct reply material_remove(struct request *rq)
{
	if (db_run(rq, sql_material_remove, arg(rq->id[0]), arg(rq->id[1])) == 0)
		return reply_error(rq, 404, "material_unknown");
	return reply_none();
}
