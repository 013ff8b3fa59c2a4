// SPDX-License-Identifier: GPL-3.0-or-later
// One value against one field: type, bounds, closed list.
#include "http/check.h"

#include <string.h>

#include "base/utf8.h"
#include "http/reply.h"

#define INTO(T, f, row) ((T *)(void *)((char *)(row) + (f)->at))
#define OF(T, f, row) ((T const *)(const void *)((const char *)(row) + (f)->at))

// White space off both ends, line breaks made \n: for texts whose lines are the author's own.
static const char *trim_lines(const char *s, struct arena *a)
{
	char *out, *end;

	s += strspn(s, " \t\r\n");
	out = arena_copyn(a, s, strlen(s));
	end = out;
	for (const char *p = out; *p != '\0'; p++)
		if (*p != '\r')
			*end++ = *p;
	while (end > out && strchr(" \t\n", end[-1]) != NULL)
		end--;
	*end = '\0';
	return out;
}

static const char *check_string(const struct field *f, void *row, const char *s, struct arena *a)
{
	size_t most = f->max > 0 ? (size_t)f->max : TEXT_STANDARD, len;

	if (utf8_control(s, f->many_lines) || (!f->many_lines && utf8_invisible(s)))
		return "bad_character";
	if (utf8_piled(s))
		return "too_many_marks";
	s = utf8_nfc(s, a);
	s = f->many_lines ? trim_lines(s, a) : utf8_trim(s, a);
	if (*s == '\0')
		return NULL;
	len = utf8_length(s);
	if (len > most)
		return "too_long";
	if (f->min > 0 && len < (size_t)f->min)
		return "too_short";
	if (f->one_of != NULL && !one_of(f->one_of, s))
		return "not_in_list";
	*INTO(const char *, f, row) = s;
	return NULL;
}

const char *check_text(const struct field *f, void *row, const char *s, struct arena *a)
{
	if (f->type == T_TEXT)
		return check_string(f, row, s, a);
	if (*s == '\0')
		return NULL;
	switch (f->type) {
	case T_DATE: return date_parse(s, INTO(struct date, f, row)) ? NULL : "bad_date";
	case T_HHMM: return hhmm_parse(s, INTO(struct hhmm, f, row)) ? NULL : "bad_time";
	case T_INSTANT: return instant_parse(s, INTO(struct instant, f, row)) ? NULL : "bad_instant";
	default: return "wrong_type";
	}
}

const char *check_int(const struct field *f, void *row, int64_t value)
{
	if (f->type != T_INT)
		return "wrong_type";
	if (value == NONE || ((f->min != 0 || f->max != 0) && value < f->min))
		return "too_small";
	if (f->max != 0 && value > f->max)
		return "too_large";
	*INTO(int64_t, f, row) = value;
	return NULL;
}

const char *check_bool(const struct field *f, void *row, bool value)
{
	if (f->type == T_BOOL)
		*INTO(bool, f, row) = value;
	else if (f->type == T_TRI)
		*INTO(enum tri, f, row) = value ? YES : NO;
	else
		return "wrong_type";
	return NULL;
}

const char *check_count(const struct field *f, size_t n)
{
	if (n > (f->max > 0 ? (size_t)f->max : LIST_STANDARD))
		return "too_long";
	return f->min > 0 && n < (size_t)f->min ? "too_short" : NULL;
}

bool check_unknown(const struct field *f, const void *row)
{
	switch (f->type) {
	case T_BOOL: return false;
	case T_TRI: return *OF(enum tri, f, row) == UNSAID;
	case T_INT: return *OF(int64_t, f, row) == NONE;
	case T_TEXT: return *OF(const char *, f, row) == NULL;
	case T_DATE: return OF(struct date, f, row)->days == NO_DAY;
	case T_HHMM: return OF(struct hhmm, f, row)->minutes == NO_DAY;
	case T_INSTANT: return OF(struct instant, f, row)->us == INT64_MIN;
	case T_LIST: return OF(struct list, f, row)->json == NULL;
	}
	return true;
}

// "a|b|c" as people read a list.
static const char *list_words(const char *list, struct arena *a)
{
	char *out = arena_alloc(a, strlen(list) * 2 + 1), *end = out;

	for (; *list != '\0'; list++) {
		*end++ = *list == '|' ? ',' : *list;
		if (*list == '|')
			*end++ = ' ';
	}
	return out;
}

void check_wrong(struct request *rq, struct problems *p, const char *pointer, const struct field *f,
	const char *code)
{
	struct arena *a = rq->work.arena;
	const char *says = sentence(rq->language, code), *list;
	int64_t most;

	if (f != NULL && strchr(says, '{') != NULL) {
		most = f->max != 0 || f->type == T_INT ? f->max :
			f->type == T_LIST ? LIST_STANDARD : TEXT_STANDARD;
		list = f->one_of == NULL ? "" : list_words(f->one_of, a);
		says = sentence_fill(a, says, "min", arena_printf(a, "%lld", (long long)f->min),
			"max", arena_printf(a, "%lld", (long long)most), "list", list, NULL);
	}
	problem_add(rq, p, pointer, code, says);
}
