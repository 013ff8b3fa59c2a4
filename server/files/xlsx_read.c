// SPDX-License-Identifier: GPL-3.0-or-later
// The book around a workbook's sheets (ECMA-376 part 1, 18.2 to 18.8): which sheet, formats, fonts, shared strings.
#include "files/xlsx.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "files/xml_read.h"
#include "files/zip_read.h"

// While a part of the book is read.
struct reading {
	struct xlsx *xlsx;
	struct sheet_book *book;
	const char *relation;		// of the chosen sheet
	bool in_fonts, in_formats, in_text, in_phonetic;
	bool enough;
	const char *refusal;
	struct xlsx_run run;
	size_t string_begun;
};

const char *xlsx_part(struct xlsx *x, const char *name, const struct xml_ears *ears)
{
	struct xml *xml = xml_new(ears);
	const char *packed = unzip_each(x->zip, name, xml_feed, xml), *read = xml_done(xml);

	return packed != NULL ? packed : read;
}

static void refuse_with(struct reading *r, const char *code)
{
	r->refusal = code;
	r->enough = true;
}

static void sheet_seen(struct reading *r, const char **attributes)
{
	const char *name = xml_attribute(attributes, "name"), *state = xml_attribute(attributes, "state"), *refusal;
	bool hidden = state != NULL && strcmp(state, "visible") != 0, is_it = false;

	refusal = sheet_book_offer(r->book, name == NULL ? "" : name, hidden, &is_it);
	if (is_it)
		r->relation = arena_copy(r->book->arena, xml_attribute(attributes, "id"));
	if (refusal != NULL)
		refuse_with(r, refusal);
}

static void workbook_opened(void *ctx, const char *name, const char **attributes)
{
	struct reading *r = ctx;
	const char *date1904;

	if (r->enough)
		return;
	if (strcmp(name, "sheet") == 0)
		sheet_seen(r, attributes);
	if (strcmp(name, "workbookPr") != 0)
		return;
	date1904 = xml_attribute(attributes, "date1904");
	r->book->from_1904 = date1904 != NULL && (strcmp(date1904, "1") == 0 || strcmp(date1904, "true") == 0);
}

// A relation's target is a path from xl/, or from the root with a slash in front.
static void relation_opened(void *ctx, const char *name, const char **attributes)
{
	struct reading *r = ctx;
	const char *id = xml_attribute(attributes, "Id"), *target = xml_attribute(attributes, "Target");

	if (strcmp(name, "Relationship") != 0 || id == NULL || target == NULL || strcmp(id, r->relation) != 0)
		return;
	r->xlsx->part = *target == '/' ? arena_copy(r->book->arena, target + 1)
		: arena_printf(r->book->arena, "xl/%s", target);
}

static uint64_t number_attribute(const char **attributes, const char *name)
{
	const char *said = xml_attribute(attributes, name);

	return said == NULL ? 0 : strtoull(said, NULL, 10);
}

// 18.8.22 and 18.8.29: a font is known by its place, and has a name somewhere within.
static void font_opened(struct reading *r, const char *name, const char **attributes)
{
	if (strcmp(name, "font") == 0)
		sheet_book_font(r->book, NULL);
	if (strcmp(name, "name") == 0 && r->book->fonts_n > 0)
		r->book->fonts[r->book->fonts_n - 1] = letters_of_font(xml_attribute(attributes, "val"));
}

static void styles_opened(void *ctx, const char *name, const char **attributes)
{
	struct reading *r = ctx;
	const char *code = xml_attribute(attributes, "formatCode");

	if (strcmp(name, "numFmt") == 0 && code != NULL && xml_attribute(attributes, "numFmtId") != NULL)
		sheet_book_format(r->book, (int64_t)number_attribute(attributes, "numFmtId"), code);
	r->in_fonts = r->in_fonts || strcmp(name, "fonts") == 0;
	if (r->in_fonts)
		font_opened(r, name, attributes);
	r->in_formats = r->in_formats || strcmp(name, "cellXfs") == 0;
	if (r->in_formats && strcmp(name, "xf") == 0)
		sheet_book_style(r->book, (int64_t)number_attribute(attributes, "numFmtId"), number_attribute(attributes, "fontId"));
}

