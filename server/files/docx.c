// SPDX-License-Identifier: GPL-3.0-or-later
// WordprocessingML, written by hand: six small parts in a ZIP, of which one grows.
#include "files/docx.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "files/zip_write.h"

enum { BODY_MOST = 8 << 20, FILE_MOST = 9 << 20, COLUMNS_MOST = 16 };
static const double A4_SHORT = 210, A4_LONG = 297, SIZE = 13, LINE = 1.1;
#define TWIPS(mm) ((int)((mm) * 1440 / 25.4 + 0.5))
#define W "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" " \
	"xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

struct docx {
	struct arena *arena;
	struct pdf_sheet sheet;
	struct text body;
	double width;			// between the margins (millimetres)
	struct pdf_table table;
	double widths[COLUMNS_MOST];
	bool in_table;
};

static const char types[] = XML "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
	"<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
	"<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
	"<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
	"<Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>"
	"<Override PartName=\"/word/header1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml\"/>"
	"</Types>";
static const char rels[] = XML "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
	"<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>"
	"</Relationships>";
static const char document_rels[] = XML "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
	"<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>"
	"<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/header\" Target=\"header1.xml\"/>"
	"</Relationships>";
// Annex I, II.1: Times New Roman, black.
static const char styles[] = XML "<w:styles " W "><w:docDefaults><w:rPrDefault><w:rPr>"
	"<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"Times New Roman\" w:cs=\"Times New Roman\"/>"
	"<w:sz w:val=\"26\"/><w:szCs w:val=\"26\"/><w:lang w:val=\"vi-VN\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
	"<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style></w:styles>";
// The page's number in the middle of the upper margin; the first page has none (w:titlePg).
static const char header[] = XML "<w:hdr " W "><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>"
	"<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p></w:hdr>";

struct docx *docx_new(const struct pdf_sheet *sheet, struct arena *a)
{
	struct docx *d = arena_one(a, struct docx);

	d->arena = a;
	d->sheet = *sheet;
	if (sheet->top <= 0 && sheet->left <= 0)
		d->sheet.top = 20, d->sheet.right = 17, d->sheet.bottom = 20, d->sheet.left = 30;
	d->width = (sheet->landscape ? A4_LONG : A4_SHORT) - d->sheet.left - d->sheet.right;
	d->body = text_new(a, BODY_MOST);
	text_add(&d->body, XML "<w:document " W "><w:body>");
	return d;
}

static void table_end(struct docx *d)
{
	if (d->in_table)
		text_add(&d->body, "</w:tbl>");
	d->in_table = false;
}

static void run_add(struct docx *d, const struct pdf_paragraph *p, bool bold, const char *s, size_t len)
{
	int half_points = (int)(2 * (p->size > 0 ? p->size : SIZE));

	if (len == 0)
		return;
	text_printf(&d->body, "<w:r><w:rPr>%s%s<w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/></w:rPr><w:t xml:space=\"preserve\">",
		bold || p->bold ? "<w:b/>" : "", p->italic ? "<w:i/>" : "", half_points, half_points);
	text_addn(&d->body, s, len);
	text_add(&d->body, "</w:t></w:r>");
}

// Markup is XML already but for <b>, which parts runs, and line breaks.
static void runs_add(struct docx *d, const struct pdf_paragraph *p)
{
	const char *s = p->markup == NULL ? "" : p->markup;
	bool bold = false;

	while (*s != '\0') {
		size_t len = strcspn(s, "<\n");

		run_add(d, p, bold, s, len);
		s += len;
		if (*s == '\n') {
			text_add(&d->body, "<w:r><w:br/></w:r>");
			s++;
		} else if (*s == '<') {
			bold = s[1] != '/';
			s += strcspn(s, ">") + 1;
		}
	}
}

static void paragraph_open(struct docx *d, const struct pdf_paragraph *p)
{
	static const char *const aligns[] = { "left", "center", "right", "both" };

	text_printf(&d->body, "<w:p><w:pPr>%s<w:spacing w:before=\"%d\" w:after=\"%d\" w:line=\"%d\" w:lineRule=\"auto\"/>"
		"<w:ind w:left=\"%d\" w:right=\"%d\" w:firstLine=\"%d\"/><w:jc w:val=\"%s\"/></w:pPr>",
		p->with_next ? "<w:keepNext/>" : "", TWIPS(p->before), p->ruled > 0 ? 0 : TWIPS(p->after),
		(int)(240 * (p->line > 0 ? p->line : LINE)), TWIPS(p->left), TWIPS(p->right), TWIPS(p->first), aligns[p->align]);
}

// Word draws a line over a paragraph from indent to indent: a small empty one below, as long as the text would be.
static void rule_add(struct docx *d, const struct pdf_paragraph *p, double width)
{
	int indent = TWIPS(width * (1 - 0.62 * p->ruled) / 2);

	text_printf(&d->body, "<w:p><w:pPr><w:pBdr><w:top w:val=\"single\" w:sz=\"6\" w:space=\"1\" w:color=\"000000\"/></w:pBdr>"
		"<w:spacing w:before=\"20\" w:after=\"%d\" w:line=\"60\" w:lineRule=\"exact\"/>"
		"<w:ind w:left=\"%d\" w:right=\"%d\"/></w:pPr></w:p>", TWIPS(p->after), indent, indent);
}

static void paragraph_add(struct docx *d, const struct pdf_paragraph *p, double width)
{
	paragraph_open(d, p);
	runs_add(d, p);
	text_add(&d->body, "</w:p>");
	if (p->ruled > 0)
		rule_add(d, p, width);
}

