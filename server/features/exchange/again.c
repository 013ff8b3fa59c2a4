// SPDX-License-Identifier: GPL-3.0-or-later
// The digest of a package, and the note of the one imported last.
#include "features/exchange/again.h"

#include <errno.h>
#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/text.h"
#include "build/sql.h"
#include "db/db.h"
#include "features/exchange/report.h"
#include "features/exchange/source.h"
#include "files/plain.h"

enum { DETAIL_MOST = 4096 };

struct package_note { int64_t rows, warnings; };
SHAPE(package_note,
	FIELD(package_note, rows, REQUIRED),
	FIELD(package_note, warnings, REQUIRED));

// Another program may judge and store the same rows otherwise.
#define PROGRAM "/proc/self/exe"

static void piece_add(void *digest, const char *bytes, size_t len)
{
	digest_add(digest, bytes, len);
}

// The name and the length of each file go in as well, so that no two packages make the same bytes.
static bool file_add(struct digest *all, const char *name, const char *path, struct arena *arena)
{
	struct digest *one = digest_new(arena);
	const char *hash;

	if (!plain_each(path, piece_add, one))
		return false;
	hash = digest_text(one, arena);
	digest_add(all, name, strlen(name) + 1);
	digest_add(all, hash, strlen(hash) + 1);
	return true;
}

static const char *package_digest(const struct source *source, struct arena *arena)
{
	struct digest *all = digest_new(arena);
	bool good = file_add(all, "", PROGRAM, arena);

	for (int i = 0; good && i < PACKAGE_FILES; i++)
		good = file_add(all, package_files[i].name, source_path(source, package_files[i].name, arena), arena) ||
			errno == ENOENT;
	return good ? digest_text(all, arena) : NULL;
}

bool package_unchanged(struct work *w, struct again *again, struct package_report *report)
{
	const struct package_note *note;

	again->digest = package_digest(again->source, w->arena);
	if (again->digest == NULL)
		return false;
	note = db_row(w, sql_package_noted, package_note, arg(again->digest));
	if (note == NULL)
		return false;
	report->rows_before = note->rows;
	report->warnings = note->warnings;
	return true;
}

// The number is read before it is looked who writes: whoever begins to write in between has moved it by the
// time it can be seen.
void again_begin(struct work *w, struct again *again)
{
	db_run(w, sql_package_importing);
	db_run(w, sql_package_note_drop);
	again->changes = db_int(w, sql_package_changes_now);
	again->quiet = !db_bool(w, sql_package_writers);
}

void again_record(struct work *w, const struct again *again, const struct package_report *report)
{
	struct text detail = text_new(w->arena, DETAIL_MOST);

	text_add(&detail, "{\"digest\":");
	text_json(&detail, again->digest);
	text_printf(&detail, ",\"changed\":%lld", (long long)report->changed);
	for (int i = 0; i < PACKAGE_FILES; i++)
		if (report->rows[i] > 0)
			text_printf(&detail, ",\"%s\":%lld", package_files[i].name, (long long)report->rows[i]);
	text_char(&detail, '}');
	db_run(w, sql_package_record, arg(detail.at));
}

void again_note(struct work *w, const struct again *again, const struct package_report *report)
{
	const char *now = again->digest == NULL || !again->quiet ? NULL : package_digest(again->source, w->arena);
	int64_t rows = 0;

	if (now == NULL || strcmp(now, again->digest) != 0)
		return;
	for (int i = 0; i < PACKAGE_FILES; i++)
		rows += report->rows[i];
	db_run(w, sql_package_note_add, arg(again->digest), arg(again->changes), arg(rows), arg(report->warnings));
}
