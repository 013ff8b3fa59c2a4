// SPDX-License-Identifier: GPL-3.0-or-later
// Values of settings without the passwords in them.
#include "base/masked.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

// Where a password that begins at `s` ends: a quoted one at its quote, else at one of `stop`.
static const char *password_end(const char *s, const char *stop)
{
	bool quoted = *s == '\'';

	for (s += quoted; *s != '\0' && (quoted ? *s != '\'' : strchr(stop, *s) == NULL); s++)
		if (*s == '\\' && s[1] != '\0')
			s++;
	return s + (quoted && *s != '\0');
}

void masked_add(struct text *out, const char *value)
{
	static const char word[] = "password", blanks[] = " \t";
	const char *s = value, *user = strstr(value, "://");
	const char *host = user == NULL ? NULL : strrchr(user, '@');
	const char *colon = host == NULL ? NULL : memchr(user + 3, ':', (size_t)(host - user - 3));

	if (colon != NULL) {
		text_printf(out, "%.*s***", (int)(colon + 1 - value), value);
		s = host;
	}
	while (*s != '\0') {
		size_t name = strncasecmp(s, word, strlen(word)) == 0 ? strlen(word) : 0;

		if (name > 0)
			name += strspn(s + name, blanks);
		if (name == 0 || s[name] != '=') {
			text_char(out, *s++);
			continue;
		}
		name += 1 + strspn(s + name + 1, blanks);
		text_printf(out, "%.*s***", (int)name, s);
		s = password_end(s + name, user == NULL ? blanks : "&");
	}
}
