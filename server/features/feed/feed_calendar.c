// SPDX-License-Identifier: GPL-3.0-or-later
// A feed as calendars read it: when, where and what, and no people.
#include <string.h>

#include "base/crypto.h"
#include "base/settings.h"
#include "base/text.h"
#include "build/sql.h"
#include "features/feed/feed.h"
#include "files/ical.h"

// FORMAT is part of every tag: raise it when the text of the same rows becomes another.
enum { FORMAT = 1, EVENTS_MOST = 5000, CALENDAR_MOST = 8 << 20, EVENT_BYTES = 440, REFRESH_HOURS = 6 };

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

// Classes as PostgreSQL's arrays: '{1,2}'.
struct feed_classes { const char *held, *cancelled; int64_t stamp; };
SHAPE(feed_classes,
	FIELD(feed_classes, held,      REQUIRED),
	FIELD(feed_classes, cancelled, REQUIRED),
	FIELD(feed_classes, stamp,     REQUIRED));

// What a feed holds, and whether it is its subscriber's own time.
static const struct kind { const char *what; const struct query *classes; bool busy; } kinds[] = {
	{ "class",     &sql_feed_classes_alone,  true },
	{ "unit",      &sql_feed_classes_below,  false },
	{ "trainer",   &sql_feed_classes_taught, true },
	{ "person",    &sql_feed_classes_learnt, true },
	{ "catalogue", &sql_feed_classes_listed, false },
};

static const struct kind *kind_of(const char *what)
{
	size_t i = 0;

	while (i < sizeof kinds / sizeof *kinds - 1 && strcmp(kinds[i].what, what) != 0)
		i++;
	return &kinds[i];
}

// Which sessions: of these classes, those of one trainer or (NULL) of all.
struct selection { struct feed_classes classes; struct arg trainer; };

static struct selection selection_of(struct request *rq, const struct feed_found *f, const struct kind *k)
{
	const struct arg of = arg_int(f->of);
	const struct feed_classes *classes = db_read(WORK(rq), k->classes, &feed_classes_shape, NULL,
		(size_t)k->classes->nargs, &of);

	return (struct selection){
		.classes = classes == NULL ? (struct feed_classes){ "{}", "{}", 0 } : *classes,
		.trainer = strcmp(f->what, "trainer") == 0 ? of : arg_text(NULL),
	};
}

// What the text depends on, as an entity tag.
static const char *etag_of(struct request *rq, const struct selection *s, const char *name)
{
	const char *stamp = db_text(rq, sql_feed_stamp, arg(s->classes.held), arg(s->classes.cancelled),
		s->trainer, arg(rq->work.today), arg(rq->work.now));
	const char *all = arena_printf(rq->work.arena, "%d %lld %lld %s %s", FORMAT,
		(long long)settings->period_minutes, (long long)s->classes.stamp,
		stamp == NULL ? "" : stamp, name);

	return arena_printf(rq->work.arena, "\"%.32s\"", crypto_digest(all, strlen(all), rq->work.arena));
}

// A session without an end, as imported history may be, is as long as its periods.
static int64_t minutes_of(const struct feed_event *e)
{
	if (e->end.minutes > e->start.minutes)
		return e->end.minutes - e->start.minutes;
	return e->periods * settings->period_minutes;
}

static void event_add(struct request *rq, const struct feed_event *e, bool busy, struct text *out)
{
	const struct ical_event event = {
		.uid = e->uid, .place = e->place, .sequence = e->sequence, .changed = e->changed,
		.day = e->date, .start = e->start, .minutes = minutes_of(e), .cancelled = e->cancelled, .busy = busy,
		.title = arena_printf(rq->work.arena, "%s%s – buổi %lld", e->cancelled ? "HỦY: " : "",
			e->title, (long long)e->number),
	};

	ical_event(out, &event);
}

static const struct text *calendar(struct request *rq, const struct selection *s, const char *name, bool busy)
{
	struct text *out = arena_one(rq->work.arena, struct text);
	size_t n;
	const struct feed_event *events = db_rows(rq, sql_feed_events, feed_event, &n, arg(s->classes.held),
		arg(s->classes.cancelled), s->trainer, arg(rq->work.today), arg(rq->work.now),
		arg(EVENTS_MOST));

	*out = text_new(rq->work.arena, CALENDAR_MOST);
	text_expect(out, (n + 1) * EVENT_BYTES);
	ical_begin(out, name, REFRESH_HOURS);
	for (size_t i = n; i-- > 0; )
		event_add(rq, &events[i], busy, out);
	ical_end(out);
	return out;
}

// The tag is read before the events: what changes in between is found at the next visit.
struct reply feed_calendar(struct request *rq)
{
	const struct feed_found *f = feed_found(rq);
	struct reply tag = { .version = NONE }, r;
	const struct kind *k;
	struct selection s;
	const char *name;

	if (f == NULL)
		return reply_error(rq, 404, "feed_unknown");
	k = kind_of(f->what);
	name = feed_name(rq, f);
	s = selection_of(rq, f, k);
	if (reply_etag(rq, &tag, etag_of(rq, &s, name)))
		return feed_headed(rq, tag);
	r = reply_text(rq, "text/calendar; charset=utf-8", calendar(rq, &s, name, k->busy));
	r.headers = tag.headers;
	reply_header(rq, &r, "Content-Disposition", "inline; filename=\"hocvu.ics\"");
	return feed_headed(rq, r);
}
