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
enum { FORMAT = 1, EVENTS_MOST = 5000, CALENDAR_MOST = 8 << 20, REFRESH_HOURS = 6 };

struct feed_event {
	const char *uid, *title;
	int64_t number;
	struct date date;
	struct hhmm start;
	int64_t minutes;
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
	FIELD(feed_event, minutes,   REQUIRED),
	FIELD(feed_event, place,     OPTIONAL),
	FIELD(feed_event, cancelled, REQUIRED),
	FIELD(feed_event, sequence,  REQUIRED),
	FIELD(feed_event, changed,   REQUIRED));

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

// Which sessions: of these classes ('{1,2}'), those of one trainer or (NULL) of all.
struct selection { struct arg classes, trainer; };

static struct selection selection_of(struct request *rq, const struct feed_found *f, const struct kind *k)
{
	const struct arg of = arg_int(f->of);

	return (struct selection){
		.classes = arg_text(db_scalar_text(WORK(rq), k->classes, (size_t)k->classes->nargs, &of)),
		.trainer = strcmp(f->what, "trainer") == 0 ? of : arg_text(NULL),
	};
}

// What the text depends on, as an entity tag.
static const char *etag_of(struct request *rq, const struct selection *s, const char *name)
{
	const char *stamp = db_text(rq, sql_feed_stamp, s->classes, s->trainer, arg(rq->work.today),
		arg(rq->work.now));
	const char *all = arena_printf(rq->work.arena, "%d %lld %s %s", FORMAT,
		(long long)settings->period_minutes, stamp == NULL ? "" : stamp, name);

	return arena_printf(rq->work.arena, "\"%.32s\"", crypto_digest(all, strlen(all), rq->work.arena));
}

static void event_add(struct request *rq, const struct feed_event *e, bool busy, struct text *out)
{
	const struct ical_event event = {
		.uid = e->uid, .place = e->place, .sequence = e->sequence, .changed = e->changed,
		.day = e->date, .start = e->start, .minutes = e->minutes, .cancelled = e->cancelled, .busy = busy,
		.title = arena_printf(rq->work.arena, "%s%s – buổi %lld", e->cancelled ? "HỦY: " : "",
			e->title, (long long)e->number),
	};

	ical_event(out, &event);
}

static const struct text *calendar(struct request *rq, const struct selection *s, const char *name, bool busy)
{
	struct text *out = arena_one(rq->work.arena, struct text);
	size_t n;
	const struct feed_event *events = db_rows(rq, sql_feed_events, feed_event, &n, s->classes, s->trainer,
		arg(rq->work.today), arg(rq->work.now), arg(settings->period_minutes), arg(EVENTS_MOST));

	*out = text_new(rq->work.arena, CALENDAR_MOST);
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
