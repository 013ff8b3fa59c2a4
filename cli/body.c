// SPDX-License-Identifier: GPL-3.0-or-later
// Writes JSON objects member by member, and files as texts in them.
#include "cli/body.h"

#include <string.h>
#include <sysexits.h>

#include "base/text.h"

enum { BODY_MOST = 8 * 1024 * 1024 };

static void member_add(struct call *c, struct text *t, const struct member *m)
{
	if (m->kind == MEMBER_NUMBER && (*m->text == '\0' || strspn(m->text, "0123456789") != strlen(m->text)))
		call_fail(c, EX_USAGE, say(c->arena, SAY_bad_number, m->name, m->text));
	text_add(t, t->len == 1 ? "" : ",");
	text_json(t, m->name);
	text_char(t, ':');
	if (m->kind == MEMBER_TEXT)
		text_json(t, m->text);
	else
		text_add(t, m->kind == MEMBER_TRUE ? "true" : m->text);
}

const char *body_made(struct call *c, const struct member *members)
{
	struct text t = text_new(c->arena, BODY_MOST);

	text_char(&t, '{');
	for (const struct member *m = members; m->name != NULL; m++)
		if (m->text != NULL)
			member_add(c, &t, m);
	text_char(&t, '}');
	return t.at;
}

const char *body_base64(const char *bytes, size_t len, struct arena *a)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *out = arena_alloc(a, (len + 2) / 3 * 4 + 1), *to = out;

	for (size_t i = 0; i < len; i += 3) {
		unsigned long n = (unsigned long)(unsigned char)bytes[i] << 16;

		if (i + 1 < len)
			n |= (unsigned long)(unsigned char)bytes[i + 1] << 8;
		if (i + 2 < len)
			n |= (unsigned char)bytes[i + 2];
		*to++ = digits[n >> 18];
		*to++ = digits[n >> 12 & 63];
		*to++ = i + 1 < len ? digits[n >> 6 & 63] : '=';
		*to++ = i + 2 < len ? digits[n & 63] : '=';
	}
	return out;
}
