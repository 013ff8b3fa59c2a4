// SPDX-License-Identifier: GPL-3.0-or-later
// Notices of classes for everybody: the open ones, and one with its days and how to come.
#include <string.h>

#include "build/sql.h"
#include "features/training/class.h"
#include "http/page.h"

enum { NOTICES_MOST = 200 };

struct notice {
	int64_t id;
	const char *code, *title, *course_title, *host, *state;
	bool voluntary;
	int64_t capacity, taken;
	const char *place, *audience;
	int64_t sessions;
	struct date first_on, last_on;
};
SHAPE(notice,
	FIELD(notice, id, REQUIRED),
	FIELD(notice, code, REQUIRED),
	FIELD(notice, title, REQUIRED),
	FIELD(notice, course_title, REQUIRED),
	FIELD(notice, host, OPTIONAL),
	FIELD(notice, state, REQUIRED, .one_of = CLASS_STATES),
	FIELD(notice, voluntary, REQUIRED),
	FIELD(notice, capacity, OPTIONAL),
	FIELD(notice, taken, REQUIRED),
	FIELD(notice, place, OPTIONAL),
	FIELD(notice, audience, OPTIONAL),
	FIELD(notice, sessions, REQUIRED),
	FIELD(notice, first_on, OPTIONAL),
	FIELD(notice, last_on, OPTIONAL));

struct notice_session {
	int64_t id, number;
	struct date date;
	struct hhmm start, end;
	int64_t periods;
	const char *place;
	bool cancelled;
};
SHAPE(notice_session,
	FIELD(notice_session, id, REQUIRED),
	FIELD(notice_session, number, REQUIRED),
	FIELD(notice_session, date, REQUIRED),
	FIELD(notice_session, start, OPTIONAL),
	FIELD(notice_session, end, OPTIONAL),
	FIELD(notice_session, periods, REQUIRED),
	FIELD(notice_session, place, OPTIONAL),
	FIELD(notice_session, cancelled, REQUIRED));

struct notice_ask { const char *lang; };
SHAPE(notice_ask, FIELD(notice_ask, lang, OPTIONAL, .one_of = "vi|en", .says = "the page's language"));

static void row_text(struct page *p, const char *key, const char *value)
{
	if (value == NULL)
		return;
	page_says(p, "<dt>", key, "</dt>");
	page_text(p, "<dd>", value, "</dd>");
}

static void row_days(struct page *p, const struct notice *n)
{
	page_says(p, "<dt>", "page.class_days", "</dt><dd>");
	page_date(p, n->first_on);
	if (n->last_on.days != n->first_on.days) {
		text_add(&p->out, " – ");
		page_date(p, n->last_on);
	}
	text_add(&p->out, " (");
	page_number(p, n->sessions);
	page_says(p, " ", n->sessions == 1 ? "page.class_session" : "page.class_sessions", ")</dd>");
}

static void row_seats(struct page *p, const struct notice *n)
{
	if (n->capacity == NONE)
		return;
	page_says(p, "<dt>", "page.class_seats", "</dt><dd>");
	page_number(p, n->taken >= n->capacity ? 0 : n->capacity - n->taken);
	text_char(&p->out, '/');
	page_number(p, n->capacity);
	text_add(&p->out, "</dd>");
}

static void facts(struct page *p, const struct notice *n)
{
	text_add(&p->out, "<dl>");
	row_days(p, n);
	row_text(p, "page.class_place", n->place);
	row_text(p, "page.class_host", n->host);
	row_text(p, "page.class_audience", n->audience);
	row_seats(p, n);
	text_add(&p->out, "</dl>");
}

static void voluntary_tag(struct page *p, const struct notice *n)
{
	if (n->voluntary)
		page_says(p, "<p><span class=\"tag\">", "page.class_voluntary", "</span></p>");
}

struct reply notices_show(struct request *rq)
{
	size_t n;
	const struct notice *rows = db_rows(rq, sql_notices, notice, &n, arg(rq->work.today), arg((int64_t)NOTICES_MOST));
	struct page p = page_begin(rq, page_language(asked_of(rq, notice_ask)->lang), "page.classes_title", NULL);

