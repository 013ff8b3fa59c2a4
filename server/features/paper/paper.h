// SPDX-License-Identifier: GPL-3.0-or-later
// What papers share: the head every paper of an office has, how days are written, the name of a file.
#ifndef PAPER_PAPER_H
#define PAPER_PAPER_H

#include "files/pdf.h"
#include "http/http.h"

// A paper of more rows is no paper, and would hold up all others: a list is exported instead.
enum { MARKUP_MOST = 4096, PAPER_ROWS_MOST = 2000 };

// Whose paper it is; names in capitals.
struct paper_office { const char *name, *above, *place, *said; };
extern const struct shape paper_office_shape;

// The office of a unit as it was on a day; never NULL (of a unit nobody knows: empty names). In the arena.
const struct paper_office *paper_office(struct request *, int64_t unit, struct date on);

// Draws the head of Decree 30/2020/ND-CP, annex I, II.1-II.4: the office and the motto side by side; with `number`, the
// line "Số:" that a clerk fills in; place and day beside it, the day left open when it is NO_DATE.
struct paper_head { const struct paper_office *office; bool number; struct date day; const char *about; };
void paper_head(struct request *, struct pdf *, const struct paper_head *);

// "ngày 05 tháng 9 năm 2026" (days below 10 and January and February with a nought, annex I, II.4); an open one as
// "ngày … tháng … năm 2026" of the work's own year. "05/09/2026". In the arena.
const char *paper_day(struct request *, struct date);
const char *paper_day_short(struct request *, struct date);

// `s` as markup. In the arena.
const char *paper_markup(struct request *, const char *s);

// A finished file as the answer, to be kept under that name (ASCII).
struct reply paper_reply(struct request *, struct pdf *, const char *name);

#endif