void docx_paragraph(struct docx *d, const struct pdf_paragraph *p)
{
	table_end(d);
	paragraph_add(d, p, d->width);
}

void docx_space(struct docx *d, double height)
{
	table_end(d);
	text_printf(&d->body, "<w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"%d\" w:lineRule=\"exact\"/></w:pPr></w:p>",
		TWIPS(height));
}

void docx_page_break(struct docx *d)
{
	table_end(d);
	text_add(&d->body, "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>");
}

void docx_table(struct docx *d, const struct pdf_table *t)
{
	double left = d->width;
	size_t open = 0;

	table_end(d);
	d->table = *t;
	d->table.columns = t->columns < COLUMNS_MOST ? t->columns : COLUMNS_MOST;
	for (size_t i = 0; i < d->table.columns; i++) {
		left -= t->widths[i];
		open += t->widths[i] <= 0;
	}
	text_printf(&d->body, "<w:tbl><w:tblPr><w:tblW w:w=\"%d\" w:type=\"dxa\"/>%s<w:tblLayout w:type=\"fixed\"/><w:tblCellMar>"
		"<w:left w:w=\"%d\" w:type=\"dxa\"/><w:right w:w=\"%d\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>",
		TWIPS(d->width), !t->bordered ? "" : "<w:tblBorders><w:top w:val=\"single\" w:sz=\"4\"/><w:left w:val=\"single\" w:sz=\"4\"/>"
		"<w:bottom w:val=\"single\" w:sz=\"4\"/><w:right w:val=\"single\" w:sz=\"4\"/><w:insideH w:val=\"single\" w:sz=\"4\"/>"
		"<w:insideV w:val=\"single\" w:sz=\"4\"/></w:tblBorders>", TWIPS(t->padding), TWIPS(t->padding));
	for (size_t i = 0; i < d->table.columns; i++) {
		d->widths[i] = t->widths[i] > 0 ? t->widths[i] : left / (double)open;
		text_printf(&d->body, "<w:gridCol w:w=\"%d\"/>", TWIPS(d->widths[i]));
	}
	text_add(&d->body, "</w:tblGrid>");
	d->in_table = true;
}

static void cell_add(struct docx *d, const struct pdf_cell *cell, double width)
{
	static const struct pdf_paragraph empty = { 0 };

	text_printf(&d->body, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/>%s%s</w:tcPr>", TWIPS(width),
		cell->span > 1 ? arena_printf(d->arena, "<w:gridSpan w:val=\"%d\"/>", cell->span) : "",
		cell->middle ? "<w:vAlign w:val=\"center\"/>" : "");
	for (size_t i = 0; i < cell->n; i++)
		paragraph_add(d, &cell->paragraphs[i], width);
	if (cell->n == 0)
		paragraph_add(d, &empty, width);
	text_add(&d->body, "</w:tc>");
}

void docx_row(struct docx *d, const struct pdf_cell *cells, size_t n, bool head)
{
	text_printf(&d->body, "<w:tr><w:trPr><w:cantSplit/>%s%s</w:trPr>",
		d->table.least > 0 ? arena_printf(d->arena, "<w:trHeight w:val=\"%d\"/>", TWIPS(d->table.least)) : "",
		head ? "<w:tblHeader/>" : "");
	for (size_t i = 0, at = 0; i < n && at < d->table.columns; i++) {
		size_t end = at + (cells[i].span > 1 ? (size_t)cells[i].span : 1);
		double width = 0;

		for (; at < end && at < d->table.columns; at++)
			width += d->widths[at];
		cell_add(d, &cells[i], width);
	}
	text_add(&d->body, "</w:tr>");
}

static void section_add(struct docx *d)
{
	int wide = TWIPS(d->sheet.landscape ? A4_LONG : A4_SHORT), high = TWIPS(d->sheet.landscape ? A4_SHORT : A4_LONG);

	text_printf(&d->body, "<w:sectPr>%s<w:pgSz w:w=\"%d\" w:h=\"%d\"%s/><w:pgMar w:top=\"%d\" w:right=\"%d\" w:bottom=\"%d\" "
		"w:left=\"%d\" w:header=\"680\" w:footer=\"680\" w:gutter=\"0\"/>%s</w:sectPr></w:body></w:document>",
		d->sheet.numbered ? "<w:headerReference w:type=\"default\" r:id=\"rId2\"/>" : "", wide, high,
		d->sheet.landscape ? " w:orient=\"landscape\"" : "", TWIPS(d->sheet.top), TWIPS(d->sheet.right), TWIPS(d->sheet.bottom),
		TWIPS(d->sheet.left), d->sheet.numbered ? "<w:titlePg/>" : "");
}

bool docx_done(struct docx *d, struct text *out)
{
	struct zip *z = arena_one(d->arena, struct zip);

	table_end(d);
	section_add(d);
	*out = text_new(d->arena, FILE_MOST);
	zip_begin(z, out, d->sheet.made);
	zip_add(z, "[Content_Types].xml", types, sizeof types - 1);
	zip_add(z, "_rels/.rels", rels, sizeof rels - 1);
	zip_add(z, "word/document.xml", d->body.at, d->body.len);
	zip_add(z, "word/_rels/document.xml.rels", document_rels, sizeof document_rels - 1);
	zip_add(z, "word/styles.xml", styles, sizeof styles - 1);
	zip_add(z, "word/header1.xml", header, sizeof header - 1);
	zip_end(z);
	return !d->body.over && !out->over;
}
