// SPDX-License-Identifier: GPL-3.0-or-later
// A unit of work: its arguments, its sticky fault and refusal.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "db/db.h"

struct arg arg_int(int64_t v)
{
	return (struct arg){ T_INT, v, NULL };
}

struct arg arg_bool(bool v)
{
	return (struct arg){ T_BOOL, v, NULL };
}

struct arg arg_text(const char *v)
{
	return (struct arg){ T_TEXT, 0, v };
}

struct arg arg_date(struct date v)
{
	return (struct arg){ T_DATE, v.days, NULL };
}

struct arg arg_hhmm(struct hhmm v)
{
	return (struct arg){ T_HHMM, v.minutes, NULL };
}

struct arg arg_instant(struct instant v)
{
	return (struct arg){ T_INSTANT, v.us, NULL };
}

struct arg arg_list(struct list v)
{
	return (struct arg){ T_LIST, 0, v.json };
}

const char *const *arg_texts(struct arena *arena, size_t argc, const struct arg *args)
{
	const char **texts = arena_many(arena, const char *, argc + 1);

	for (size_t i = 0; i < argc; i++) {
		struct { int64_t n; struct date d; struct hhmm h; struct instant t; bool b; } v = {
			args[i].number, { (int32_t)args[i].number }, { (int32_t)args[i].number }, { args[i].number },
			args[i].number != 0 };
		struct field f = { .type = args[i].type };

		switch (args[i].type) {
		case T_TEXT:
		case T_LIST: texts[i] = args[i].text; break;
		case T_BOOL: texts[i] = v.b ? "t" : "f"; break;
		case T_DATE: texts[i] = field_pg(&f, &v.d, arena); break;
		case T_HHMM: texts[i] = field_pg(&f, &v.h, arena); break;
		case T_INSTANT: texts[i] = field_pg(&f, &v.t, arena); break;
		default: texts[i] = field_pg(&f, &v.n, arena); break;
		}
	}
	return texts;
}

void array_item(struct text *array, const char *item)
{
	text_char(array, array->len == 0 ? '{' : ',');
	if (item == NULL) {
		text_add(array, "NULL");
		return;
	}
	text_char(array, '"');
	for (size_t run; *item != '\0'; item += run) {
		run = strcspn(item, "\"\\");
		text_addn(array, item, run);
		if (item[run] == '\0')
			break;
		text_char(array, '\\');
		text_char(array, item[run++]);
	}
	text_char(array, '"');
}

const char *array_done(struct text *array)
{
	text_add(array, array->len == 0 ? "{}" : "}");
	return array->at;
}

struct work work_on(struct db *db, struct arena *arena)
{
	struct instant now = clock_now();

	return (struct work){ .arena = arena, .db = db, .now = now, .today = date_of(now) };
}

void work_rewind(struct work *w, struct arena_mark mark)
{
	if (work_ok(w))
		arena_rewind(w->arena, mark);
}

void work_fault(struct work *w, const char *fmt, ...)
{
	char line[512];
	va_list ap;

	if (w->fault != NULL)
		return;
	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	w->fault = arena_copy(w->arena, line);
	if (w->trouble == TROUBLE_NONE)
		w->trouble = TROUBLE_BUG;
}

void work_refuse(struct work *w, int status, const char *code)
{
	if (!work_ok(w))
		return;
	w->refused = (struct refusal){ .status = status, .code = arena_copy(w->arena, code) };
}
