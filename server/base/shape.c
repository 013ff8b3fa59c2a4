// SPDX-License-Identifier: GPL-3.0-or-later
// Shapes at work: one member at a time from PostgreSQL's text, to PostgreSQL's text, and to JSON.
#include "base/shape.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

// A member of a row that is read, and of one that is written.
#define OF(T, f, row) ((T const *)(const void *)((const char *)(row) + (f)->at))
#define INTO(T, f, row) ((T *)(void *)((char *)(row) + (f)->at))

size_t shape_fields(const struct shape *s)
{
	size_t n = 0;

	while (s->fields[n].name != NULL)
		n++;
	return n;
}

const struct field *shape_field(const struct shape *s, const char *name)
{
	for (const struct field *f = s->fields; f->name != NULL; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

bool one_of(const char *list, const char *value)
{
	size_t len = value == NULL ? 0 : strlen(value);

	while (len > 0 && list != NULL && *list != '\0') {
		size_t word = strcspn(list, "|");

		if (word == len && memcmp(list, value, len) == 0)
			return true;
		list += word + (list[word] == '|');
	}
	return false;
}

static void field_clear(const struct field *f, void *row)
{
	switch (f->type) {
	case T_BOOL: *INTO(bool, f, row) = false; break;
	case T_TRI: *INTO(enum tri, f, row) = UNSAID; break;
	case T_INT: *INTO(int64_t, f, row) = NONE; break;
	case T_TEXT: *INTO(const char *, f, row) = NULL; break;
	case T_DATE: *INTO(struct date, f, row) = NO_DATE; break;
	case T_HHMM: *INTO(struct hhmm, f, row) = NO_HHMM; break;
	case T_INSTANT: *INTO(struct instant, f, row) = NO_INSTANT; break;
	case T_LIST: *INTO(struct list, f, row) = (struct list){ NULL }; break;
	}
}

void shape_clear(const struct shape *s, void *row)
{
	for (const struct field *f = s->fields; f->name != NULL; f++)
		field_clear(f, row);
}

static bool pg_int(const char *s, int64_t *out)
{
	char *end;
	long long value;

	if (*s != '-' && (*s < '0' || *s > '9'))
		return false;
	errno = 0;
	value = strtoll(s, &end, 10);
	if (errno != 0 || end == s || *end != '\0' || value == NONE)
		return false;
	*out = value;
	return true;
}

// "t" or "f", and nothing else.
static bool pg_bool(const char *s, bool *out)
{
	*out = s[0] == 't';
	return (s[0] == 't' || s[0] == 'f') && s[1] == '\0';
}

static bool endless(const char *s)
{
	return strcmp(s, "infinity") == 0 || strcmp(s, "-infinity") == 0;
}

// "2026-09-05 01:00:00.5+00", as a connection in UTC writes it, into RFC 3339 ("...T01:00:00.5Z").
static bool pg_rfc3339(const char *s, char out[INSTANT_TEXT])
{
	size_t len = strlen(s);

	if (len < 22 || len >= INSTANT_TEXT || s[10] != ' ' || strcmp(s + len - 3, "+00") != 0)
		return false;
	memcpy(out, s, len - 3);
	out[10] = 'T';
	out[len - 3] = 'Z';
	out[len - 2] = '\0';
	return true;
}

static bool pg_instant(const char *s, struct instant *out)
{
	char rfc3339[INSTANT_TEXT];

	return pg_rfc3339(s, rfc3339) && instant_parse(rfc3339, out);
}

// "HH:MM:SS" or with a fraction; a time of day is known to the minute here, the rest is cut off.
static bool pg_hhmm(const char *s, struct hhmm *out)
{
	char hhmm[HHMM_TEXT] = "";
	size_t len = strlen(s);

	if (len < 5 || (len > 5 && (s[5] != ':' || strspn(s + 6, "0123456789.") != len - 6)))
		return false;
	memcpy(hhmm, s, 5);
	return hhmm_parse(hhmm, out);
}

bool field_read(const struct field *f, void *row, const char *pgtext, struct arena *a)
{
	bool yes;

	field_clear(f, row);
	if (pgtext == NULL)
		return true;
	switch (f->type) {
	case T_BOOL: return pg_bool(pgtext, INTO(bool, f, row));
	case T_TRI:
		if (!pg_bool(pgtext, &yes))
			return false;
		*INTO(enum tri, f, row) = yes ? YES : NO;
		return true;
	case T_INT: return pg_int(pgtext, INTO(int64_t, f, row));
	case T_TEXT: *INTO(const char *, f, row) = arena_copy(a, pgtext); return true;
	case T_DATE: return endless(pgtext) || date_parse(pgtext, INTO(struct date, f, row));
	case T_HHMM: return pg_hhmm(pgtext, INTO(struct hhmm, f, row));
	case T_INSTANT: return endless(pgtext) || pg_instant(pgtext, INTO(struct instant, f, row));
	case T_LIST: INTO(struct list, f, row)->json = arena_copy(a, pgtext); return true;
	}
	return false;
}

const char *field_pg(const struct field *f, const void *row, struct arena *a)
{
	char text[INSTANT_TEXT] = "";

	switch (f->type) {
	case T_BOOL: return *OF(bool, f, row) ? "t" : "f";
	case T_TRI:
		if (*OF(enum tri, f, row) == UNSAID)
			return NULL;
		return *OF(enum tri, f, row) == YES ? "t" : "f";
	case T_INT:
		if (*OF(int64_t, f, row) == NONE)
			return NULL;
		return arena_printf(a, "%lld", (long long)*OF(int64_t, f, row));
	case T_TEXT: return arena_copy(a, *OF(const char *, f, row));
	case T_DATE: date_text(*OF(struct date, f, row), text); break;
	case T_HHMM: hhmm_text(*OF(struct hhmm, f, row), text); break;
	case T_INSTANT: instant_text(*OF(struct instant, f, row), text); break;
	case T_LIST: return arena_copy(a, OF(struct list, f, row)->json);
	}
	return text[0] == '\0' ? NULL : arena_copy(a, text);
}

static size_t digits(const char *s)
{
	return strspn(s, "0123456789");
}

// Would JSON read `s` as a number? NaN and the infinities of a numeric column are none.
static bool json_number(const char *s)
{
	s += *s == '-';
	if (digits(s) == 0 || (*s == '0' && digits(s) > 1))
		return false;
	s += digits(s);
	if (*s == '.') {
		if (digits(s + 1) == 0)
			return false;
		s += 1 + digits(s + 1);
	}
	if (*s == 'e' || *s == 'E') {
		s += 1 + (s[1] == '+' || s[1] == '-');
		if (digits(s) == 0)
			return false;
		s += digits(s);
	}
	return *s == '\0';
}

static void json_text(const struct field *f, const char *s, struct text *out)
{
	if (!f->decimal || s == NULL)
		text_json(out, s);
	else
		text_add(out, json_number(s) ? s : "null");
}

// A text without anything to escape, in quotes; an empty one is unknown.
static void json_plain(const char *s, struct text *out)
{
	text_json(out, s[0] == '\0' ? NULL : s);
}

static void json_bool(bool yes, struct text *out)
{
	text_add(out, yes ? "true" : "false");
}

static void field_json(const struct field *f, const void *row, struct text *out)
{
	char text[INSTANT_TEXT];
	const char *json;

	switch (f->type) {
	case T_BOOL: json_bool(*OF(bool, f, row), out); return;
	case T_TRI:
		if (*OF(enum tri, f, row) == UNSAID)
			text_add(out, "null");
		else
			json_bool(*OF(enum tri, f, row) == YES, out);
		return;
	case T_INT:
		if (*OF(int64_t, f, row) == NONE)
			text_add(out, "null");
		else
			text_int(out, *OF(int64_t, f, row));
		return;
	case T_TEXT: json_text(f, *OF(const char *, f, row), out); return;
	case T_LIST:
		json = OF(struct list, f, row)->json;
		text_add(out, json == NULL ? "null" : json);
		return;
	case T_DATE: date_text(*OF(struct date, f, row), text); break;
	case T_HHMM: hhmm_text(*OF(struct hhmm, f, row), text); break;
	case T_INSTANT: instant_text(*OF(struct instant, f, row), text); break;
	}
	json_plain(text, out);
}

void shape_json(const struct shape *s, const void *row, struct text *out)
{
	char before = '{';

	for (const struct field *f = s->fields; f->name != NULL; f++) {
		if (f->hidden)
			continue;
		text_char(out, before);
		text_char(out, '"');
		text_add(out, f->name);
		text_addn(out, "\":", 2);
		field_json(f, row, out);
		before = ',';
	}
	text_add(out, before == '{' ? "{}" : "}");
}

void shape_json_list(const struct shape *s, const void *rows, size_t n, struct text *out)
{
	text_char(out, '[');
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			text_char(out, ',');
		shape_json(s, (const char *)rows + i * s->size, out);
	}
	text_char(out, ']');
}

void field_json_pg(const struct field *f, const char *pgtext, struct text *out)
{
	char rfc3339[INSTANT_TEXT];

	if (pgtext == NULL) {
		text_add(out, f->type == T_BOOL ? "false" : "null");
		return;
	}
	switch (f->type) {
	case T_BOOL:
	case T_TRI: json_bool(pgtext[0] == 't', out); break;
	case T_INT:
	case T_LIST: text_add(out, pgtext); break;
	case T_TEXT: json_text(f, pgtext, out); break;
	case T_DATE: text_json(out, endless(pgtext) ? NULL : pgtext); break;
	case T_HHMM: text_jsonn(out, pgtext, strnlen(pgtext, HHMM_TEXT - 1)); break;
	case T_INSTANT:
		if (endless(pgtext))
			text_add(out, "null");
		else
			text_json(out, pg_rfc3339(pgtext, rfc3339) ? rfc3339 : pgtext);
		break;
	}
}
