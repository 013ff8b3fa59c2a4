// SPDX-License-Identifier: GPL-3.0-or-later
// The frame of pages without a script, and a problem as one of them.
#include "http/page.h"

#include <ctype.h>
#include <string.h>

#include "http/reply.h"

enum { PAGE_BYTES = 1 << 20, NUMBER_TEXT = 32 };

static const char style[] =
	":root{color-scheme:light dark;--text:#1b2733;--soft:#4d5b69;--line:#c9d3dd;--ground:#fff;--tint:#f2f6fa;--link:#0a4a8f}"
	"@media(prefers-color-scheme:dark){:root{--text:#e8eef4;--soft:#b3c0cc;--line:#3d4a57;--ground:#10171e;--tint:#19232d;--link:#8fc4ff}}"
	"*{box-sizing:border-box}body{margin:0;font:1.0625rem/1.55 Inter,system-ui,'Segoe UI',Roboto,'Noto Sans',sans-serif;color:var(--text);background:var(--ground)}"
	"a{color:var(--link);text-underline-offset:.15em}a:focus-visible,[tabindex]:focus-visible{outline:3px solid #c56a00;outline-offset:3px}"
	".skip{position:absolute;left:-99rem}.skip:focus{left:.5rem;top:.5rem;background:var(--ground);padding:.5rem 1rem;z-index:1}"
	"header{background:#0a3a70;color:#fff}header>div,main,footer{max-width:64rem;margin:0 auto;padding:.75rem clamp(1rem,4vw,2rem)}"
	"header>div{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:center}header a{color:#fff;display:inline-block;padding:.45rem 0}"
	"header .brand{font-weight:700;text-decoration:none;font-size:1.15rem}nav ul{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:0 1.25rem}"
	"nav [aria-current]{font-weight:700}header .lang{margin-left:auto}header a:focus-visible{outline-color:#fff}"
	"main{padding-top:1.5rem;padding-bottom:3rem}h1{font-size:clamp(1.5rem,4.5vw,2.1rem);line-height:1.25;margin:.25rem 0 1rem;text-wrap:balance}"
	"h2{font-size:1.25rem;line-height:1.35;margin:2.25rem 0 .75rem}h3{font-size:1.0625rem;margin:1.5rem 0 .25rem}p{margin:.5rem 0;max-width:70ch}.soft{color:var(--soft)}"
	"table{border-collapse:collapse;width:100%}caption{text-align:left;padding:.5rem 0;color:var(--soft)}th,td{text-align:left;vertical-align:top;padding:.55rem .75rem .55rem 0;border-bottom:1px solid var(--line)}"
	"thead th{font-size:.9375rem;color:var(--soft)}tbody th{font-weight:600}.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}.wide{overflow-x:auto}"
	".tag{display:inline-block;border:1px solid var(--line);border-radius:1rem;padding:.05rem .7rem;font-size:.875rem;background:var(--tint);white-space:nowrap}"
	".cards{list-style:none;margin:1.25rem 0;padding:0;display:grid;gap:1rem}.cards>li,.note{border:1px solid var(--line);border-radius:.6rem;padding:1rem 1.15rem}.note{background:var(--tint);margin:1rem 0}"
	".cards h2{margin:0 0 .35rem}dl{display:grid;grid-template-columns:minmax(7rem,max-content) 1fr;gap:.3rem 1.25rem;margin:.75rem 0}dt{color:var(--soft)}dd{margin:0}"
	".go{display:inline-block;background:#0a4a8f;color:#fff;text-decoration:none;border-radius:.5rem;padding:.6rem 1.1rem;font-weight:600;margin:.5rem .5rem .5rem 0}"
	".gone{text-decoration:line-through}footer{border-top:1px solid var(--line);color:var(--soft);font-size:.9375rem;padding-bottom:2rem}svg{display:block}"
	"select,button{font:inherit;padding:.4rem .7rem;border:1px solid var(--soft);border-radius:.4rem;background:var(--ground);color:var(--text)}"
	"rect.g{fill:var(--line)}rect.r{fill:#2478c7}rect.t{fill:var(--text)}"
	"@media(max-width:34rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}.bar{display:none}"
	".tall thead{position:absolute;left:-99rem}.tall tr{display:grid;grid-template-columns:1fr auto auto;border-bottom:1px solid var(--line);padding:.4rem 0}"
	".tall th,.tall td{border:0;padding:.15rem .75rem .15rem 0}.tall th[scope=row]{grid-column:1/-1}.tall .n{text-align:left}}"
	"@media print{@page{margin:18mm}header,footer,.skip,.go,.screen{display:none}body{font-size:10.5pt;color:#000;background:#fff}main{padding:0;max-width:none}a{color:inherit;text-decoration:none}tr,li{break-inside:avoid}}";

static const struct { const char *path, *key; } menu[] = {
	{ "/public/classes", "page.menu_classes" }, { "/public", "page.menu_coverage" },
	{ "/feeds/catalogue", "page.menu_calendar" }, { "/privacy", "page.menu_privacy" },
};

enum language page_language(const char *asked)
{
	return asked != NULL && strcmp(asked, "en") == 0 ? EN : VI;
}

const char *page_said(const struct page *p, const char *key)
{
	return sentence(p->language, key);
}

void page_text(struct page *p, const char *before, const char *text, const char *after)
{
	text_add(&p->out, before);
	text_html(&p->out, text == NULL ? "" : text);
	text_add(&p->out, after);
}

void page_says(struct page *p, const char *before, const char *key, const char *after)
{
	page_text(p, before, page_said(p, key), after);
}

