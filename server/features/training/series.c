// SPDX-License-Identifier: GPL-3.0-or-later
// A series of sessions in one request, daily or weekly, without holidays and exceptions.
#include "features/training/session.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/settings.h"
#include "build/sql.h"
#include "features/training/training.h"

enum { SERIES_MOST = 200 };

struct series_in {
	const char *repeat;
	struct date from, until;
	int64_t count;
	struct list weekdays, except;
	struct hhmm start, end;
	int64_t periods;
	const char *venue;
	int64_t venue_id, trainer;
};
SHAPE(series_in,
	FIELD(series_in, repeat, REQUIRED, .one_of = "daily|weekly"),
	FIELD(series_in, from, REQUIRED, .says = "the first day that may be one of the series"),
	FIELD(series_in, until, OPTIONAL, .says = "the last day; this or count"),
	FIELD(series_in, count, OPTIONAL, .min = 1, .max = SERIES_MOST,
		.says = "sessions to make; days left out do not count"),
	FIELD(series_in, weekdays, OPTIONAL, .item = T_TEXT, .min = 1, .max = 7,
		.one_of = "mon|tue|wed|thu|fri|sat|sun",
		.says = "none: every day (daily), the weekday of `from` (weekly)"),
	FIELD(series_in, except, OPTIONAL, .item = T_DATE, .max = 366,
		.says = "days left out, beside public holidays"),
	MEETING_FIELDS(series_in));

SHAPE(series_day,
	FIELD(series_day, date, REQUIRED),
	FIELD(series_day, reason, OPTIONAL, .one_of = "exception|public_holiday",
		.says = "why it was left out"),
	FIELD(series_day, name, OPTIONAL, .says = "the holiday"));

struct series_made { struct list made, skipped, clashes; };
SHAPE(series_made,
	FIELD(series_made, made, REQUIRED, .items = &session_shape),
	FIELD(series_made, skipped, REQUIRED, .items = &series_day_shape),
	FIELD(series_made, clashes, REQUIRED, .items = &trainee_clash_shape));

static struct meeting series_meeting(
	struct request *rq, const struct series_in *in, const struct series_day *days, size_t n)
{
	return (struct meeting) { .self = NONE,
		.days = session_days(rq, days, n),
		.start = in->start,
		.end = in->end,
		.periods = in->periods,
		.venue = in->venue,
		.venue_id = in->venue_id,
		.trainer = in->trainer,
		.minutes = session_minutes(
			in->start, in->end, in->periods, settings->period_minutes) };
}

// The days that are left out, at the front of `skipped`; gives how many.
static size_t days_skipped(const struct series_day *days, size_t n, struct series_day *skipped)
{
	size_t many = 0;

	for (size_t i = 0; i < n; i++)
		if (days[i].reason != NULL)
			skipped[many++] = days[i];
	return many;
}

static struct reply series_write(struct request *rq, const struct series_in *in)
{
	size_t n, made_n;
	const struct series_day *days =
		db_rows(rq, sql_series_days, series_day, &n, arg(rq->body_json));
	struct series_day *skipped = arena_many(rq->work.arena, struct series_day, n + 1);
	size_t skipped_n = days_skipped(days, n, skipped);
	struct meeting m = series_meeting(rq, in, days, n);
	const struct session *rows;
	struct series_made out;
	struct reply refused;
	int64_t number = 0;

	if (n == skipped_n)
		return reply_error(rq, 422, "series_empty");
	if (n - skipped_n > SERIES_MOST)
		return reply_error(rq, 422, "series_too_long");
	refused = meetings_add(rq, &m, &number);
	if (refused.status != 0)
		return refused;
	rows = db_rows(rq, sql_sessions_from, session, &made_n, arg(rq->id[0]), arg(number));
	out = (struct series_made) { .made = session_listed(rq, &session_shape, rows, made_n),
		.skipped = session_listed(rq, &series_day_shape, skipped, skipped_n),
		.clashes = session_clashes(rq, rq->id[0], number, NONE) };
	return reply_created(rq, series_made, &out);
}

struct reply series_add(struct request *rq)
{
	const struct series_in *in = body_of(rq, series_in);

	if (!session_date_fits(in->from) || (in->until.days != NO_DAY && !session_date_fits(in->until)))
		return reply_error(rq, 422, "session_date_range");
	if (in->count == NONE && in->until.days == NO_DAY)
		return reply_error(rq, 422, "series_endless");
	return series_write(rq, in);
}
