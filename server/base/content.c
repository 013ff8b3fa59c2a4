// SPDX-License-Identifier: GPL-3.0-or-later
// What files begin with, by their endings.
#include "base/content.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"

#define MAGIC(text, at) { text, sizeof text - 1, at }

enum { MAGICS = 3 };

static const struct {
	const char *ending;
	bool text;
	struct { const char *bytes; size_t n, at; } any[MAGICS];	// one of them, at that place
} kinds[] = {
	{ "pdf", false, { MAGIC("%PDF-", 0) } },
	{ "docx", false, { MAGIC("PK\x03\x04", 0) } },
	{ "xlsx", false, { MAGIC("PK\x03\x04", 0) } },
	{ "pptx", false, { MAGIC("PK\x03\x04", 0) } },
	{ "odt", false, { MAGIC("PK\x03\x04", 0) } },
	{ "ods", false, { MAGIC("PK\x03\x04", 0) } },
	{ "odp", false, { MAGIC("PK\x03\x04", 0) } },
	{ "doc", false, { MAGIC("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0) } },
	{ "xls", false, { MAGIC("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0) } },
	{ "ppt", false, { MAGIC("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0) } },
	{ "png", false, { MAGIC("\x89PNG\r\n\x1a\n", 0) } },
	{ "jpg", false, { MAGIC("\xff\xd8\xff", 0) } },
	{ "jpeg", false, { MAGIC("\xff\xd8\xff", 0) } },
	{ "gif", false, { MAGIC("GIF87a", 0), MAGIC("GIF89a", 0) } },
	{ "webp", false, { MAGIC("WEBPVP8", 8) } },
	{ "mp3", false, { MAGIC("ID3", 0), MAGIC("\xff\xfb", 0), MAGIC("\xff\xf3", 0) } },
	{ "mp4", false, { MAGIC("ftyp", 4) } },
	{ "txt", true, { { NULL, 0, 0 } } },
	{ "md", true, { { NULL, 0, 0 } } },
	{ "csv", true, { { NULL, 0, 0 } } },
};

// Text that a browser asked to guess would take for a page.
static bool looks_like_a_page(const char *s, size_t n)
{
	static const char *const begins[] = { "<!doctype", "<html", "<head", "<body", "<script", "<svg", "<iframe", "<?xml" };
	size_t at = n >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	while (at < n && strchr(" \t\r\n", s[at]) != NULL)
		at++;
	for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
		if (n - at >= strlen(begins[i]) && strncasecmp(s + at, begins[i], strlen(begins[i])) == 0)
			return true;
	return false;
}

static bool plain_text(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] < ' ' && strchr("\t\r\n", s[i]) == NULL)
			return false;
	return memchr(s, '\0', n) == NULL && utf8_valid(s, n) && !looks_like_a_page(s, n);
}

enum content content_check(const char *name, const void *bytes, size_t n)
{
	const char *dot = strrchr(name, '.'), *all = bytes;

	for (size_t i = 0; dot != NULL && i < sizeof kinds / sizeof *kinds; i++) {
		if (strcasecmp(dot + 1, kinds[i].ending) != 0)
			continue;
		if (kinds[i].text)
			return plain_text(all, n) ? CONTENT_GOOD : CONTENT_DIFFERS;
		for (size_t k = 0; k < MAGICS && kinds[i].any[k].n > 0; k++)
			if (n >= kinds[i].any[k].at + kinds[i].any[k].n &&
			    memcmp(all + kinds[i].any[k].at, kinds[i].any[k].bytes, kinds[i].any[k].n) == 0)
				return CONTENT_GOOD;
		return CONTENT_DIFFERS;
	}
	return CONTENT_KIND_UNKNOWN;
}
