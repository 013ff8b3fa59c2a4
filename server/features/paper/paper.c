// SPDX-License-Identifier: GPL-3.0-or-later
// The head of a paper, its days.
#include "features/paper/paper.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "build/sql.h"

SHAPE(paper_office,
	FIELD(paper_office, name,  REQUIRED),
	FIELD(paper_office, above, OPTIONAL),
	FIELD(paper_office, place, OPTIONAL),
	FIELD(paper_office, said,  REQUIRED));

const struct paper_office *paper_office(struct request *rq, int64_t unit, struct date on)
{
	static const struct paper_office none = { .name = "", .said = "" };
	const struct paper_office *o = db_row(rq, sql_paper_office, paper_office, arg(unit), arg(on));

	return o == NULL ? &none : o;
}

const char *paper_markup(struct request *rq, const char *s)
{
	struct text t = text_new(rq->work.arena, MARKUP_MOST);

	pdf_markup(&t, s);
	return t.at;
}

const char *paper_day(struct request *rq, struct date day)
{
	struct civil c = date_civil(day.days == NO_DAY ? rq->work.today : day);

	if (day.days == NO_DAY)
		return arena_printf(rq->work.arena, "ngày …… tháng …… năm %d", c.year);
	return arena_printf(rq->work.arena, "ngày %02d tháng %0*d năm %d", c.day, c.month < 3 ? 2 : 1, c.month, c.year);
}

const char *paper_day_short(struct request *rq, struct date day)
{
	struct civil c = date_civil(day);

	return day.days == NO_DAY ? "" : arena_printf(rq->work.arena, "%02d/%02d/%d", c.day, c.month, c.year);
}

static void letterhead(struct request *rq, struct pdf *pdf, const struct paper_office *o)
{
	const double widths[] = { 0, 92 };
	const struct pdf_paragraph office[] = {
		{ .markup = paper_markup(rq, o->above), .size = 12, .align = PDF_CENTER },
		{ .markup = paper_markup(rq, o->name), .size = 12, .bold = true, .align = PDF_CENTER,
			.ruled = 0.4, .after = 2 },
	}, motto[] = {
		{ .markup = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", .size = 12, .bold = true, .align = PDF_CENTER },
		{ .markup = "Độc lập - Tự do - Hạnh phúc", .size = 13, .bold = true, .align = PDF_CENTER, .ruled = 1, .after = 2 },
	};
	const bool alone = o->above == NULL;

	pdf_table(pdf, &(struct pdf_table){ .widths = widths, .columns = 2 });
	pdf_row(pdf, (const struct pdf_cell[]){ { .paragraphs = office + alone, .n = 2 - alone },
		{ .paragraphs = motto, .n = 2 } }, 2, false);
}

void paper_head(struct request *rq, struct pdf *pdf, const struct paper_head *head)
{
	const double widths[] = { 0, 92 };
	const char *place = head->office->place == NULL ? "……………" : head->office->place;
	const struct pdf_paragraph left[] = {
		{ .markup = head->number ? "Số: ……/……" : "", .size = 13, .align = PDF_CENTER },
		{ .markup = paper_markup(rq, head->about), .size = 12, .align = PDF_CENTER },
	}, day = { .size = 13, .italic = true, .align = PDF_CENTER,
		.markup = paper_markup(rq, arena_printf(rq->work.arena, "%s, %s", place, paper_day(rq, head->day))) };

	letterhead(rq, pdf, head->office);
	pdf_space(pdf, 3);
	pdf_table(pdf, &(struct pdf_table){ .widths = widths, .columns = 2 });
	pdf_row(pdf, (const struct pdf_cell[]){ { .paragraphs = left, .n = head->about == NULL ? 1 : 2 },
		{ .paragraphs = &day, .n = 1 } }, 2, false);
}

struct reply paper_reply(struct request *rq, struct pdf *pdf, const char *name)
{
	struct text file;
	struct reply r;

	if (!pdf_done(pdf, &file))
		return reply_error(rq, 503, "paper_not_made");
	r = reply_text(rq, "application/pdf", &file);
	reply_header(rq, &r, "Content-Disposition", arena_printf(rq->work.arena, "inline; filename=\"%s\"", name));
	reply_header(rq, &r, "Cache-Control", "private, no-store");
	return r;
}
