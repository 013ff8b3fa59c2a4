// SPDX-License-Identifier: GPL-3.0-or-later
// A template's lines as paragraphs and tables of either format, by the form of Decree 30/2020/ND-CP, annex I.
#include <string.h>

#include "base/text.h"
#include "features/paper/letter.h"

enum { CELLS_MOST = 12, COPIES_MOST = 12, BOLD_MOST = 8192, FIELDS_MOST = 40 };

// One of the two is there.
struct output {
	const struct letter *letter;
	struct pdf *pdf;
	struct docx *docx;
	struct template_wrong *wrong;
	int line;			// of the template, which is read now
};

static void paragraph(struct output *o, const struct pdf_paragraph *p)
{
	if (o->pdf != NULL)
		pdf_paragraph(o->pdf, p);
	else
		docx_paragraph(o->docx, p);
}

static void space(struct output *o, double height)
{
	if (o->pdf != NULL)
		pdf_space(o->pdf, height);
	else
		docx_space(o->docx, height);
}

static void page_break(struct output *o)
{
	if (o->pdf != NULL)
		pdf_page_break(o->pdf);
	else
		docx_page_break(o->docx);
}

static void table(struct output *o, const struct pdf_table *t)
{
	if (o->pdf != NULL)
		pdf_table(o->pdf, t);
	else
		docx_table(o->docx, t);
}

static void row(struct output *o, const struct pdf_cell *cells, size_t n, bool head)
{
	if (o->pdf != NULL)
		pdf_row(o->pdf, cells, n, head);
	else
		docx_row(o->docx, cells, n, head);
}

// Fields filled in and **bold** made markup; NULL with o->wrong set.
static const char *filled(struct output *o, const char *template, const struct field_value *values, size_t n)
{
	struct arena *a = o->letter->rq->work.arena;
	const char *about = "", *s = fields_fill(a, template, values, n, &about);
	struct text out = text_new(a, BOLD_MOST);

	if (s == NULL) {
		*o->wrong = (struct template_wrong){ o->line, "template_field_unknown", about };
		return NULL;
	}
	for (bool bold = false; *s != '\0'; ) {
		const char *mark = strstr(s, "**");
		size_t len = mark == NULL ? strlen(s) : (size_t)(mark - s);

		pdf_markup(&out, arena_copyn(a, s, len));
		s += len;
		if (mark == NULL)
			break;
		text_add(&out, bold ? "</b>" : "<b>");
		bold = !bold;
		s += 2;
		if (bold && strstr(s, "**") == NULL) {
			pdf_markup(&out, s);
			text_add(&out, "</b>");
			break;
		}
	}
	return out.at;
}

static const char *said(struct output *o, const char *template)
{
	return filled(o, template, o->letter->values, o->letter->values_n);
}

