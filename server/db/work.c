// SPDX-License-Identifier: GPL-3.0-or-later
// A unit of work: its arguments, its sticky fault and refusal.
#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
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

struct work work_on(struct db *db, struct arena *arena)
{
	struct instant now = clock_now();

	return (struct work){ .arena = arena, .db = db, .now = now, .today = date_of(now) };
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
