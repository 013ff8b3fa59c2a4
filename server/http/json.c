// SPDX-License-Identifier: GPL-3.0-or-later
// A JSON body into the struct its route names, every bad field found at once.
#include "http/json.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/text.h"
#include "base/utf8.h"
#include "http/check.h"
#include "http/exchange.h"
#include "http/reply.h"

enum { POINTER_MOST = 512, KEY_SHOWN = 64, JSON_GROWS = 16 };

// Where a value stands: a chain from it up to the body, made a JSON pointer only when it is wrong.
struct place { const struct place *up; const char *name; size_t index; };

struct reading {
	struct request *rq;
	struct problems problems;
};

// Every block begins with its size, which free() is not told.
enum { SIZE_ROOM = 16 };

static void *sized_new(size_t size)
{
	char *block = size > SIZE_MAX - SIZE_ROOM ? NULL : malloc(size + SIZE_ROOM);

	if (block == NULL)
		return NULL;
	memcpy(block, &size, sizeof size);
	return block + SIZE_ROOM;
}

static void sized_drop(void *at)
{
	char *block = at == NULL ? NULL : (char *)at - SIZE_ROOM;
	size_t size;

	if (block == NULL)
		return;
	memcpy(&size, block, sizeof size);
	explicit_bzero(at, size);
	free(block);
}

void json_start(void)
{
	json_set_alloc_funcs(sized_new, sized_drop);
}

const char *json_scan(const char *s, size_t len)
{
	size_t depth = 0, values = 0;
	bool text = false;

	for (size_t i = 0; i < len; i++) {
		if (text) {
			text = s[i] != '"';
			i += s[i] == '\\';		// what follows is escaped, a quote too
			continue;
		}
		text = s[i] == '"';
		values += s[i] == ',' || s[i] == '[' || s[i] == '{';
		depth += s[i] == '[' || s[i] == '{';
		if (depth > JSON_DEPTH)
			return "too_deep";
		if (values > JSON_VALUES)
			return "too_many_values";
		depth -= (s[i] == ']' || s[i] == '}') && depth > 0;
	}
	return NULL;
}

static void pointer_write(struct text *out, const struct place *p)
{
	if (p->up == NULL)
		return;
	pointer_write(out, p->up);
	text_char(out, '/');
	if (p->name == NULL) {
		text_int(out, (int64_t)p->index);
		return;
	}
	for (const char *s = p->name; *s != '\0'; s++) {
		if (*s == '~' || *s == '/')
			text_add(out, *s == '~' ? "~0" : "~1");
		else
			text_char(out, *s);
	}
}

static void wrong(struct reading *r, const struct place *p, const struct field *f, const char *code)
{
	struct text pointer = text_new(r->rq->work.arena, POINTER_MOST);

	pointer_write(&pointer, p);
	check_wrong(r->rq, &r->problems, pointer.at, f, code);
}

static bool object_read(struct reading *, const struct shape *, const json_t *, void *row,
	const struct place *);

// A number with a point into the text PostgreSQL's numeric reads.
static const char *decimal_read(struct reading *r, const struct field *f, const json_t *value, void *row)
{
	char text[64];

	if (json_is_integer(value))
		snprintf(text, sizeof text, "%lld", (long long)json_integer_value(value));
	else
		snprintf(text, sizeof text, "%.15g", json_real_value(value));
	if (strpbrk(text, "ein") != NULL)
		return "too_large";
	return check_text(f, row, text, r->rq->work.arena);
}

// The items of a list of numbers, texts or days, as JSON.
static const char *plain_items(struct reading *r, const struct field *f, const json_t *array,
	struct text *out, const struct place *up)
{
	struct { int64_t number; const char *text; } one;
	const bool numbers = f->item == T_INT;
	const struct field item = { .type = numbers ? T_INT : T_TEXT, .one_of = f->one_of,
		.at = numbers ? 0 : (size_t)((char *)&one.text - (char *)&one) };
	size_t before = r->problems.n;
	struct date day;

