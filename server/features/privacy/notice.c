// SPDX-License-Identifier: GPL-3.0-or-later
// The privacy notice for everybody: what is kept, what for, on what ground, how long; people's rights and whom to ask.
#include <string.h>

#include "base/settings.h"
#include "build/sql.h"
#include "http/page.h"

struct privacy_kind {
	const char *title, *purpose, *title_en, *purpose_en, *basis, *law;
	int64_t keep_months;
	const char *counts_from, *then_what;
};
SHAPE(privacy_kind,
	FIELD(privacy_kind, title, REQUIRED),
	FIELD(privacy_kind, purpose, REQUIRED),
	FIELD(privacy_kind, title_en, OPTIONAL),
	FIELD(privacy_kind, purpose_en, OPTIONAL),
	FIELD(privacy_kind, basis, REQUIRED),
	FIELD(privacy_kind, law, REQUIRED),
	FIELD(privacy_kind, keep_months, REQUIRED),
	FIELD(privacy_kind, counts_from, REQUIRED),
	FIELD(privacy_kind, then_what, REQUIRED));

struct privacy_clock { const char *kind; int64_t reply_days, days; const char *law; };
SHAPE(privacy_clock,
	FIELD(privacy_clock, kind, REQUIRED),
	FIELD(privacy_clock, reply_days, REQUIRED),
	FIELD(privacy_clock, days, REQUIRED),
	FIELD(privacy_clock, law, REQUIRED));

struct privacy_ask { const char *lang; };
SHAPE(privacy_ask, FIELD(privacy_ask, lang, OPTIONAL, .one_of = "vi|en", .says = "the page's language"));

// A word for a value of the database: page.<group>_<value>.
static void value_says(struct page *p, const char *before, const char *group, const char *value, const char *after)
{
	page_says(p, before, arena_printf(p->rq->work.arena, "page.%s_%s", group, value), after);
}

static void years(struct page *p, const struct privacy_kind *k)
{
	if (k->keep_months % 12 == 0) {
		page_number(p, k->keep_months / 12);
		page_says(p, " ", k->keep_months == 12 ? "page.year" : "page.years", ", ");
	} else {
		page_number(p, k->keep_months);
		page_says(p, " ", "page.months", ", ");
	}
	value_says(p, "", "from", k->counts_from, "; ");
	value_says(p, "", "then", k->then_what, "");
}

static void kind_show(struct page *p, const struct privacy_kind *k)
{
	bool en = p->language == EN && k->title_en != NULL && k->purpose_en != NULL;

	page_text(p, "<li><h3>", en ? k->title_en : k->title, "</h3><dl>");
	page_says(p, "<dt>", "page.privacy_purpose", "</dt>");
	page_text(p, "<dd>", en ? k->purpose_en : k->purpose, "</dd>");
	page_says(p, "<dt>", "page.privacy_ground", "</dt>");
	value_says(p, "<dd>", "basis", k->basis, " ");
	page_text(p, "<span lang=\"vi\" class=\"soft\">(", k->law, ")</span></dd>");
	page_says(p, "<dt>", "page.privacy_keep", "</dt><dd>");
	years(p, k);
	text_add(&p->out, "</dd></dl></li>");
}

static void rights_show(struct page *p)
{
	size_t n;
	const struct privacy_clock *clocks = db_rows(p->rq, sql_privacy_clocks, privacy_clock, &n);

	page_says(p, "<h2>", "page.privacy_rights", "</h2>");
	page_says(p, "<p>", "page.privacy_rights_about", "</p>");
	page_says(p, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"", "page.privacy_rights", "\"><table><thead><tr>");
	page_says(p, "<th scope=\"col\">", "page.privacy_right", "</th>");
	page_says(p, "<th scope=\"col\" class=\"n\">", "page.privacy_reply", "</th>");
	page_says(p, "<th scope=\"col\" class=\"n\">", "page.privacy_done", "</th></tr></thead><tbody>");
	for (size_t i = 0; i < n; i++) {
		value_says(p, "<tr><th scope=\"row\">", "right", clocks[i].kind, "</th>");
		text_printf(&p->out, "<td class=\"n\">%lld</td><td class=\"n\">%lld</td></tr>", (long long)clocks[i].reply_days, (long long)clocks[i].days);
	}
	text_add(&p->out, "</tbody></table></div>");
	if (n > 0)
		page_text(p, "<p class=\"soft\" lang=\"vi\">", clocks[0].law, "</p>");
}

static void asking_show(struct page *p)
{
	page_says(p, "<h2>", "page.privacy_ask", "</h2>");
	if (settings->privacy_contact[0] != '\0')
		page_text(p, "<p><strong>", settings->privacy_contact, "</strong></p>");
	page_says(p, "<p>", "page.privacy_ask_about", "</p>");
	page_says(p, "<p><a class=\"go\" href=\"/my-data\">", "page.privacy_ask_here", "</a></p>");
}

struct reply privacy_show(struct request *rq)
{
	size_t n;
	const struct privacy_kind *kinds = db_rows(rq, sql_privacy_kinds, privacy_kind, &n);
	struct page p = page_begin(rq, page_language(asked_of(rq, privacy_ask)->lang), "page.privacy_title", NULL);

	page_says(&p, "<p>", "page.privacy_lead", "</p>");
	page_says(&p, "<p>", "page.privacy_never", "</p>");
	page_says(&p, "<p>", "page.privacy_cookie", "</p>");
	asking_show(&p);
	rights_show(&p);
	page_says(&p, "<h2>", "page.privacy_kinds", "</h2><ul class=\"cards\">");
	for (size_t i = 0; i < n; i++)
		kind_show(&p, &kinds[i]);
	text_add(&p.out, "</ul>");
	return page_end(&p, 200);
}