static void styles_closed(void *ctx, const char *name)
{
	struct reading *r = ctx;

	if (strcmp(name, "cellXfs") == 0)
		r->in_formats = false;
	if (strcmp(name, "fonts") == 0)
		r->in_fonts = false;
}

static void strings_opened(void *ctx, const char *name, const char **attributes)
{
	struct reading *r = ctx;

	if (strcmp(name, "si") == 0) {
		const char *refusal = sheet_book_string_begin(r->book);

		if (refusal != NULL) {
			refuse_with(r, refusal);
			return;
		}
		r->string_begun = r->book->strings.len;
	}
	r->in_phonetic = r->in_phonetic || strcmp(name, "rPh") == 0;
	r->in_text = strcmp(name, "t") == 0 && !r->in_phonetic;
	if (!r->in_phonetic)
		xlsx_run_opened(&r->run, name, attributes, &r->book->strings);
}

static void strings_text(void *ctx, const char *s, int len)
{
	struct reading *r = ctx;
	struct text *strings = &r->book->strings;

	if (!r->in_text || r->enough)
		return;
	text_addn(strings, s, (size_t)len);
	if (strings->over)
		refuse_with(r, "sheet_too_big");
	if (strings->len - r->string_begun > SHEET_TEXT)
		refuse_with(r, "sheet_cell_too_long");
}

static void strings_closed(void *ctx, const char *name)
{
	struct reading *r = ctx;

	if (strcmp(name, "t") == 0)
		r->in_text = false;
	if (strcmp(name, "rPh") == 0)
		r->in_phonetic = false;
	if (strcmp(name, "si") == 0 && !r->enough) {
		const char *refusal = sheet_book_string_end(r->book);

		if (refusal != NULL)
			refuse_with(r, refusal);
	}
}

// Reads a part that may be missing when it is not `needed`.
static const char *part_heard(struct reading *r, const char *part, struct xml_ears ears, bool needed)
{
	const char *refusal;

	if (!needed && !unzip_has(r->xlsx->zip, part))
		return NULL;
	ears.enough = &r->enough;
	ears.ctx = r;
	refusal = xlsx_part(r->xlsx, part, &ears);
	return r->refusal != NULL ? r->refusal : refusal;
}

static const char *sheet_found(struct reading *r)
{
	static const char workbook[] = "xl/workbook.xml", relations[] = "xl/_rels/workbook.xml.rels";
	const char *refusal;

	if (!unzip_has(r->xlsx->zip, workbook))
		return "sheet_no_workbook";
	if (unzip_has(r->xlsx->zip, "xl/vbaProject.bin"))
		return "sheet_macros";
	refusal = part_heard(r, workbook, (struct xml_ears){ .opened = workbook_opened }, true);
	if (refusal == NULL && r->relation == NULL)
		refusal = "sheet_unknown";
	if (refusal == NULL)
		refusal = part_heard(r, relations, (struct xml_ears){ .opened = relation_opened }, true);
	if (refusal == NULL && (r->xlsx->part == NULL || !unzip_has(r->xlsx->zip, r->xlsx->part)))
		refusal = "sheet_damaged";
	return refusal;
}

const char *xlsx_book(struct xlsx *x)
{
	struct reading *r = arena_one(x->book.arena, struct reading);
	const char *refusal;

	r->xlsx = x;
	r->book = &x->book;
	refusal = sheet_found(r);
	if (refusal == NULL)
		refusal = part_heard(r, "xl/styles.xml", (struct xml_ears){ .opened = styles_opened, .closed = styles_closed }, false);
	if (refusal == NULL)
		refusal = part_heard(r, "xl/sharedStrings.xml", (struct xml_ears){ .opened = strings_opened,
			.closed = strings_closed, .text = strings_text }, false);
	return refusal;
}

const char *xlsx_parse(const char *bytes, size_t len, int which, const struct sheet_sink *sink)
{
	struct arena *a = arena_new();
	struct xlsx x = { .zip = unzip_open(bytes, len), .book = sheet_book_new(a, sink, which) };
	const char *refusal = x.zip == NULL ? "sheet_damaged" : NULL;

	if (refusal == NULL && !sink->about(sink->ctx, "format", "xlsx"))
		refusal = "sheet_stopped";
	if (refusal == NULL)
		refusal = xlsx_book(&x);
	if (refusal == NULL)
		refusal = xlsx_rows(&x);
	unzip_close(x.zip);
	arena_drop(a);
	return refusal;
}
