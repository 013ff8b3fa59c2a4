// SPDX-License-Identifier: GPL-3.0-or-later
// Shapes and their fields as JSON Schema, for the OpenAPI description.
#include "http/schema.h"

#include <string.h>

#include "base/text.h"
#include "http/check.h"

void schema_member(struct text *out, const char *key, const char *value)
{
	text_printf(out, ",\"%s\":", key);
	text_json(out, value);
}

static void type_print(struct text *out, const char *type, bool nullable)
{
	text_printf(out, nullable ? "\"type\":[\"%s\",\"null\"]" : "\"type\":\"%s\"", type);
}

static void enum_print(struct text *out, const struct field *f, bool nullable)
{
	if (f->one_of == NULL || f->type == T_LIST)
		return;
	text_add(out, ",\"enum\":[");
	for (const char *s = f->one_of; *s != '\0'; ) {
		size_t len = strcspn(s, "|");

		text_jsonn(out, s, len);
		s += len + (s[len] == '|');
		text_add(out, *s != '\0' ? "," : "");
	}
	text_add(out, nullable ? ",null]" : "]");
}

static void integer_print(struct text *out, const struct field *f, bool nullable)
{
	type_print(out, "integer", nullable);
	text_add(out, ",\"format\":\"int64\"");
	if (f->min != 0 || f->max != 0)
		text_printf(out, ",\"minimum\":%lld", (long long)f->min);
	if (f->max != 0)
		text_printf(out, ",\"maximum\":%lld", (long long)f->max);
}

static void string_print(struct text *out, const struct field *f, bool nullable)
{
	if (f->decimal) {
		type_print(out, "number", nullable);
		return;
	}
	type_print(out, "string", nullable);
	enum_print(out, f, nullable);
	if (f->one_of != NULL)
		return;
	if (f->min > 0)
		text_printf(out, ",\"minLength\":%lld", (long long)f->min);
	text_printf(out, ",\"maxLength\":%lld", (long long)(f->max > 0 ? f->max : TEXT_STANDARD));
}

static void list_print(struct text *out, const struct field *f, bool nullable)
{
	if (f->object && f->items != NULL) {
		text_printf(out, nullable ? "\"anyOf\":[{\"$ref\":\"#/components/schemas/%s\"},{\"type\":\"null\"}]" :
			"\"$ref\":\"#/components/schemas/%s\"", f->items->name);
		return;
	}
	type_print(out, "array", nullable);
	if (f->items != NULL)
		text_printf(out, ",\"items\":{\"$ref\":\"#/components/schemas/%s\"}", f->items->name);
	else
		text_printf(out, ",\"items\":{\"type\":\"%s\"}", f->item == T_INT ? "integer" : "string");
	if (f->max > 0)
		text_printf(out, ",\"maxItems\":%lld", (long long)f->max);
}

void schema_field(struct text *out, const struct field *f, bool nullable)
{
	text_char(out, '{');
	switch (f->type) {
	case T_BOOL: text_add(out, "\"type\":\"boolean\""); break;
	case T_TRI: type_print(out, "boolean", nullable); break;
	case T_INT: integer_print(out, f, nullable); break;
	case T_TEXT: string_print(out, f, nullable); break;
	case T_LIST: list_print(out, f, nullable); break;
	case T_DATE: type_print(out, "string", nullable); text_add(out, ",\"format\":\"date\""); break;
	case T_INSTANT: type_print(out, "string", nullable); text_add(out, ",\"format\":\"date-time\""); break;
	case T_HHMM:
		type_print(out, "string", nullable);
		text_add(out, ",\"pattern\":\"^([01][0-9]|2[0-3]):[0-5][0-9]$\"");
		break;
	}
	if (f->says != NULL)
		schema_member(out, "description", f->says);
	text_char(out, '}');
}

void schema_shape(struct text *out, const struct shape *s)
{
	bool first = true;

	text_json(out, s->name);
	text_add(out, ":{\"type\":\"object\",\"properties\":{");
	for (const struct field *f = s->fields; f->name != NULL; f++) {
		if (f->hidden)
			continue;
		text_printf(out, first ? "\"%s\":" : ",\"%s\":", f->name);
		schema_field(out, f, f->need == OPTIONAL);
		first = false;
	}
	text_char(out, '}');
	first = true;
	for (const struct field *f = s->fields; f->name != NULL; f++) {
		if (f->hidden || f->need == OPTIONAL)
			continue;
		text_printf(out, first ? ",\"required\":[\"%s\"" : ",\"%s\"", f->name);
		first = false;
	}
	text_add(out, first ? "}" : "]}");
}