	text_char(out, '[');
	for (size_t i = 0; i < json_array_size(array); i++) {
		const json_t *value = json_array_get(array, i);
		const struct place place = { .up = up, .index = i };
		const char *code = "wrong_type";

		one.number = NONE;
		one.text = NULL;
		if (numbers && json_is_integer(value))
			code = check_int(&item, &one, json_integer_value(value));
		else if (!numbers && json_is_string(value))
			code = check_text(&item, &one, json_string_value(value), r->rq->work.arena);
		if (code == NULL && f->item == T_DATE && one.text != NULL && !date_parse(one.text, &day))
			code = "bad_date";
		if (code == NULL && check_unknown(&item, &one))
			code = "required";
		if (code != NULL)
			wrong(r, &place, &item, code);
		if (i > 0)
			text_char(out, ',');
		if (numbers)
			text_int(out, one.number);
		else
			text_json(out, one.text);
	}
	text_char(out, ']');
	return r->problems.n > before ? "" : NULL;
}

// The items of a list of objects, or the one object, as JSON.
static const char *shaped_items(struct reading *r, const struct field *f, const json_t *value,
	struct text *out, const struct place *up)
{
	size_t n = f->object ? 1 : json_array_size(value);
	char *rows = arena_alloc(r->rq->work.arena, f->items->size * (n + 1));
	bool good = true;

	if (f->object) {
		good = object_read(r, f->items, value, rows, up);
		shape_json(f->items, rows, out);
		return good ? NULL : "";
	}
	for (size_t i = 0; i < n; i++) {
		const struct place place = { .up = up, .index = i };

		good &= object_read(r, f->items, json_array_get(value, i), rows + i * f->items->size, &place);
	}
	shape_json_list(f->items, rows, n, out);
	return good ? NULL : "";
}

// Gives NULL, a code, or "" when the items were named already.
static const char *list_read(struct reading *r, const struct field *f, const json_t *value, void *row,
	const struct place *place)
{
	struct text out = text_new(r->rq->work.arena, (size_t)BODY_MOST * JSON_GROWS);
	const char *code;

	if (f->object ? !json_is_object(value) : !json_is_array(value))
		return "wrong_type";
	code = f->object ? NULL : check_count(f, json_array_size(value));
	if (code != NULL)
		return code;
	code = f->items != NULL ? shaped_items(r, f, value, &out, place) :
		plain_items(r, f, value, &out, place);
	if (code == NULL && out.over)
		return "too_long";
	if (code == NULL)
		((struct list *)(void *)((char *)row + f->at))->json = out.at;
	return code;
}

static const char *value_read(struct reading *r, const struct field *f, const json_t *value, void *row,
	const struct place *place)
{
	switch (f->type) {
	case T_BOOL:
	case T_TRI:
		return json_is_boolean(value) ? check_bool(f, row, json_is_true(value)) : "wrong_type";
	case T_INT:
		return json_is_integer(value) ? check_int(f, row, json_integer_value(value)) : "wrong_type";
	case T_LIST:
		return list_read(r, f, value, row, place);
	default:
		if (f->decimal && json_is_number(value))
			return decimal_read(r, f, value, row);
		if (f->decimal || !json_is_string(value))
			return "wrong_type";
		return check_text(f, row, json_string_value(value), r->rq->work.arena);
	}
}

static void unknown_fields(struct reading *r, const struct shape *s, const json_t *object,
	const struct place *up)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)object, key, value) {
		const struct field *f = shape_field(s, key);
		const struct place place = { .up = up, .name = key };

		if (f != NULL && !f->hidden)
			continue;
		if (strlen(key) > KEY_SHOWN)
			wrong(r, up, NULL, "unknown_field");
		else
			wrong(r, &place, NULL, "unknown_field");
	}
}

