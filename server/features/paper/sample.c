// SPDX-License-Identifier: GPL-3.0-or-later
// Letters about nothing that is: with made-up data to look at, and with the names of their fields to begin a template with.
#include <string.h>

#include "features/paper/kinds.h"
#include "features/paper/word.h"

enum { LISTS_MOST = 8, NAMES_MOST = 64, SAMPLE_ROWS = 3 };

// What a field is made up as; "%d" is the number of the row. A list's own goes before that of the whole.
static const struct { const char *name, *value; } samples[] = {
	{ "class", "An toàn thông tin cho cán bộ, công chức (lớp mẫu)" }, { "code", "lop-mau" }, { "class_code", "lop-mau" },
	{ "course", "An toàn thông tin" }, { "periods", "16" }, { "audience", "Cán bộ, công chức, viên chức" }, { "capacity", "40" },
	{ "venue", "Hội trường mẫu, tầng 2" }, { "sessions", "4" }, { "from", "05/10/2026" }, { "to", "08/10/2026" },
	{ "plan", "Kế hoạch mẫu số 00/KH-UBND" }, { "trainers", "Giảng Viên Mẫu 001, Giảng Viên Mẫu 002" }, { "trainees", "3" },
	{ "units", "2" }, { "women", "2" }, { "came", "3" }, { "completed", "2" }, { "certificates", "2" }, { "nominated", "3" },
	{ "year", "2026" }, { "today", "09/10/2026" }, { "people", "3" }, { "classes", "3" },
	{ "name", "Học Viên Mẫu 00%d" }, { "n", "%d" }, { "number", "%d" }, { "born", "0%d/02/1985" }, { "sex", "Nữ" },
	{ "position", "Chuyên viên" }, { "unit", "Đơn vị mẫu số %d" }, { "date", "0%d/10/2026" }, { "start", "08:00" },
	{ "end", "11:00" }, { "trainer", "Giảng Viên Mẫu 00%d" }, { "seats", "1%d" }, { "attended", "%d/4" },
	{ "result", "Hoàn thành" }, { "certificate", "%d/2026" }, { "host", "Đơn vị mẫu" }, { "source", "Nơi đào tạo mẫu" },
	{ "verified", "Đã xác minh" },
};

static const char *sample_of(struct arena *a, const char *name, int row)
{
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
		if (strcmp(samples[i].name, name) == 0) {
			const char *hole = strstr(samples[i].value, "%d");

			return hole == NULL ? samples[i].value : arena_printf(a, "%.*s%d%s", (int)(hole - samples[i].value),
				samples[i].value, row, hole + 2);
		}
	return "…";
}

struct naming { struct arena *arena; bool fields; const char *office; };	// fields: their names instead of samples

static const char *said(const struct naming *how, const char *list, const char *name, int row)
{
	if (!how->fields)
		return strcmp(name, "office") == 0 ? how->office : sample_of(how->arena, name, row);
	return *list == '\0' ? arena_printf(how->arena, "{%s}", name) : arena_printf(how->arena, "{%s.%s}", list, name);
}

// The next name before `end`; NULL at the end.
static const char *name_next(struct arena *a, const char **s, const char *end)
{
	size_t len;

	*s += strspn(*s, " ");
	len = strcspn(*s, " ;|");
	if (*s >= end || len == 0)
		return NULL;
	*s += len;
	return arena_copyn(a, *s - len, len);
}

static struct letter_list list_made(const struct naming *how, const char *s, const char *end)
{
	struct letter_field *fields = arena_many(how->arena, struct letter_field, SAMPLE_ROWS * NAMES_MOST);
	struct letter_list list = { .name = arena_copyn(how->arena, s, strcspn(s, "|")), .fields = fields };
	const char *names = s + strcspn(s, "|") + 1;

	for (int row = 1; row <= (how->fields ? 1 : SAMPLE_ROWS); row++) {
		const char *at = names;

		for (const char *name; (name = name_next(how->arena, &at, end)) != NULL; )
			fields[list.n++] = (struct letter_field){ row, name, said(how, list.name, name, row) };
	}
	return list;
}

static struct letter made(struct request *rq, const struct letter_kind *k, int64_t unit, const struct naming *how)
{
	struct field_value *values = arena_many(rq->work.arena, struct field_value, NAMES_MOST);
	struct letter_list *lists = arena_many(rq->work.arena, struct letter_list, LISTS_MOST);
	struct letter l = { .rq = rq, .unit = unit, .values = values, .lists = lists };
	const char *s = k->fields;

	for (const char *name; l.values_n < NAMES_MOST && (name = name_next(rq->work.arena, &s, k->fields + strlen(k->fields))) != NULL; )
		values[l.values_n++] = (struct field_value){ name, said(how, "", name, 1) };
	for (s = k->lists; *s != '\0' && l.lists_n < LISTS_MOST; s += strcspn(s, ";"), s += *s == ';')
		lists[l.lists_n++] = list_made(how, s, s + strcspn(s, ";"));
	return l;
}

struct letter letter_sample(struct request *rq, const struct letter_kind *k, int64_t unit)
{
	const struct paper_office *office = paper_office(rq, unit, rq->work.today);
	struct letter l = made(rq, k, unit, &(struct naming){ rq->work.arena, false, office->said });

	l.office = office;
	l.title = arena_printf(rq->work.arena, "xem-thu-%s", k->name);
	return l;
}

struct letter letter_of_fields(struct request *rq, const struct letter_kind *k, int64_t unit)
{
	static const struct paper_office office = { .above = "{office_above}", .name = "{office_name}", .place = "{place}",
		.said = "{office}" };
	struct letter l = made(rq, k, unit, &(struct naming){ rq->work.arena, true, NULL });

	l.office = &office;
	l.day = "{day}";
	l.title = arena_printf(rq->work.arena, "mau-%s", k->name);
	return l;
}