static bool head_write(struct output *o, const struct block *b)
{
	static const double widths[] = { 0, 92 };
	struct request *rq = o->letter->rq;
	const struct paper_office *office = o->letter->office;
	const char *about = said(o, b->text), *place = office->place == NULL ? "……………" : office->place;
	const bool alone = office->above == NULL;

	if (about == NULL)
		return false;
	const struct pdf_paragraph left[] = {
		{ .markup = paper_markup(rq, office->above), .size = 12, .align = PDF_CENTER },
		{ .markup = paper_markup(rq, office->name), .size = 12, .bold = true, .align = PDF_CENTER, .ruled = 0.4, .after = 2 },
		{ .markup = "Số: ……/……", .size = 13, .align = PDF_CENTER },
		{ .markup = about, .size = 12, .align = PDF_CENTER },
	}, right[] = {
		{ .markup = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", .size = 12, .bold = true, .align = PDF_CENTER },
		{ .markup = "Độc lập - Tự do - Hạnh phúc", .size = 13, .bold = true, .align = PDF_CENTER, .ruled = 1, .after = 2 },
		{ .size = 13, .italic = true, .align = PDF_CENTER,
			.markup = paper_markup(rq, arena_printf(rq->work.arena, "%s, %s", place,
				o->letter->day == NULL ? paper_day(rq, NO_DATE) : o->letter->day)) },
	};

	table(o, &(struct pdf_table){ .widths = widths, .columns = 2 });
	row(o, (const struct pdf_cell[]){ { .paragraphs = left + alone, .n = (*about != '\0' ? 4 : 3) - (size_t)alone },
		{ .paragraphs = right, .n = 3 } }, 2, false);
	space(o, 4);
	return true;
}

static bool sign_write(struct output *o, const struct block *b)
{
	static const double widths[] = { 75, 0 };
	const char *office = said(o, b->text), *copies = said(o, b->more);
	struct pdf_paragraph left[COPIES_MOST + 1] = { { .markup = "Nơi nhận:", .size = 12, .bold = true, .italic = true } };
	size_t n = 1;

	if (office == NULL || copies == NULL)
		return false;
	for (size_t len; *copies != '\0' && n <= COPIES_MOST; copies += len + (copies[len] != '\0')) {
		copies += strspn(copies, " ");
		len = strcspn(copies, ";");
		left[n++] = (struct pdf_paragraph){ .size = 11, .markup = arena_printf(o->letter->rq->work.arena, "- %.*s;",
			(int)len, copies) };
	}
	space(o, 4);
	table(o, &(struct pdf_table){ .widths = widths, .columns = 2 });
	row(o, (const struct pdf_cell[]){ { .paragraphs = left, .n = n == 1 ? 0 : n },
		{ .paragraphs = &(struct pdf_paragraph){ .markup = office, .bold = true, .align = PDF_CENTER, .after = 28 }, .n = 1 } },
		2, false);
	return true;
}

// The fields of the row that begins at `at`, behind those of the whole, which they go before.
static size_t row_values(const struct output *o, const struct letter_list *list, size_t at, struct field_value *values,
	size_t *n)
{
	size_t end = at;

	for (*n = 0; end < list->n && list->fields[end].row == list->fields[at].row; end++)
		if (*n < FIELDS_MOST)
			values[(*n)++] = (struct field_value){ list->fields[end].name, list->fields[end].value };
	for (size_t i = 0; i < o->letter->values_n && *n < 2 * FIELDS_MOST; i++)
		values[(*n)++] = o->letter->values[i];
	return end;
}

static bool cells_write(struct output *o, const struct block *b, const struct field_value *values, size_t n)
{
	struct pdf_paragraph paragraphs[CELLS_MOST];
	struct pdf_cell cells[CELLS_MOST];

	for (size_t i = 0; i < b->columns_n; i++) {
		const char *s = values == NULL ? paper_markup(o->letter->rq, b->columns[i].title) :
			filled(o, b->columns[i].cell, values, n);

		if (s == NULL)
			return false;
		paragraphs[i] = (struct pdf_paragraph){ .markup = s, .size = 12, .bold = values == NULL,
			.align = values == NULL || (b->columns[i].width > 0 && b->columns[i].width < 20) ? PDF_CENTER : PDF_LEFT };
		cells[i] = (struct pdf_cell){ .paragraphs = &paragraphs[i], .n = 1, .middle = true };
	}
	row(o, cells, b->columns_n, values == NULL);
	return true;
}

static bool table_write(struct output *o, const struct block *b)
{
	struct field_value values[2 * FIELDS_MOST];
	const struct letter_list *list = NULL;
	double widths[CELLS_MOST];
	size_t n;

	for (size_t i = 0; i < o->letter->lists_n; i++)
		if (strcmp(o->letter->lists[i].name, b->text) == 0)
			list = &o->letter->lists[i];
	if (list == NULL) {
		*o->wrong = (struct template_wrong){ b->line, "template_list_unknown", b->text };
		return false;
	}
	for (size_t i = 0; i < b->columns_n; i++)
		widths[i] = b->columns[i].width;
	space(o, 2);
	table(o, &(struct pdf_table){ .widths = widths, .columns = b->columns_n, .bordered = true, .padding = 1, .least = 7 });
	if (!cells_write(o, b, NULL, 0))
		return false;
	for (size_t at = 0; at < list->n; ) {
		at = row_values(o, list, at, values, &n);
		if (!cells_write(o, b, values, n))
			return false;
	}
	space(o, 2);
	return true;
}

static bool block_write(struct output *o, const struct block *b)
{
	static const struct pdf_paragraph looks[] = {
		[BLOCK_TITLE] = { .size = 14, .bold = true, .align = PDF_CENTER, .before = 3, .with_next = true },
		[BLOCK_SUBTITLE] = { .size = 14, .bold = true, .align = PDF_CENTER, .after = 3, .with_next = true },
		[BLOCK_CENTER] = { .size = 14, .align = PDF_CENTER, .before = 2, .after = 2 },
		[BLOCK_BASIS] = { .size = 14, .italic = true, .align = PDF_JUSTIFY, .first = 10, .before = 1.5 },
		[BLOCK_LEFT] = { .size = 14, .before = 2 },
		[BLOCK_TEXT] = { .size = 14, .align = PDF_JUSTIFY, .first = 10, .before = 2 },
	};
	struct pdf_paragraph p;

	o->line = b->line;
	if (b->kind == BLOCK_HEAD)
		return head_write(o, b);
	if (b->kind == BLOCK_SIGN)
		return sign_write(o, b);
	if (b->kind == BLOCK_TABLE)
		return table_write(o, b);
	if (b->kind == BLOCK_PAGE) {
		page_break(o);
		return true;
	}
	p = looks[b->kind];
	p.markup = said(o, b->text);
	if (p.markup != NULL)
		paragraph(o, &p);
	return p.markup != NULL;
}

bool letter_write(const struct letter *l, const struct template *t, const char *format, struct text *out,
	struct template_wrong *wrong)
{
	const struct pdf_sheet sheet = { .title = l->title, .numbered = true, .made = l->rq->work.now };
	struct output o = { .letter = l, .wrong = wrong };
	bool good = true, made;

	*wrong = (struct template_wrong){ 0 };
	if (strcmp(format, "pdf") == 0)
		o.pdf = pdf_new(&sheet, l->rq->work.arena);
	else
		o.docx = docx_new(&sheet, l->rq->work.arena);
	for (size_t i = 0; i < t->n && good; i++)
		good = block_write(&o, &t->blocks[i]);
	made = o.pdf != NULL ? pdf_done(o.pdf, out) : docx_done(o.docx, out);
	return good && made;
}
