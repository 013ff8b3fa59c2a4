// SPDX-License-Identifier: GPL-3.0-or-later
// Files put together in one ZIP, as they are: what goes in is packed already, or small.
#ifndef FILES_ZIP_WRITE_H
#define FILES_ZIP_WRITE_H

#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

struct text;

enum { ZIP_FILES_MOST = 1000 };

struct zip {
	struct text *out;
	struct { const char *name; uint32_t crc, len, at; } files[ZIP_FILES_MOST];
	size_t n;
	uint16_t day, minute;		// as DOS counts them
};

// Begins an archive that is written to `out`, an empty text; every file in it is as of `made`.
void zip_begin(struct zip *, struct text *out, struct instant made);

// Adds a file; its name (UTF-8, with / between folders) lives until zip_end(). What does not fit marks `out` as over;
// files beyond ZIP_FILES_MOST are left out, which the caller does not let happen.
void zip_add(struct zip *, const char *name, const void *bytes, size_t len);
void zip_end(struct zip *);

#endif
