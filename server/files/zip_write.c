// SPDX-License-Identifier: GPL-3.0-or-later
// ZIP archives of stored files (PKWARE's APPNOTE 4.3): no library is needed for what is not compressed.
#include "files/zip_write.h"

#include <string.h>

#include "base/text.h"

enum { VERSION = 20, UTF8_NAMES = 0x0800, EPOCH_YEAR = 1980, MINUTES_OF_DAY = 1440 };

static uint32_t crc_of(const unsigned char *bytes, size_t len)
{
	uint32_t crc = 0xffffffff;

	for (size_t i = 0; i < len; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = (crc >> 1) ^ (0xedb88320 & (0 - (crc & 1)));
	}
	return ~crc;
}

static void put(struct text *out, uint32_t value, int bytes)
{
	for (int i = 0; i < bytes; i++) {
		char byte = (char)(value >> (8 * i) & 0xff);

		text_addn(out, &byte, 1);
	}
}

void zip_begin(struct zip *z, struct text *out, struct instant made)
{
	struct civil c = date_civil(date_of(made));
	const int64_t local = made.us / 60000000 + 7 * 60;	// minutes of a day in Vietnam

	z->out = out;
	z->n = 0;
	z->day = (uint16_t)((c.year - EPOCH_YEAR) << 9 | c.month << 5 | c.day);
	z->minute = (uint16_t)(local % MINUTES_OF_DAY / 60 << 11 | local % 60 << 5);
}

// What the head of a file and its line in the directory share.
static void head_put(const struct zip *z, size_t i)
{
	put(z->out, VERSION, 2);
	put(z->out, UTF8_NAMES, 2);
	put(z->out, 0, 2);		// stored
	put(z->out, z->minute, 2);
	put(z->out, z->day, 2);
	put(z->out, z->files[i].crc, 4);
	put(z->out, z->files[i].len, 4);
	put(z->out, z->files[i].len, 4);
	put(z->out, (uint32_t)strlen(z->files[i].name), 2);
	put(z->out, 0, 2);		// nothing extra
}

void zip_add(struct zip *z, const char *name, const void *bytes, size_t len)
{
	if (z->n == ZIP_FILES_MOST)
		return;
	z->files[z->n].name = name;
	z->files[z->n].crc = crc_of(bytes, len);
	z->files[z->n].len = (uint32_t)len;
	z->files[z->n].at = (uint32_t)z->out->len;
	text_addn(z->out, "PK\3\4", 4);
	head_put(z, z->n);
	text_add(z->out, name);
	text_addn(z->out, bytes, len);
	z->n++;
}

void zip_end(struct zip *z)
{
	uint32_t begun = (uint32_t)z->out->len, long_as;

	for (size_t i = 0; i < z->n; i++) {
		text_addn(z->out, "PK\1\2", 4);
		put(z->out, VERSION, 2);
		head_put(z, i);
		put(z->out, 0, 2);	// no comment
		put(z->out, 0, 2);	// first disk
		put(z->out, 0, 2);
		put(z->out, 0, 4);
		put(z->out, z->files[i].at, 4);
		text_add(z->out, z->files[i].name);
	}
	long_as = (uint32_t)z->out->len - begun;
	text_addn(z->out, "PK\5\6", 4);
	put(z->out, 0, 4);
	put(z->out, (uint32_t)z->n, 2);
	put(z->out, (uint32_t)z->n, 2);
	put(z->out, long_as, 4);
	put(z->out, begun, 4);
	put(z->out, 0, 2);
}
