// SPDX-License-Identifier: GPL-3.0-or-later
// A list given back as a workbook: every cell as it came, what is wrong in it coloured, and why beside it.
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "build/sql.h"
#include "features/lists/job.h"
#include "files/book.h"
#include "http/reply.h"

enum { ROWS_AT_ONCE = 500, GAP_MOST = 2000, REASON_MOST = 8000, CELL_WIDTH = 18, REASON_WIDTH = 60 };

struct list_back_row { int64_t row; const char *cells_sealed, *read_sealed, *verdict; };
SHAPE(list_back_row,
	FIELD(list_back_row, row, REQUIRED),
	FIELD(list_back_row, cells_sealed, REQUIRED),
	FIELD(list_back_row, read_sealed, OPTIONAL),
	FIELD(list_back_row, verdict, OPTIONAL));

struct back {
	struct request *rq;
	struct book *book;
	int64_t next;			// the row that comes next in the sheet
	int beside;			// the column of reasons
	bool letters_kept;		// old letters as they stand
};

// A day as people write it: it is text here, as every cell.
static const char *cell_shown(const struct sheet_cell *c, struct arena *a)
{
	struct date day;
	struct civil civil;

	if (c->kind != CELL_DATE || !date_parse(c->text, &day))
		return c->text;
	civil = date_civil(day);
	return arena_printf(a, "%02d/%02d/%04d", civil.day, civil.month, civil.year);
}

static enum book_look look_of(const struct list_read *r, int column)
{
	enum book_look look = BOOK_PLAIN;

	for (size_t i = 0; i < r->problems_n; i++)
		if (r->problems[i].column == column && look != BOOK_WRONG)
			look = r->problems[i].blocks ? BOOK_WRONG : BOOK_DOUBT;
	return look;
}

// Every sentence of the row, each with its cell; what nobody could settle says so.
static const char *reason_of(struct request *rq, const struct list_back_row *row, const struct list_read *r)
{
	struct arena *a = rq->work.arena;
	struct text t = text_new(a, REASON_MOST);

	for (size_t i = 0; i < r->problems_n; i++) {
		const char *address = list_address(row->row, r->problems[i].column, a);

		text_printf(&t, "%s%s%s%s", t.len > 0 ? "; " : "", address == NULL ? "" : address, address == NULL ? "" : ": ",
			list_problem_said(rq->language, r, &r->problems[i], a));
	}
	if (t.len == 0 && row->verdict != NULL && strcmp(row->verdict, "unmatched") == 0)
		text_add(&t, sentence(rq->language, "list_row_unmatched"));
	return t.at;
}

static void row_back(struct back *b, const struct list_back_row *row)
{
	struct arena *a = b->rq->work.arena;
	struct sheet_row *cells = arena_one(a, struct sheet_row);
	struct list_read *read = arena_one(a, struct list_read);
	struct book_cell *out = arena_many(a, struct book_cell, SHEET_COLUMNS + 1);
	const char *packed = list_open(b->rq->id[0], list_place_cells(row->row, a), row->cells_sealed, a);

	if (packed != NULL)
		list_cells_unpack(packed, cells, a);
	if (b->letters_kept)
		list_cells_keep(cells);
	list_read_unpack(list_open(b->rq->id[0], list_place_read(row->row, a), row->read_sealed, a), read, a);
	for (; b->next < row->row && row->row - b->next < GAP_MOST; b->next++)
		book_row(b->book, NULL, 0);
	for (size_t i = 0; i < cells->n; i++)
		if ((cells->cells[i].flags & CELL_SPREAD) == 0 || row->verdict != NULL)
			out[cells->cells[i].column] = (struct book_cell){ BOOK_TEXT, look_of(read, cells->cells[i].column),
				cell_shown(&cells->cells[i], a) };
	for (int c = 0; c < b->beside; c++)
		if (out[c].text == NULL && look_of(read, c) != BOOK_PLAIN)
			out[c].look = BOOK_WRONG;
	out[b->beside] = (struct book_cell){ BOOK_TEXT, packed == NULL || read->blocked ? BOOK_WRONG : BOOK_QUIET,
		packed == NULL ? sentence(b->rq->language, "list_row_unreadable") : reason_of(b->rq, row, read) };
	book_row(b->book, out, (size_t)b->beside + 1);
	b->next = row->row + 1;
}

// The last column anything stands in decides where reasons begin. Rows are gone through twice: none of them is kept.
static bool pages_walk(struct back *b, void (*one)(struct back *, const struct list_back_row *))
{
	struct arena *a = b->rq->work.arena;
	int64_t after = 0, seen = 0;
	size_t n = ROWS_AT_ONCE;

	while (n == ROWS_AT_ONCE && work_ok(b->rq)) {
		struct arena_mark mark = arena_now(a);
		const struct list_back_row *rows = db_rows(b->rq, sql_list_cells_page, list_back_row, &n, arg(b->rq->id[0]), arg(after),
			arg((int64_t)ROWS_AT_ONCE));

		for (size_t i = 0; i < n && work_ok(b->rq); i++) {
			struct arena_mark row = arena_now(a);

			one(b, &rows[i]);
			after = rows[i].row;
			work_rewind(&b->rq->work, row);
		}
		seen += (int64_t)n;
		work_rewind(&b->rq->work, mark);
	}
	return seen > 0;
}

static void width_look(struct back *b, const struct list_back_row *row)
{
	struct arena *a = b->rq->work.arena;
	struct sheet_row *cells = arena_one(a, struct sheet_row);
	const char *packed = list_open(b->rq->id[0], list_place_cells(row->row, a), row->cells_sealed, a);

	if (packed != NULL)
		list_cells_unpack(packed, cells, a);
	if (cells->n > 0 && cells->cells[cells->n - 1].column + 1 > b->beside)
		b->beside = cells->cells[cells->n - 1].column + 1;
}

struct reply list_errors(struct request *rq)
{
	struct back b = { .rq = rq, .next = 1 };
	struct civil c = date_civil(rq->work.today);
	const char *plan = db_text(rq, sql_list_plan_of, arg(rq->id[0]));
	int fd;

	b.letters_kept = plan != NULL && list_plan_keeps(plan);
	if (!pages_walk(&b, width_look))
		return reply_error(rq, 409, "list_content_gone");
	if (b.beside >= SHEET_COLUMNS)
		b.beside = SHEET_COLUMNS - 1;
	b.book = book_new(rq->work.arena);
	book_sheet(b.book, sentence(rq->language, "list_errors_sheet"));
	for (int i = 0; i <= b.beside; i++)
		book_column(b.book, i, i == b.beside ? REASON_WIDTH : CELL_WIDTH, BOOK_TEXT);
	pages_walk(&b, row_back);
	fd = book_end(b.book);
	if (fd < 0)
		fault(rq, "the workbook of a list could not be written");
	if (fd < 0)
		return reply_none();
	return reply_file(rq, fd, BOOK_TYPE, arena_printf(rq->work.arena, "danh-sach-%lld-can-sua-%04d%02d%02d.xlsx",
		(long long)rq->id[0], c.year, c.month, c.day));
}
