// SPDX-License-Identifier: GPL-3.0-or-later
// Parts of a ZIP file in memory (libzip).
#include "files/zip_read.h"

#include <stdlib.h>

#include <zip.h>

#include "base/log.h"

enum { PIECE = 1 << 16, EXIT_SOFTWARE = 70 };

struct unzip { zip_t *zip; int64_t unpacked; };

struct unzip *unzip_open(const char *bytes, size_t len)
{
	zip_error_t error;
	zip_source_t *source = zip_source_buffer_create(bytes, len, 0, &error);
	zip_t *zip = source == NULL ? NULL : zip_open_from_source(source, ZIP_RDONLY, &error);
	struct unzip *u;

	if (zip == NULL) {
		zip_source_free(source);
		return NULL;
	}
	u = calloc(1, sizeof *u);
	if (u == NULL)
		fatal(EXIT_SOFTWARE, "out of memory");
	u->zip = zip;
	if (zip_get_num_entries(zip, 0) <= ZIP_PARTS)
		return u;
	unzip_close(u);
	return NULL;
}

void unzip_close(struct unzip *u)
{
	if (u == NULL)
		return;
	zip_discard(u->zip);
	free(u);
}

bool unzip_has(struct unzip *u, const char *name)
{
	return zip_name_locate(u->zip, name, ZIP_FL_NOCASE) >= 0;
}

static bool bomb(const struct unzip *u, int64_t out, const zip_stat_t *about)
{
	int64_t packed = (about->valid & ZIP_STAT_COMP_SIZE) != 0 ? (int64_t)about->comp_size : 1;

	return u->unpacked > ZIP_UNPACKED || (out > ZIP_RATIO_FREE && out / ZIP_RATIO > packed);
}

static const char *part_read(struct unzip *u, zip_file_t *part, const zip_stat_t *about,
	bool (*piece)(void *ctx, const char *, size_t), void *ctx)
{
	char buffer[PIECE];
	int64_t out = 0, n;

	while ((n = zip_fread(part, buffer, sizeof buffer)) > 0) {
		out += n;
		u->unpacked += n;
		if (bomb(u, out, about))
			return "sheet_too_big";
		if (!piece(ctx, buffer, (size_t)n))
			return NULL;
	}
	if (n < 0)
		return "sheet_damaged";
	piece(ctx, buffer, 0);
	return NULL;
}

const char *unzip_each(struct unzip *u, const char *name, bool (*piece)(void *ctx, const char *, size_t), void *ctx)
{
	zip_int64_t index = zip_name_locate(u->zip, name, ZIP_FL_NOCASE);
	zip_stat_t about;
	zip_file_t *part;
	const char *refusal;

	if (index < 0 || zip_stat_index(u->zip, (zip_uint64_t)index, 0, &about) != 0)
		return "sheet_damaged";
	part = zip_fopen_index(u->zip, (zip_uint64_t)index, 0);
	if (part == NULL)	// damaged, behind a password, or packed in a way we do not read
		return "sheet_damaged";
	refusal = part_read(u, part, &about, piece, ctx);
	zip_fclose(part);
	return refusal;
}
