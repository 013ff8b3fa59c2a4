// SPDX-License-Identifier: GPL-3.0-or-later
// The head of a request as it stood on the wire, checked in libmicrohttpd's own buffer.
#include "http/head.h"

#include <string.h>

enum { CRLF = 2 };	// both bytes are NUL by now

bool is_token(const char *s)
{
	return *s != '\0' && s[strspn(s, "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ")] == '\0';
}

// No control character but a tab (RFC 9110, 5.5).
static bool is_value(const char *s)
{
	for (; *s != '\0'; s++)
		if (((unsigned char)*s < ' ' && *s != '\t') || *s == 0x7f)
			return false;
	return true;
}

bool is_target(const char *s)
{
	const char *begin = s;

	while ((unsigned char)*s > ' ' && *s != 0x7f)
		s++;
	return *s == '\0' && s > begin;
}

struct head head_begin(const char *method, const char *uri, size_t uri_len, const char *version)
{
	size_t len = strlen(method);

	return (struct head){ .at = version + strlen(version) + CRLF,
		.sound = is_token(method) && uri == method + len + 1 && version == uri + uri_len + 1 };
}

void head_line(struct head *h, const char *name, size_t name_len, const char *value,
	size_t value_len)
{
	const char *after = name + name_len + 1;

	h->sound &= name == h->at && name_len == strlen(name) && is_token(name) && value >= after;
	h->sound = h->sound && after + strspn(after, " \t") == value;
	h->sound = h->sound && value_len == strlen(value) && is_value(value);
	h->at = value + value_len + CRLF;
}

bool head_end(const struct head *h, const char *end)
{
	return h->sound && h->at + CRLF == end;
}
