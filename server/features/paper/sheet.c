// SPDX-License-Identifier: GPL-3.0-or-later
// The sheet people sign in a session: one row a person, rows for who was not sent, a QR code to the roll.
#include <string.h>

#include "base/row_code.h"
#include "base/text.h"
#include "build/sql.h"
#include "features/paper/paper.h"

enum { SPARE_ROWS = 5, TITLE_MOST = 2048 };
static const double ROW_HEIGHT = 9, QR_SIDE = 26;

struct sheet_session {
	int64_t class;
	const char *class_code, *class_title, *course_title;
	int64_t host_unit, number;
	struct date date;
	struct hhmm start, end;
	int64_t periods;
	const char *venue, *trainer;
	bool cancelled;
};
SHAPE(sheet_session,
	FIELD(sheet_session, class,        REQUIRED),
	FIELD(sheet_session, class_code,   REQUIRED),
	FIELD(sheet_session, class_title,  REQUIRED),
	FIELD(sheet_session, course_title, REQUIRED),
	FIELD(sheet_session, host_unit,    OPTIONAL),
	FIELD(sheet_session, number,       REQUIRED),
	FIELD(sheet_session, date,         REQUIRED),
	FIELD(sheet_session, start,        OPTIONAL),
	FIELD(sheet_session, end,          OPTIONAL),
	FIELD(sheet_session, periods,      REQUIRED),
	FIELD(sheet_session, venue,        OPTIONAL),
	FIELD(sheet_session, trainer,      OPTIONAL),
	FIELD(sheet_session, cancelled,    REQUIRED));

struct sheet_row { int64_t person; const char *full_name, *unit; };
SHAPE(sheet_row,
	FIELD(sheet_row, person,    REQUIRED),
	FIELD(sheet_row, full_name, REQUIRED),
	FIELD(sheet_row, unit,      OPTIONAL));

static const double widths[] = { 11, 0, 46, 17, 38 };
enum { COLUMNS = sizeof widths / sizeof *widths };

static void row_add(struct pdf *pdf, const char *const texts[COLUMNS], bool head)
{
	struct pdf_paragraph paragraphs[COLUMNS];
	struct pdf_cell cells[COLUMNS];

	for (size_t i = 0; i < COLUMNS; i++) {
		bool centred = head || i == 0 || i == 3;

		paragraphs[i] = (struct pdf_paragraph){ .markup = texts[i], .size = 12, .bold = head,
			.align = centred ? PDF_CENTER : PDF_LEFT };
		cells[i] = (struct pdf_cell){ .paragraphs = &paragraphs[i], .n = 1, .middle = true };
	}
	pdf_row(pdf, cells, COLUMNS, head);
}

static void rows_add(struct request *rq, struct pdf *pdf, const struct sheet_row *rows, size_t n)
{
	pdf_table(pdf, &(struct pdf_table){ .widths = widths, .columns = COLUMNS, .bordered = true, .padding = 1.2,
		.least = ROW_HEIGHT });
	row_add(pdf, (const char *const[]){ "TT", "Họ và tên", "Đơn vị", "Mã dòng", "Ký tên" }, true);
	for (size_t i = 0; i < n + SPARE_ROWS; i++) {
		const char *number = arena_printf(rq->work.arena, "%zu", i + 1);
		char code[ROW_CODE] = "";

		if (i < n)
			row_code(rows[i].person, code);
		row_add(pdf, (const char *const[]){ number, i < n ? paper_markup(rq, rows[i].full_name) : "",
			i < n ? paper_markup(rq, rows[i].unit) : "", arena_copy(rq->work.arena, code), "" }, false);
	}
}

static const char *time_of(struct request *rq, const struct sheet_session *s)
{
	char from[HHMM_TEXT], to[HHMM_TEXT];

	if (s->start.minutes == NO_DAY)
		return "";
	hhmm_text(s->start, from);
	if (s->end.minutes == NO_DAY)
		return arena_printf(rq->work.arena, ", từ %s", from);
	hhmm_text(s->end, to);
	return arena_printf(rq->work.arena, ", từ %s đến %s", from, to);
}

