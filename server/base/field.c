// SPDX-License-Identifier: GPL-3.0-or-later
// Filling in fields.
#include "base/field.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

enum { FILLED_MOST = 8192, SHOWN_MOST = 30 };

static const struct field_value *value_of(const struct field_value *values, size_t n, const char *name, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strncmp(values[i].name, name, len) == 0 && values[i].name[len] == '\0')
			return &values[i];
	return NULL;
}

const char *fields_fill(struct arena *a, const char *template, const struct field_value *values, size_t n,
	const char **wrong)
{
	struct text out = text_new(a, FILLED_MOST);

	for (const char *s = template; *s != '\0'; ) {
		size_t plain = strcspn(s, "{"), len;
		const struct field_value *v;

		text_addn(&out, s, plain);
		s += plain;
		if (*s == '\0')
			break;
		len = strcspn(++s, "}");
		v = s[len] == '}' ? value_of(values, n, s, len) : NULL;
		if (v == NULL) {
			*wrong = arena_copyn(a, s, len < SHOWN_MOST ? len : strnlen(s, SHOWN_MOST));
			return NULL;
		}
		text_add(&out, v->value);
		s += len + 1;
	}
	return out.at;
}

bool fields_empty(const char *template, const struct field_value *values, size_t n)
{
	for (const char *s = strchr(template, '{'); s != NULL; s = strchr(s, '{')) {
		size_t len = strcspn(++s, "}");
		const struct field_value *v = value_of(values, n, s, len);

		if (v != NULL && (v->value == NULL || *v->value == '\0'))
			return true;
	}
	return false;
}
