// SPDX-License-Identifier: GPL-3.0-or-later
// The public page of figures: the unit's targets, and what is right below it for one of them.
#include <string.h>

#include "features/coverage/public.h"
#include "http/page.h"

enum { MONTHS_OFFERED = 12, BAR = 120, STEPS = 8 };	// STEPS: from a group up to the country there are fewer

static const char *title_of(const struct page *p, const struct public_target *t)
{
	return p->language == EN && t->title_en != NULL ? t->title_en : t->title_vi;
}

// One decimal as the API rounded it: 90,0% in Vietnamese.
static void percent_add(struct page *p, const char *percent)
{
	const char *point = strchr(percent, '.');

	if (p->language == VI && point != NULL)
		text_printf(&p->out, "%.*s,%s%%", (int)(point - percent), percent, point + 1);
	else
		text_printf(&p->out, "%s%%", percent);
}

static void bar_add(struct page *p, const struct coverage *c)
{
	const char *dot = strchr(c->percent, '.');
	const int wide = dot == NULL ? 0 : (int)(dot - c->percent);

	text_printf(&p->out, "<td class=\"bar\"><svg width=\"%d\" height=\"14\" aria-hidden=\"true\"><rect class=\"g\" width=\"100%%\" y=\"2\" height=\"10\"/>"
		"<rect class=\"r\" width=\"%.*s%%\" y=\"2\" height=\"10\"/><rect class=\"t\" x=\"%lld%%\" width=\"2\" height=\"14\"/></svg></td>",
		BAR, wide, c->percent, (long long)(c->threshold > 98 ? 98 : c->threshold));
}

// Two cells and the bar: how many of how many, the share; or why they are not told.
static void figure_cells(struct page *p, const struct coverage *c, const struct public_cell *cell)
{
	if (cell->hidden != NULL) {
		page_says(p, "<td class=\"n soft\" colspan=\"2\">", strcmp(cell->hidden, "few") == 0 ? "page.hidden_few" : "page.hidden_difference",
			"</td><td class=\"bar\"></td>");
		return;
	}
	text_add(&p->out, "<td class=\"n\">");
	if (c->denominator == 0 || (c->percent == NULL && strcmp(c->threshold_kind, "count") != 0)) {
		page_says(p, "–</td><td class=\"n soft\">", "page.not_applicable", "</td><td class=\"bar\"></td>");
		return;
	}
	page_number(p, c->numerator);
	if (c->denominator != NONE) {
		text_char(&p->out, '/');
		page_number(p, c->denominator);
	}
	text_add(&p->out, "</td><td class=\"n\"><strong>");
	if (c->percent != NULL)
		percent_add(p, c->percent);
	else
		page_number(p, c->numerator);
	text_add(&p->out, "</strong></td>");
	if (c->percent != NULL)
		bar_add(p, c);
	else
		text_add(&p->out, "<td class=\"bar\"></td>");
}

static void goal_cell(struct page *p, const struct coverage *c)
{
	text_add(&p->out, "<td class=\"n\">");
	page_number(p, c->threshold);
	text_add(&p->out, strcmp(c->threshold_kind, "count") == 0 ? "</td>" : "%</td>");
}

static void head(struct page *p, const char *first, bool goal)
{
	page_says(p, "<thead><tr><th scope=\"col\">", first, "</th>");
	page_says(p, "<th scope=\"col\" class=\"n\">", "page.reached_of", "</th>");
	page_says(p, "<th scope=\"col\" class=\"n\">", "page.share", "</th>");
	page_says(p, "<td class=\"bar\" aria-label=\"", "page.chart", "\"></td>");
	if (goal)
		page_says(p, "<th scope=\"col\" class=\"n\">", "page.goal", "</th>");
	text_add(&p->out, "</tr></thead><tbody>");
}

// `kind`: "tall" where the first column is a sentence, which gets a line of its own on a phone.
static void wide_open(struct page *p, const char *label, const char *kind)
{
	page_says(p, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"", label, "\"><table class=\"");
	text_printf(&p->out, "%s\">", kind);
}

static void targets_table(struct page *p, const struct public_figures *f)
{
	const size_t at = (size_t)(f->chosen - f->places);

	page_says(p, "<h2>", "page.figures_targets", "</h2>");
	wide_open(p, "page.figures_targets", "tall");
	head(p, "page.target", true);
	for (size_t t = 0; t < f->targets_n; t++) {
		text_add(&p->out, "<tr><th scope=\"row\"><a href=\"");
		page_link(p, "/public", "target", f->targets[t].code);
		page_text(p, "#below\">", f->targets[t].code, "</a> ");
		page_text(p, "<span class=\"soft\">", title_of(p, &f->targets[t]), "</span></th>");
		figure_cells(p, &f->answers[t][at], &f->cells[t][at]);
		goal_cell(p, &f->answers[t][at]);
		text_add(&p->out, "</tr>");
	}
	text_add(&p->out, "</tbody></table></div>");
}

