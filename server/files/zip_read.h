// SPDX-License-Identifier: GPL-3.0-or-later
// Parts of a ZIP file in memory, read piece by piece; what comes out is counted, whatever the file says of itself.
#ifndef FILES_ZIP_READ_H
#define FILES_ZIP_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ZIP_PARTS = 2000,			// more parts refuse the file
	ZIP_UNPACKED = 256 << 20,		// bytes that come out of it altogether
	ZIP_RATIO = 100,			// unpacked to packed, once ZIP_RATIO_FREE bytes came out of a part
	ZIP_RATIO_FREE = 8 << 20,
};

struct unzip;

// NULL when it is no sound ZIP file. `bytes` stay until unzip_close().
struct unzip *unzip_open(const char *bytes, size_t len);
void unzip_close(struct unzip *);

// Does it hold that part? Names are compared without regard to case, as spreadsheets do.
bool unzip_has(struct unzip *, const char *name);

// Gives the part to `piece` bit by bit until it says false, and then once with 0 bytes. NULL, or the code of the
// refusal: "sheet_damaged", "sheet_too_big". A `piece` that stopped is no refusal.
const char *unzip_each(struct unzip *, const char *name, bool (*piece)(void *ctx, const char *, size_t), void *ctx);

#endif