// 74.300 in Vietnamese, 74,300 in English.
void page_number(struct page *p, int64_t n)
{
	if (n >= 1000) {
		page_number(p, n / 1000);
		text_printf(&p->out, "%c%03d", p->language == VI ? '.' : ',', (int)(n % 1000));
	} else {
		text_int(&p->out, n);
	}
}

void page_date(struct page *p, struct date day)
{
	struct civil c;

	if (day.days == NO_DAY)
		return;
	c = date_civil(day);
	text_printf(&p->out, "%02d/%02d/%04d", c.day, c.month, c.year);
}

static void encoded_add(struct text *out, const char *s)
{
	for (; *s != '\0'; s++)
		if (isalnum((unsigned char)*s) || strchr("-._~", *s) != NULL)
			text_char(out, *s);
		else
			text_printf(out, "%%%02X", (unsigned)(unsigned char)*s);
}

// Other arguments stay as they were asked, as far as an attribute takes them as they are.
void page_link(struct page *p, const char *path, const char *name, const char *value)
{
	const char *between = "?";
	size_t named = strlen(name);

	text_add(&p->out, path);
	for (const char *s = strpbrk(p->rq->query, "<>\"'") == NULL ? p->rq->query : ""; *s != '\0'; ) {
		size_t len = strcspn(s, "&");

		if (len > 0 && !(strncmp(s, name, named) == 0 && s[named] == '=')) {
			text_add(&p->out, between);
			text_addn(&p->out, s, len);
			between = "&amp;";
		}
		s += len + (s[len] == '&');
	}
	if (*value != '\0') {
		text_printf(&p->out, "%s%s=", between, name);
		encoded_add(&p->out, value);
	}
}

static void frame_open(struct page *p, const char *title)
{
	const char *lang = p->language == VI ? "vi" : "en", *end = p->language == VI ? "" : "?lang=en";

	text_printf(&p->out, "<!doctype html><html lang=\"%s\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
		"content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">", lang);
	page_text(p, "<title>", title, " – Học vụ</title>");
	page_says(p, "<meta name=\"description\" content=\"", "page.description", "\">");
	text_printf(&p->out, "<link rel=\"icon\" href=\"/icon.svg\" type=\"image/svg+xml\"><style nonce=\"%s\">%s</style></head><body>", p->rq->tag, style);
	page_says(p, "<a class=\"skip\" href=\"#main\">", "page.skip", "</a><header><div>");
	text_printf(&p->out, "<a class=\"brand\" href=\"/public%s\">Học vụ</a>", end);
	page_says(p, "<nav aria-label=\"", "page.menu", "\"><ul>");
	for (size_t i = 0; i < sizeof menu / sizeof *menu; i++) {
		text_printf(&p->out, "<li><a href=\"%s%s\"%s>", menu[i].path, strncmp(menu[i].path, "/feeds", 6) == 0 ? "" : end,
			strcmp(menu[i].path, p->rq->path) == 0 ? " aria-current=\"page\"" : "");
		page_says(p, "", menu[i].key, "</a></li>");
	}
	page_says(p, "<li><a href=\"/\">", "page.menu_sign_in", "</a></li></ul></nav>");
}

struct page page_begin(struct request *rq, enum language language, const char *heading, const char *name)
{
	struct page p = { .rq = rq, .language = language, .out = text_new(rq->work.arena, PAGE_BYTES) };
	const char *title = sentence_fill(rq->work.arena, sentence(language, heading), "name", name, NULL);

	frame_open(&p, title);
	text_add(&p.out, "<a class=\"lang\" href=\"");
	page_link(&p, rq->path, "lang", language == VI ? "en" : "");
	text_printf(&p.out, "\" lang=\"%s\" hreflang=\"%s\">%s</a></div></header><main id=\"main\">", language == VI ? "en" : "vi",
		language == VI ? "en" : "vi", language == VI ? "English" : "Tiếng Việt");
	page_text(&p, "<h1>", title, "</h1>");
	return p;
}

struct reply page_end(struct page *p, int status)
{
	struct reply r;

	page_says(p, "</main><footer><p>", "page.foot", "</p></footer></body></html>\n");
	r = reply_html(p->rq, status, &p->out);
	reply_header(p->rq, &r, "Content-Language", p->language == VI ? "vi" : "en");
	return r;
}

// Both languages, Vietnamese first: who follows a dead link was not asked for one.
struct reply page_problem(struct request *rq, const struct reply *problem)
{
	struct page p = { .rq = rq, .language = VI, .out = text_new(rq->work.arena, PAGE_BYTES) };
	struct reply r;

	frame_open(&p, sentence(VI, problem->code));
	page_text(&p, "</div></header><main id=\"main\"><h1>", sentence(VI, problem->code), "</h1>");
	page_says(&p, "<p>", problem->status >= 500 ? "page.problem_wait" : "page.problem_look", "</p>");
	page_text(&p, "<p lang=\"en\" class=\"soft\">", sentence(EN, problem->code), " ");
	page_text(&p, "", sentence(EN, problem->status >= 500 ? "page.problem_wait" : "page.problem_look"), "</p>");
	page_says(&p, "<p><a class=\"go\" href=\"/\">", "page.problem_home", "</a></p>");
	text_printf(&p.out, "<p class=\"soft\">%s %s · %d %s</p>", page_said(&p, "page.problem_request"), rq->tag, problem->status, problem->code);
	r = page_end(&p, problem->status);
	r.code = problem->code;
	return r;
}