	page_says(&p, "<p>", "page.classes_lead", "</p>");
	if (n == 0)
		page_says(&p, "<p class=\"note\">", "page.classes_none", "</p>");
	text_add(&p.out, n == 0 ? "" : "<ul class=\"cards\">");
	for (size_t i = 0; i < n; i++) {
		text_printf(&p.out, "<li><h2><a href=\"/public/classes/%lld%s\">", (long long)rows[i].id, p.language == EN ? "?lang=en" : "");
		page_text(&p, "", rows[i].title, "</a></h2>");
		voluntary_tag(&p, &rows[i]);
		facts(&p, &rows[i]);
		text_add(&p.out, "</li>");
	}
	text_add(&p.out, n == 0 ? "" : "</ul>");
	page_says(&p, "<p><a class=\"go\" href=\"/feeds/catalogue\">", "page.classes_subscribe", "</a></p>");
	return page_end(&p, 200);
}

static void hours(struct page *p, const struct notice_session *s)
{
	char at[HHMM_TEXT];

	if (s->start.minutes == NO_DAY)
		return;
	hhmm_text(s->start, at);
	text_printf(&p->out, ", %s", at);
	if (s->end.minutes == NO_DAY)
		return;
	hhmm_text(s->end, at);
	text_printf(&p->out, "–%s", at);
}

static void sessions(struct page *p, const struct notice *n)
{
	size_t count;
	const struct notice_session *rows = db_rows(p->rq, sql_notice_sessions, notice_session, &count, arg(n->id));

	page_says(p, "<h2>", "page.class_times", "</h2>");
	page_says(p, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"", "page.class_times", "\"><table><thead><tr>");
	page_says(p, "<th scope=\"col\">", "page.class_number", "</th>");
	page_says(p, "<th scope=\"col\">", "page.class_when", "</th>");
	page_says(p, "<th scope=\"col\">", "page.class_place", "</th></tr></thead><tbody>");
	for (size_t i = 0; i < count; i++) {
		const char *gone = rows[i].cancelled ? " class=\"gone\"" : "";

		text_printf(&p->out, "<tr><th scope=\"row\">%lld</th><td><span%s>", (long long)rows[i].number, gone);
		page_date(p, rows[i].date);
		hours(p, &rows[i]);
		text_add(&p->out, "</span>");
		if (rows[i].cancelled)
			page_says(p, " <strong>", "page.class_cancelled", "</strong>");
		page_text(p, "</td><td>", rows[i].place, "</td></tr>");
	}
	text_add(&p->out, "</tbody></table></div>");
}

// How one comes to it: by oneself where it is voluntary, else sent by one's office.
static void way_in(struct page *p, const struct notice *n)
{
	page_says(p, "<h2>", "page.class_come", "</h2>");
	if (strcmp(n->state, "open") != 0) {
		page_says(p, "<p class=\"note\">", strcmp(n->state, "cancelled") == 0 ? "page.class_off" : "page.class_closed", "</p>");
		return;
	}
	page_says(p, "<p>", n->voluntary ? "page.class_come_voluntary" : "page.class_come_sent", "</p>");
	if (!n->voluntary)
		return;
	text_printf(&p->out, "<p><a class=\"go\" href=\"/voluntary?class=%lld\">", (long long)n->id);
	page_says(p, "", "page.class_register", "</a></p>");
	page_says(p, "<p class=\"soft\">", "page.class_register_about", "</p>");
}

struct reply notice_show(struct request *rq)
{
	const struct notice *n = db_row(rq, sql_notice_get, notice, arg(rq->id[0]));
	struct page p;

	if (n == NULL)
		return reply_error(rq, 404, "class_unknown");
	p = page_begin(rq, page_language(asked_of(rq, notice_ask)->lang), "page.class_title", n->title);
	voluntary_tag(&p, n);
	if (strcmp(n->title, n->course_title) != 0)
		page_text(&p, "<p class=\"soft\">", n->course_title, "</p>");
	facts(&p, n);
	way_in(&p, n);
	sessions(&p, n);
	page_says(&p, "<p><a href=\"/feeds/catalogue\">", "page.classes_subscribe", "</a></p>");
	return page_end(&p, 200);
}