// What, when, where and who, with the code beside it.
static void about_add(struct request *rq, struct pdf *pdf, const struct sheet_session *s)
{
	struct arena *a = rq->work.arena;
	const char *lines[] = {
		arena_printf(a, "Tên lớp: %s (%s)", s->class_title, s->class_code),
		arena_printf(a, "Buổi %lld: ngày %s%s (%lld tiết)", (long long)s->number, paper_day_short(rq, s->date),
			time_of(rq, s), (long long)s->periods),
		arena_printf(a, "Địa điểm: %s", s->venue == NULL ? "…………………………………………" : s->venue),
		arena_printf(a, "Giảng viên, báo cáo viên: %s", s->trainer == NULL ? "………………………………" : s->trainer),
	};
	struct pdf_paragraph about[sizeof lines / sizeof *lines];
	const double halves[] = { 0, 30 };

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		about[i] = (struct pdf_paragraph){ .markup = paper_markup(rq, lines[i]), .before = 1 };
	pdf_table(pdf, &(struct pdf_table){ .widths = halves, .columns = 2 });
	pdf_row(pdf, (const struct pdf_cell[]){ { .paragraphs = about, .n = sizeof lines / sizeof *lines, .middle = true },
		{ .qr = arena_printf(a, "%s/roll?session=%lld", request_site(rq), (long long)rq->id[0]), .side = QR_SIDE } },
		2, false);
}

static void foot_add(struct pdf *pdf)
{
	static const double halves[] = { 0, 0 };
	static const struct pdf_paragraph counts = { .before = 3,
		.markup = "Sĩ số: ………   Có mặt: ………   Vắng có phép: ………   Vắng không phép: ………" },
		left[] = { { .markup = "NGƯỜI QUẢN LÝ LỚP", .bold = true, .align = PDF_CENTER },
			{ .markup = "(Ký, ghi rõ họ tên)", .italic = true, .align = PDF_CENTER, .after = 24 } },
		right[] = { { .markup = "GIẢNG VIÊN, BÁO CÁO VIÊN", .bold = true, .align = PDF_CENTER },
			{ .markup = "(Ký, ghi rõ họ tên)", .italic = true, .align = PDF_CENTER, .after = 24 } };

	pdf_space(pdf, 3);
	pdf_table(pdf, &(struct pdf_table){ .widths = (const double[]){ 0 }, .columns = 1 });
	pdf_row(pdf, &(struct pdf_cell){ .paragraphs = &counts, .n = 1 }, 1, false);
	pdf_space(pdf, 4);
	pdf_table(pdf, &(struct pdf_table){ .widths = halves, .columns = 2 });
	pdf_row(pdf, (const struct pdf_cell[]){ { .paragraphs = left, .n = 2 }, { .paragraphs = right, .n = 2 } }, 2,
		false);
}

struct reply sign_in_sheet(struct request *rq)
{
	const struct sheet_session *s = db_row(rq, sql_sheet_session, sheet_session, arg(rq->id[0]));
	struct paper_head head = { .number = false };
	const struct sheet_row *rows;
	struct pdf *pdf;
	size_t n;
	char day[DATE_TEXT];

	if (s == NULL)
		return reply_error(rq, 404, "session_unknown");
	rows = db_rows(rq, sql_sheet_rows, sheet_row, &n, arg(rq->id[0]));
	if (n > PAPER_ROWS_MOST)
		return reply_error(rq, 422, "paper_too_long");
	head.office = paper_office(rq, s->host_unit, s->date);
	head.day = s->date;
	pdf = pdf_new(&(struct pdf_sheet){ .numbered = true, .made = rq->work.now,
		.title = arena_printf(rq->work.arena, "Bảng điểm danh %s, buổi %lld", s->class_code, (long long)s->number) },
		rq->work.arena);
	paper_head(rq, pdf, &head);
	pdf_paragraph(pdf, &(struct pdf_paragraph){ .markup = "BẢNG ĐIỂM DANH", .size = 14, .bold = true,
		.align = PDF_CENTER, .before = 6 });
	pdf_paragraph(pdf, &(struct pdf_paragraph){ .markup = paper_markup(rq, s->course_title), .bold = true,
		.align = PDF_CENTER, .after = 2 });
	about_add(rq, pdf, s);
	pdf_space(pdf, 2);
	rows_add(rq, pdf, rows, n);
	foot_add(pdf);
	date_text(s->date, day);
	return paper_reply(rq, pdf, arena_printf(rq->work.arena, "bang-diem-danh-%s-buoi-%lld-%.4s%.2s%.2s.pdf",
		s->class_code, (long long)s->number, day, day + 5, day + 8));
}
