// SPDX-License-Identifier: GPL-3.0-or-later
// Pages the server writes itself, for everybody and without a script: one frame, sentences in both languages.
//
//	struct page p = page_begin(rq, page_language(ask->lang), "page.privacy.title", NULL);
//	page_says(&p, "<p>", "page.privacy.lead", "</p>");
//	return page_end(&p, 200);
#ifndef HTTP_PAGE_H
#define HTTP_PAGE_H

#include "base/text.h"
#include "http/http.h"

struct page {
	struct request *rq;
	enum language language;
	struct text out;		// HTML; what comes from data goes through text_html()
};

// Vietnamese unless `en` is asked for: many browsers here ask for English without their owners knowing.
enum language page_language(const char *asked);

// A page up to its <h1>: `heading` is a key, `name` (or NULL) fills {name} in it.
struct page page_begin(struct request *, enum language, const char *heading, const char *name);
struct reply page_end(struct page *, int status);

// A sentence between two pieces of HTML; the sentence itself is text. page_said() gives it alone.
void page_says(struct page *, const char *before, const char *key, const char *after);
const char *page_said(const struct page *, const char *key);

// Text of data between two pieces of HTML; a number and a day as people here write them.
void page_text(struct page *, const char *before, const char *text, const char *after);
void page_number(struct page *, int64_t n);
void page_date(struct page *, struct date);

// The address of this page with one argument set to `value` ("": without it), ready for an attribute.
void page_link(struct page *, const char *path, const char *name, const char *value);

// A problem as a page, for who reads it in a browser: what happened, what to do, the number support asks for.
struct reply page_problem(struct request *, const struct reply *);

#endif
