// SPDX-License-Identifier: GPL-3.0-or-later
// What bulk writes answer: how many rows, or everything that is wrong with them, a pointer each.
#include "base/arena.h"
#include "features/training/training.h"

SHAPE(wrong,
	FIELD(wrong, at, REQUIRED),
	FIELD(wrong, field, REQUIRED),
	FIELD(wrong, code, REQUIRED),
	FIELD(wrong, detail, OPTIONAL));

SHAPE(records_added, FIELD(records_added, written, REQUIRED, .says = "rows made or changed"));

struct reply records_reply(struct request *rq, int status, int64_t written)
{
	struct records_added out = { .written = written };

	return reply_shape(rq, status, &records_added_shape, &out);
}

struct reply wrong_reply(struct request *rq, const char *list, const struct wrong *rows, size_t n)
{
	struct problems found = problems_new(rq);

	for (size_t i = 0; i < n; i++)
		problem_add(rq, &found,
			arena_printf(rq->work.arena, "%s/%lld%s%s", list, (long long)rows[i].at,
				*rows[i].field == '\0' ? "" : "/", rows[i].field),
			rows[i].code, rows[i].detail);
	return reply_problems(rq, &found);
}
