// SPDX-License-Identifier: GPL-3.0-or-later
// A feed as calendars read it: when, where and what, and no people.
#include <string.h>

#include "base/crypto.h"
#include "base/settings.h"
#include "base/text.h"
#include "build/sql.h"
#include "features/feed/feed.h"
#include "features/feed/feed_kept.h"
#include "files/ical.h"

// FORMAT is part of every tag: raise it when the text of the same rows becomes another.
enum { FORMAT = 1, EVENTS_MOST = 5000, CALENDAR_MOST = 8 << 20, EVENT_BYTES = 440, REFRESH_HOURS = 6,
	TITLE_MOST = 4096 };

struct feed_event {
	const char *uid, *title;
	int64_t number;
	struct date date;
	struct hhmm start, end;
	int64_t periods;
	const char *place;
	bool cancelled;
	int64_t sequence;
	struct instant changed;
};
SHAPE(feed_event,
	FIELD(feed_event, uid,       REQUIRED),
	FIELD(feed_event, title,     REQUIRED),
	FIELD(feed_event, number,    REQUIRED),
	FIELD(feed_event, date,      REQUIRED),
	FIELD(feed_event, start,     OPTIONAL),
	FIELD(feed_event, end,       OPTIONAL),
	FIELD(feed_event, periods,   REQUIRED),
	FIELD(feed_event, place,     OPTIONAL),
	FIELD(feed_event, cancelled, REQUIRED),
	FIELD(feed_event, sequence,  REQUIRED),
	FIELD(feed_event, changed,   REQUIRED));

// What the text depends on, as a digest.
static const char *digest_of(struct request *rq, const struct feed_found *f, const char *name)
{
	const char *all = arena_printf(rq->work.arena, "%d %lld %s %lld %lld %s", FORMAT,
		(long long)settings->period_minutes, f->what, (long long)f->of, (long long)f->stamp, name);

	return arena_printf(rq->work.arena, "%.32s", crypto_digest(all, strlen(all), rq->work.arena));
}

// A session without an end, as imported history may be, is as long as its periods.
static int64_t minutes_of(const struct feed_event *e)
{
	if (e->end.minutes > e->start.minutes)
		return e->end.minutes - e->start.minutes;
	return e->periods * settings->period_minutes;
}

// "HỦY: An toàn thông tin – buổi 3".
static const char *title_of(struct request *rq, const struct feed_event *e)
{
	struct text title = text_new(rq->work.arena, TITLE_MOST);

	text_add(&title, e->cancelled ? "HỦY: " : "");
	text_add(&title, e->title);
	text_add(&title, " – buổi ");
	text_int(&title, e->number);
	return title.at;
}

static void event_add(struct request *rq, const struct feed_event *e, bool busy, struct text *out)
{
	const struct ical_event event = {
		.uid = e->uid, .place = e->place, .sequence = e->sequence, .changed = e->changed,
		.day = e->date, .start = e->start, .minutes = minutes_of(e), .cancelled = e->cancelled, .busy = busy,
		.title = title_of(rq, e),
	};

	ical_event(out, &event);
}

// A class's or a person's time is the subscriber's own; a unit's and everybody's are not.
static bool takes_time(const struct feed_found *f)
{
	return strcmp(f->what, "unit") != 0 && strcmp(f->what, "catalogue") != 0;
}

static struct text calendar(struct request *rq, const struct feed_found *f, const char *name)
{
	const struct arg trainer = strcmp(f->what, "trainer") == 0 ? arg_int(f->of) : arg_text(NULL);
	struct text out = text_new(rq->work.arena, CALENDAR_MOST);
	const bool busy = takes_time(f);
	size_t n;
	const struct feed_event *events = db_rows(rq, sql_feed_events, feed_event, &n, arg(f->held),
		arg(f->cancelled), trainer, arg(rq->work.today), arg(rq->work.now), arg(EVENTS_MOST));

	text_expect(&out, (n + 1) * EVENT_BYTES);
	ical_begin(&out, name, REFRESH_HOURS);
	for (size_t i = n; i-- > 0; )
		event_add(rq, &events[i], busy, &out);
	ical_end(&out);
	return out;
}

static struct reply reply_calendar(struct request *rq, const struct feed_found *f, const char *name,
	const char *digest)
{
	struct text out = { .len = 0 };

	out.at = (char *)(uintptr_t)feed_recall(digest, &out.len, rq->work.arena);
	if (out.at == NULL) {
		out = calendar(rq, f, name);
		if (work_ok(rq) && !out.over)
			feed_keep(digest, out.at, out.len);
	}
	return reply_text(rq, "text/calendar; charset=utf-8", &out);
}

// The tag is read before the events: what changes in between is found at the next visit. A text that is newer
// than its tag is never asked for again under it, because numbers of edits only grow.
struct reply feed_calendar(struct request *rq)
{
	const struct feed_found *f = feed_found(rq);
	const char *name, *digest;
	struct reply r;

	if (f == NULL)
		return reply_error(rq, 404, "feed_unknown");
	name = feed_name(rq, f);
	digest = digest_of(rq, f, name);
	if (reply_unchanged(rq, digest, &r))
		return feed_headed(rq, r);
	r = reply_calendar(rq, f, name, digest);
	reply_tag(rq, &r, digest);
	reply_header(rq, &r, "Content-Disposition", "inline; filename=\"hocvu.ics\"");
	return feed_headed(rq, r);
}
