// SPDX-License-Identifier: GPL-3.0-or-later
// Papers about people: one person's record of training, what the staff of a unit were taught in a year; for personnel files
// and yearly evaluation.
#include <stddef.h>

#include "build/sql.h"
#include "features/paper/letter.h"

enum { VALUES_MOST = 16, YEAR_LEAST = 2000, YEAR_MOST = 2100 };

struct year_ask { int64_t year; };
SHAPE(year_ask, FIELD(year_ask, year, OPTIONAL, .min = YEAR_LEAST, .max = YEAR_MOST, .says = "else this one"));

static void value_add(struct letter *l, struct field_value *values, const char *name, const char *value)
{
	values[l->values_n++] = (struct field_value){ name, value };
}

static const char *number(struct request *rq, int64_t n)
{
	return arena_printf(rq->work.arena, "%lld", (long long)n);
}

static size_t rows_in(const struct letter_list *list)
{
	return list->n == 0 ? 0 : (size_t)list->fields[list->n - 1].row;
}

static struct reply record(struct request *rq, const char *format)
{
	struct letter_list lists[] = { { .name = "classes" }, { .name = "external" } };
	struct field_value values[VALUES_MOST];
	struct letter l = { .rq = rq, .values = values, .lists = lists, .lists_n = 2 };
	const struct letter_field *known;
	size_t n;

	known = db_rows(rq, sql_record_person, letter_field, &n, arg(rq->id[0]));
	if (n == 0)
		return reply_error(rq, 404, "person_unknown");
	for (size_t i = 0; i < n && i < VALUES_MOST / 2; i++)
		value_add(&l, values, known[i].name, known[i].value);
	lists[0].fields = db_rows(rq, sql_record_classes, letter_field, &lists[0].n, arg(rq->id[0]), arg(rq->work.today));
	lists[1].fields = db_rows(rq, sql_record_external, letter_field, &lists[1].n, arg(rq->id[0]));
	l.unit = db_int(rq, sql_record_unit, arg(rq->id[0]));
	l.office = paper_office(rq, l.unit, rq->work.today);
	value_add(&l, values, "classes", number(rq, (int64_t)rows_in(&lists[0])));
	value_add(&l, values, "today", paper_day_short(rq, rq->work.today));
	l.title = arena_printf(rq->work.arena, "ly-lich-dao-tao-%lld", (long long)rq->id[0]);
	return letter_reply(&l, "record", format);
}

static struct reply year(struct request *rq, const char *format)
{
	int64_t said = asked_of(rq, year_ask)->year, of = said == NONE ? date_civil(rq->work.today).year : said;
	struct date from = date_from((int)of, 1, 1), to = date_from((int)of, 12, 31);
	struct letter_list lists[] = { { .name = "staff" } };
	struct field_value values[VALUES_MOST];
	struct letter l = { .rq = rq, .values = values, .lists = lists, .lists_n = 1 };

	lists[0].fields = db_rows(rq, sql_year_staff, letter_field, &lists[0].n, arg(rq->id[0]), arg(from), arg(to));
	l.unit = rq->id[0];
	l.office = paper_office(rq, rq->id[0], rq->work.today);
	value_add(&l, values, "year", number(rq, of));
	value_add(&l, values, "unit", l.office->said);
	value_add(&l, values, "people", number(rq, (int64_t)rows_in(&lists[0])));
	value_add(&l, values, "today", paper_day_short(rq, rq->work.today));
	l.title = arena_printf(rq->work.arena, "dao-tao-%lld-don-vi-%lld", (long long)of, (long long)rq->id[0]);
	return letter_reply(&l, "year", format);
}

struct reply record_pdf(struct request *rq)
{
	return record(rq, "pdf");
}

struct reply record_docx(struct request *rq)
{
	return record(rq, "docx");
}

struct reply year_pdf(struct request *rq)
{
	return year(rq, "pdf");
}

struct reply year_docx(struct request *rq)
{
	return year(rq, "docx");
}
