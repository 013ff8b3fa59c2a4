// SPDX-License-Identifier: GPL-3.0-or-later
// How a figure came to be what it is: the ends of the months before the day asked, and that day.
#include "features/coverage/coverage.h"
#include "http/http.h"

enum { MONTHS_STANDARD = 12, MONTHS_MOST = 36 };

struct coverage_trend_ask {
	const char *target, *unit;
	struct date as_of;
	const char *segment, *boundaries;
	int64_t months;
};
SHAPE(coverage_trend_ask,
	COVERAGE_ASK_FIELDS(coverage_trend_ask),
	FIELD(coverage_trend_ask, months, OPTIONAL, .min = 1, .max = MONTHS_MOST, .says = "how many months back; 12 unless said"));

// The last day of the month that ended `back` months before the one of `day`.
static struct date month_end(struct date day, int back)
{
	struct civil c = date_civil(day);
	struct date first = date_add_months(date_from(c.year, c.month, 1), 1 - back);

	return (struct date){ first.days - 1 };
}

// Each day is a question of its own, answered like any other: from the counters that is as quick as one.
struct reply coverage_trend(struct request *rq)
{
	const struct coverage_trend_ask *in = asked_of(rq, coverage_trend_ask);
	const struct date last = in->as_of.days == NO_DAY ? rq->work.today : in->as_of;
	const int months = in->months == NONE ? MONTHS_STANDARD : (int)in->months;
	struct coverage *out = arena_many(rq->work.arena, struct coverage, (size_t)months + 1);

	for (int i = 0; i <= months; i++) {
		const struct coverage_ask ask = { .target = in->target, .unit = in->unit, .segment = in->segment,
			.boundaries = in->boundaries, .as_of = i == months ? last : month_end(last, months - i) };
		const struct coverage *one = coverage_answer(WORK(rq), &ask);

		if (one == NULL)
			return reply_none();
		out[i] = *one;
	}
	return reply_list(rq, coverage, out, (size_t)months + 1);
}
