// SPDX-License-Identifier: GPL-3.0-or-later
// Reads JSON into the arena. The only file that includes jansson.h: its objects do not leave it.
#include "cli/value.h"

#include <jansson.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

static struct value *value_of(const json_t *j, struct arena *a);

static void below_add(struct value *v, struct value **last, struct value *item)
{
	if (*last == NULL)
		v->first = item;
	else
		(*last)->next = item;
	*last = item;
	v->n++;
}

static void below(struct value *v, const json_t *j, struct arena *a)
{
	struct value *last = NULL;
	const char *name;
	json_t *item, *whole = (json_t *)(uintptr_t)j;		// the macros lack const
	size_t i;

	json_array_foreach(whole, i, item)
		below_add(v, &last, value_of(item, a));
	json_object_foreach(whole, name, item) {
		struct value *member = value_of(item, a);

		member->name = arena_copy(a, name);
		below_add(v, &last, member);
	}
}

static struct value *value_of(const json_t *j, struct arena *a)
{
	static const enum value_type types[] = { [JSON_OBJECT] = VALUE_OBJECT, [JSON_ARRAY] = VALUE_LIST,
		[JSON_STRING] = VALUE_TEXT, [JSON_INTEGER] = VALUE_INT, [JSON_REAL] = VALUE_REAL,
		[JSON_TRUE] = VALUE_BOOL, [JSON_FALSE] = VALUE_BOOL, [JSON_NULL] = VALUE_NULL };
	struct value *v = arena_one(a, struct value);

	v->type = types[json_typeof(j)];
	v->text = arena_copy(a, json_string_value(j));
	v->number = json_is_integer(j) ? json_integer_value(j) : json_is_true(j);
	v->real = json_number_value(j);
	below(v, j, a);
	return v;
}

const struct value *value_parse(const char *bytes, size_t len, const char **why, struct arena *a)
{
	json_error_t error;
	json_t *j = json_loadb(bytes, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	const struct value *v;

	if (j == NULL) {
		*why = arena_printf(a, "%d:%d: %s", error.line, error.column, error.text);
		return NULL;
	}
	v = value_of(j, a);
	json_decref(j);
	return v;
}

const struct value *value_get(const struct value *v, const char *name)
{
	if (v == NULL || v->type != VALUE_OBJECT)
		return NULL;
	value_each(i, v)
		if (strcmp(i->name, name) == 0)
			return i->type == VALUE_NULL ? NULL : i;
	return NULL;
}

const char *value_text(const struct value *v, const char *name)
{
	const struct value *found = value_get(v, name);

	return found == NULL || found->type != VALUE_TEXT ? NULL : found->text;
}

int64_t value_int(const struct value *v, const char *name, int64_t otherwise)
{
	const struct value *found = value_get(v, name);

	return found == NULL || found->type != VALUE_INT ? otherwise : found->number;
}

bool value_true(const struct value *v, const char *name)
{
	const struct value *found = value_get(v, name);

	return found != NULL && found->type == VALUE_BOOL && found->number != 0;
}

static void below_write(struct text *t, const struct value *v, const char *brackets)
{
	text_char(t, brackets[0]);
	value_each(i, v) {
		if (i != v->first)
			text_char(t, ',');
		if (v->type == VALUE_OBJECT) {
			text_json(t, i->name);
			text_char(t, ':');
		}
		value_write(t, i);
	}
	text_char(t, brackets[1]);
}

void value_write(struct text *t, const struct value *v)
{
	switch (v->type) {
	case VALUE_NULL:
		text_add(t, "null");
		break;
	case VALUE_BOOL:
		text_add(t, v->number != 0 ? "true" : "false");
		break;
	case VALUE_INT:
		text_int(t, v->number);
		break;
	case VALUE_REAL:
		text_printf(t, "%.15g", v->real);
		break;
	case VALUE_TEXT:
		text_json(t, v->text);
		break;
	case VALUE_LIST:
		below_write(t, v, "[]");
		break;
	case VALUE_OBJECT:
		below_write(t, v, "{}");
		break;
	}
}
