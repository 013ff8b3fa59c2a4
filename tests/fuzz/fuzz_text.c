// SPDX-License-Identifier: GPL-3.0-or-later
// Any text people type: checked, composed, trimmed, folded, as JSON and as HTML, whole and cut off.
#include "tests/fuzz/fuzz.h"

#include <jansson.h>

#include "base/text.h"
#include "base/utf8.h"

// Done twice is done once.
static void stable_look(const char *s, struct arena *a)
{
	const char *composed = utf8_nfc(s, a), *trimmed = utf8_trim(composed, a);
	const char *folded = utf8_fold(s, a), *key = name_sort_key(s, a);

	must(utf8_valid(composed, strlen(composed)) && utf8_valid(trimmed, strlen(trimmed)));
	must(utf8_valid(folded, strlen(folded)) && utf8_valid(key, strlen(key)));
	must(strcmp(utf8_nfc(composed, a), composed) == 0);
	must(strcmp(utf8_trim(trimmed, a), trimmed) == 0);
	must(strcmp(utf8_fold(folded, a), folded) == 0);
	must(strlen(key) <= strlen(s));
	must(utf8_length(s) <= strlen(s));
}

static void json_look(const char *s, struct arena *a)
{
	struct text out = text_new(a, strlen(s) * 6 + 2);
	json_t *json;

	text_json(&out, s);
	must(!out.over);
	json = json_loadb(out.at, out.len, JSON_DECODE_ANY, NULL);
	must(json != NULL && strcmp(json_string_value(json), s) == 0);
	json_decref(json);
}

static void html_look(const char *s, struct arena *a)
{
	struct text out = text_new(a, strlen(s) * 6);

	text_html(&out, s);
	must(!out.over && strpbrk(out.at, "<>\"'") == NULL);
}

// Under a ceiling a piece comes whole or not at all, and nothing after the first that did not fit.
static void ceiling_look(const char *s, size_t ceiling, struct arena *a)
{
	struct text out = text_new(a, ceiling);
	size_t before;

	text_add(&out, s);
	before = out.len;
	text_json(&out, s);
	must(out.over == (out.len == before));
	text_html(&out, s);
	text_printf(&out, "%s", s);
	text_int(&out, (int64_t)ceiling);
	must(out.len <= ceiling && out.at[out.len] == '\0');
}

void fuzz_one(const uint8_t *bytes, size_t len)
{
	struct arena *a = arena_new();
	const char *s = arena_copyn(a, len == 0 ? "" : (const char *)bytes, len);
	bool valid = utf8_valid(s, len);

	utf8_control(s, false);
	utf8_control(s, true);
	if (valid) {
		stable_look(s, a);
		json_look(s, a);
		ceiling_look(s, len == 0 ? 0 : bytes[0] * 2u, a);
	}
	html_look(s, a);
	arena_drop(a);
}
