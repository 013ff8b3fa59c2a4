// SPDX-License-Identifier: GPL-3.0-or-later
// A pasted list of names or codes against the staff of a unit.
#include "base/text.h"
#include "base/utf8.h"
#include "build/sql.h"
#include "http/http.h"
#include "http/reply.h"

enum { CELL_MOST = 120, LINE_MOST = 100000 };

// One cell of a pasted line: a whole name, or a code. What stands beside them in a sheet finds nobody.
struct people_cell { int64_t line; const char *text; };
SHAPE(people_cell,
	FIELD(people_cell, line, REQUIRED, .min = 0, .max = LINE_MOST, .says = "the line it stands in"),
	FIELD(people_cell, text, REQUIRED, .min = 1, .max = CELL_MOST, .says = "a whole name, with or without marks, or a code"));

struct people_match {		// somebody a line may mean
	int64_t line, person;
	const char *code, *full_name, *birth_date, *unit, *unit_name, *category, *position, *by;
};
SHAPE(people_match,
	FIELD(people_match, line, REQUIRED),
	FIELD(people_match, person, REQUIRED, .says = "the person's number"),
	FIELD(people_match, code, REQUIRED),
	FIELD(people_match, full_name, REQUIRED),
	FIELD(people_match, birth_date, OPTIONAL, .says = "YYYY-MM-DD, or YYYY when only the year is known"),
	FIELD(people_match, unit, REQUIRED, .says = "code of the unit they belong to there"),
	FIELD(people_match, unit_name, OPTIONAL),
	FIELD(people_match, category, OPTIONAL),
	FIELD(people_match, position, OPTIONAL),
	FIELD(people_match, by, REQUIRED, .one_of = "code|name"));

// Names are folded here, as they were when they were written.
static const char *cells_folded(struct request *rq, const struct people_cell *cells, size_t n)
{
	struct text t = text_new(rq->work.arena, REPLY_MOST);

	text_char(&t, '[');
	for (size_t i = 0; i < n; i++) {
		text_printf(&t, "%s{\"line\":%lld,\"name\":", i > 0 ? "," : "", (long long)cells[i].line);
		text_json(&t, utf8_fold(cells[i].text, rq->work.arena));
		text_add(&t, ",\"code\":");
		text_json(&t, utf8_trim(cells[i].text, rq->work.arena));
		text_char(&t, '}');
	}
	text_char(&t, ']');
	return t.at;
}

// Who was looked for is not kept for an Idempotency-Key.
struct reply people_matched(struct request *rq)
{
	size_t n;
	const struct people_match *found = db_rows(rq, sql_people_matched, people_match, &n, arg(rq->id[0]),
		arg(cells_folded(rq, body_of(rq, people_cell), rq->bodies)), arg(rq->work.today));
	struct reply r = reply_list(rq, people_match, found, n);

	r.secret = true;
	return r;
}
