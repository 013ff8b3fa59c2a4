// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a mail that came back. A status is there with a failure alone and in its form; the same lines with CRLF
// say the same.
#include "tests/fuzz/fuzz.h"

#include "files/dsn.h"

static bool is_status(const char *s)
{
	int dots = 0;

	for (const char *c = s; *c != '\0'; c++) {
		must(*c == '.' || (*c >= '0' && *c <= '9'));
		dots += *c == '.';
	}
	return (*s == '4' || *s == '5') && dots == 2;
}

void fuzz_one(const uint8_t *bytes, size_t len)
{
	char status[DSN_STATUS] = "", again[DSN_STATUS] = "";
	struct arena *a = arena_new();
	char *crlf = arena_alloc(a, 2 * len + 1);
	enum dsn what = dsn_read((const char *)bytes, len, status);
	size_t n = 0;

	must(what == DSN_FAILED ? is_status(status) : status[0] == '\0');
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r'))
			crlf[n++] = '\r';
		crlf[n++] = (char)bytes[i];
	}
	must(dsn_read(crlf, n, again) == what && strcmp(again, status) == 0);
	arena_drop(a);
}