static bool object_read(struct reading *r, const struct shape *s, const json_t *object, void *row,
	const struct place *up)
{
	size_t before = r->problems.n;

	shape_clear(s, row);
	if (!json_is_object(object)) {
		wrong(r, up, NULL, "wrong_type");
		return false;
	}
	unknown_fields(r, s, object, up);
	for (const struct field *f = s->fields; f->name != NULL; f++) {
		const json_t *value = json_object_get(object, f->name);
		const struct place place = { .up = up, .name = f->name };
		bool said = value != NULL && !json_is_null(value);
		const char *code = NULL;

		if (f->hidden)
			continue;
		if (said)
			code = value_read(r, f, value, row, &place);
		if (code == NULL && f->need == REQUIRED && (!said || check_unknown(f, row)))
			code = "required";
		if (code != NULL && *code != '\0')
			wrong(r, &place, f, code);
	}
	return r->problems.n == before;
}

static struct reply not_parsed(struct request *rq, const json_error_t *error)
{
	struct arena *a = rq->work.arena;
	const char *code = "bad_json";

	if (json_error_code(error) == json_error_invalid_utf8)
		code = "bad_encoding";
	else if (json_error_code(error) == json_error_duplicate_key)
		code = "duplicate_key";
	return reply_problem(rq, 400, code, sentence_fill(a, sentence(rq->language, "json_position"),
		"line", arena_printf(a, "%d", error->line),
		"column", arena_printf(a, "%d", error->column), NULL), NULL);
}

// Fills the structs from parsed JSON; false when something is wrong.
static bool structs_read(struct reading *r, const json_t *json)
{
	struct request *rq = r->rq;
	const struct shape *s = rq->route->takes;
	const struct place whole = { .up = NULL };
	size_t n = rq->route->takes_list ? json_array_size(json) : 1;
	char *rows = arena_alloc(rq->work.arena, s->size * (n + 1));

	rq->body = rows;
	rq->bodies = n;
	if (!rq->route->takes_list)
		return object_read(r, s, json, rows, &whole);
	if (!json_is_array(json) || n > LIST_STANDARD) {
		wrong(r, &whole, NULL, n > LIST_STANDARD ? "too_long" : "wrong_type");
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		const struct place place = { .up = &whole, .index = i };

		object_read(r, s, json_array_get(json, i), rows + i * s->size, &place);
	}
	return r->problems.n == 0;
}

struct reply json_body(struct request *rq, const char *bytes, size_t len)
{
	struct reading r = { rq, problems_new(rq) };
	struct text composed = text_new(rq->work.arena, (size_t)BODY_MOST * JSON_GROWS);
	const char *code = json_scan(bytes, len);
	json_error_t error;
	json_t *json;
	bool good;

	if (code != NULL)
		return reply_error(rq, 400, code);
	json = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &error);
	if (json == NULL)
		return not_parsed(rq, &error);
	good = structs_read(&r, json);
	json_decref(json);
	if (!good)
		return reply_problems(rq, &r.problems);
	if (rq->route->takes_list)
		shape_json_list(rq->route->takes, rq->body, rq->bodies, &composed);
	else
		shape_json(rq->route->takes, rq->body, &composed);
	if (composed.over)
		return reply_error(rq, 413, "body_too_large");
	rq->body_json = (struct list){ composed.at };
	return (struct reply){ .status = 0 };
}

bool json_members(const char *bytes, size_t len, const struct json_members *m)
{
	const json_t *list, *item;
	json_t *json;
	bool good;
	size_t i;

	if (json_scan(bytes, len) != NULL)
		return false;
	json = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, NULL);
	list = json_object_get(json, m->list);
	good = json_is_array(list);
	json_array_foreach(list, i, item) {
		const char *text = json_string_value(json_object_get(item, m->member));

		good &= json_is_object(item);
		if (text != NULL)
			m->one(m->ctx, text);
	}
	json_decref(json);
	return good;
}

bool json_texts(const char *bytes, size_t len, void (*one)(void *ctx, const char *key, const char *text),
	void *ctx, const char **why, struct arena *arena)
{
	json_error_t error;
	json_t *json = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &error), *value;
	const char *key;

	*why = json == NULL ? arena_printf(arena, "%s, line %d", error.text, error.line) : NULL;
	json_object_foreach(json, key, value) {
		if (json_is_string(value))
			one(ctx, key, json_string_value(value));
		else
			*why = arena_printf(arena, "%s is no text", key);
	}
	json_decref(json);
	return *why == NULL;
}