// Everything right below the unit chosen, or the tops; towns and provinces open further.
static void places_table(struct page *p, const struct public_figures *f, size_t t)
{
	page_text(p, "<h2 id=\"below\">", f->targets[t].code, ": ");
	page_text(p, "", title_of(p, &f->targets[t]), "</h2>");
	wide_open(p, "page.figures_places", "plain");
	head(p, "page.place", false);
	for (size_t i = 0; i < f->places_n; i++) {
		const struct public_place *place = &f->places[i];

		if (f->chosen == NULL ? place->parent != NONE : place->parent != f->chosen->id)
			continue;
		text_add(&p->out, "<tr><th scope=\"row\"><a href=\"");
		page_link(p, "/public", "unit", place->code);
		page_text(p, "\">", place->name, "</a></th>");
		figure_cells(p, &f->answers[t][i], &f->cells[t][i]);
		text_add(&p->out, "</tr>");
	}
	text_add(&p->out, "</tbody></table></div>");
}

static void hidden_add(struct page *p, const char *name, const char *value)
{
	if (value == NULL)
		return;
	text_printf(&p->out, "<input type=\"hidden\" name=\"%s\" value=\"", name);
	text_html(&p->out, value);
	text_add(&p->out, "\">");
}

static void months_form(struct page *p, const struct public_ask *ask, struct date shown)
{
	struct civil c = date_civil(p->rq->work.today);
	char iso[DATE_TEXT];

	page_says(p, "<form class=\"screen\" action=\"/public\"><label>", "page.figures_month", " <select name=\"as_of\">");
	for (int back = 0; back < MONTHS_OFFERED; back++) {
		struct date day = { date_add_months(date_from(c.year, c.month, 1), -back).days - 1 };

		date_text(day, iso);
		text_printf(&p->out, "<option value=\"%s\"%s>", iso, day.days == shown.days ? " selected" : "");
		page_date(p, day);
		text_add(&p->out, "</option>");
	}
	text_add(&p->out, "</select></label> ");
	hidden_add(p, "unit", ask->unit);
	hidden_add(p, "target", ask->target);
	hidden_add(p, "lang", p->language == EN ? "en" : NULL);
	page_says(p, "<button>", "page.figures_show", "</button></form>");
}

// Where one stands, each step a link up.
static void trail(struct page *p, const struct public_figures *f)
{
	const struct public_place *up[STEPS], *at = f->chosen;
	size_t n = 0;

	while (at != NULL && at->parent != NONE && n < STEPS) {
		const struct public_place *above = NULL;

		for (size_t i = 0; i < f->places_n; i++)
			if (f->places[i].id == at->parent)
				above = &f->places[i];
		if (above != NULL)
			up[n++] = above;
		at = above;
	}
	text_add(&p->out, n == 0 ? "" : "<p class=\"screen\">");
	for (size_t i = n; i-- > 0; ) {
		text_add(&p->out, "<a href=\"");
		page_link(p, "/public", "unit", up[i]->code);
		page_text(p, "\">", up[i]->name, "</a> › ");
	}
	text_add(&p->out, n == 0 ? "" : "</p>");
}

static size_t target_shown(const struct public_figures *f, const char *code)
{
	for (size_t t = 0; code != NULL && t < f->targets_n; t++)
		if (strcmp(f->targets[t].code, code) == 0)
			return t;
	return 0;
}

static void files_links(struct page *p)
{
	page_says(p, "<h2>", "page.figures_files", "</h2><p><a href=\"");
	page_link(p, "/public/coverage.csv", "lang", "");
	text_add(&p->out, "\">CSV</a> · <a href=\"");
	page_link(p, "/public/coverage.json", "lang", "");
	page_says(p, "\">JSON</a></p><p class=\"soft\">", "page.figures_files_about", "</p>");
}

struct reply public_show(struct request *rq)
{
	const struct public_ask *ask = asked_of(rq, public_ask);
	struct public_figures f;
	struct reply refused = public_load(rq, &f);
	struct page p;

	if (refused.status != 0)
		return refused;
	p = page_begin(rq, page_language(ask->lang), f.chosen == NULL ? "page.figures_title_all" : "page.figures_title",
		f.chosen == NULL ? NULL : f.chosen->name);
	trail(&p, &f);
	page_says(&p, "<p>", "page.figures_until", " <strong>");
	page_date(&p, f.day);
	text_add(&p.out, "</strong></p>");
	if (ask->as_of.days != NO_DAY && ask->as_of.days > rq->work.today.days)
		page_says(&p, "<p role=\"status\" class=\"note\">", "page.figures_future", "</p>");
	months_form(&p, ask, f.day);
	if (f.targets_n == 0 || f.places_n == 0) {
		page_says(&p, "<p class=\"note\">", "page.figures_none", "</p>");
		return page_end(&p, 200);
	}
	if (f.chosen != NULL)
		targets_table(&p, &f);
	if (f.chosen == NULL || f.chosen->has_parts)
		places_table(&p, &f, target_shown(&f, ask->target));
	page_says(&p, "<p class=\"note\">", "page.figures_hidden", "</p>");
	files_links(&p);
	return page_end(&p, 200);
}
