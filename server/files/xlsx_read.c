// SPDX-License-Identifier: GPL-3.0-or-later
// The book around a workbook's sheets (ECMA-376 part 1, 18.2 to 18.8): which sheet, which formats show
// days and in which letters, shared strings.
#include "files/xlsx.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "files/xml_read.h"
#include "files/zip_read.h"

enum { FORMATS_MOST = 4096, FONTS_MOST = 4096, NAME_MOST = 400 };

// While a part of the book is read.
struct reading {
	struct xlsx *book;
	int which, seen;
	const char *relation;		// of the chosen sheet
	bool in_fonts, in_formats, in_text, in_phonetic;
	bool enough;
	const char *refusal;
	int64_t days[FORMATS_MOST];	// own number formats that show a day
	size_t days_n;
	enum letters fonts[FONTS_MOST];
	size_t fonts_n;
	struct xlsx_run run;
	size_t string_begun;
};

const char *xlsx_part(struct xlsx *book, const char *name, const struct xml_ears *ears)
{
	struct xml *xml = xml_new(ears);
	const char *packed = unzip_each(book->zip, name, xml_feed, xml), *read = xml_done(xml);

	return packed != NULL ? packed : read;
}

static void refuse_with(struct reading *r, const char *code)
{
	r->refusal = code;
	r->enough = true;
}

static void sheet_seen(struct reading *r, const char **attributes)
{
	const char *name = xml_attribute(attributes, "name"), *state = xml_attribute(attributes, "state");
	bool hidden = state != NULL && strcmp(state, "visible") != 0;
	int number = r->seen++;

	if (r->seen > XLSX_SHEETS)
		refuse_with(r, "sheet_damaged");
	if (r->enough || name == NULL || strlen(name) > NAME_MOST)
		return;
	if (!r->book->sink->about(r->book->sink->ctx, "sheet", name))
		refuse_with(r, "sheet_stopped");
	if (r->which != number && (r->which >= 0 || hidden || r->relation != NULL))
		return;
	r->relation = arena_copy(r->book->arena, xml_attribute(attributes, "id"));
	if (!r->book->sink->about(r->book->sink->ctx, "chosen", arena_printf(r->book->arena, "%d", number)))
		refuse_with(r, "sheet_stopped");
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
	r->book->part = *target == '/' ? arena_copy(r->book->arena, target + 1)
		: arena_printf(r->book->arena, "xl/%s", target);
}

// Formats 14 to 22, and the East Asian ones 27 to 36 and 50 to 58, show days; 45 to 47 times.
static bool format_built_in(int64_t number)
{
	return (number >= 14 && number <= 17) || number == 22 || (number >= 27 && number <= 36) || (number >= 50 && number <= 58);
}

// Does a number format show a day: y or d outside quotes and brackets ("dd/mm/yyyy", "[$-42A]d/m/yy")? Months alone
// may be minutes.
static bool format_shows_day(const char *code)
{
	for (; *code != '\0'; code++) {
		if (*code == '"' || *code == '[') {
			const char *end = strchr(code + 1, *code == '"' ? '"' : ']');

			if (end == NULL)
				return false;
			code = end;
		} else if (*code == '\\' && code[1] != '\0') {
			code++;
		} else if (strchr("yYdD", *code) != NULL) {
			return true;
		}
	}
	return false;
}

static bool format_is_day(const struct reading *r, int64_t number)
{
	for (size_t i = 0; i < r->days_n; i++)
		if (r->days[i] == number)
			return true;
	return format_built_in(number);
}

// 18.8.22 and 18.8.29: a font is known by its place, and has a name somewhere within.
static void font_opened(struct reading *r, const char *name, const char **attributes)
{
	if (strcmp(name, "font") == 0 && r->fonts_n < FONTS_MOST)
		r->fonts[r->fonts_n++] = LETTERS_PLAIN;
	if (strcmp(name, "name") == 0 && r->fonts_n > 0)
		r->fonts[r->fonts_n - 1] = letters_of_font(xml_attribute(attributes, "val"));
}

static enum letters format_letters(const struct reading *r, const char **attributes)
{
	const char *font = xml_attribute(attributes, "fontId");
	uint64_t number = font == NULL ? 0 : strtoull(font, NULL, 10);

	return number < r->fonts_n ? r->fonts[number] : LETTERS_PLAIN;
}

static void styles_opened(void *ctx, const char *name, const char **attributes)
{
	struct reading *r = ctx;
	const char *id = xml_attribute(attributes, "numFmtId"), *code = xml_attribute(attributes, "formatCode");
	int64_t number = id == NULL ? -1 : strtoll(id, NULL, 10);

	if (strcmp(name, "numFmt") == 0 && code != NULL && r->days_n < FORMATS_MOST && format_shows_day(code))
		r->days[r->days_n++] = number;
	r->in_fonts = r->in_fonts || strcmp(name, "fonts") == 0;
	if (r->in_fonts)
		font_opened(r, name, attributes);
	r->in_formats = r->in_formats || strcmp(name, "cellXfs") == 0;
	if (r->in_formats && strcmp(name, "xf") == 0 && r->book->styles_n < XLSX_STYLES)
		r->book->styles[r->book->styles_n++] = (struct xlsx_style){ format_is_day(r, number), format_letters(r, attributes) };
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
	struct xlsx *book = r->book;

	if (strcmp(name, "si") == 0) {
		if (book->strings_n == XLSX_STRINGS) {
			refuse_with(r, "sheet_too_big");
			return;
		}
		if (book->strings_n == book->strings_room) {
			size_t room = book->strings_room == 0 ? 1024 : book->strings_room * 2;
			uint32_t *more = arena_many(book->arena, uint32_t, room);

			if (book->strings_n > 0)
				memcpy(more, book->string_at, book->strings_n * sizeof *more);
			book->string_at = more;
			book->strings_room = room;
		}
		book->string_at[book->strings_n++] = (uint32_t)book->strings.len;
		r->string_begun = book->strings.len;
	}
	r->in_phonetic = r->in_phonetic || strcmp(name, "rPh") == 0;
	r->in_text = strcmp(name, "t") == 0 && !r->in_phonetic;
	if (!r->in_phonetic)
		xlsx_run_opened(&r->run, name, attributes, &book->strings);
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
	if (strcmp(name, "si") == 0 && !r->enough)
		text_char(&r->book->strings, '\0');
}

// Reads a part that may be missing when it is not `needed`.
static const char *part_heard(struct reading *r, const char *part, struct xml_ears ears, bool needed)
{
	const char *refusal;

	if (!needed && !unzip_has(r->book->zip, part))
		return NULL;
	ears.enough = &r->enough;
	ears.ctx = r;
	refusal = xlsx_part(r->book, part, &ears);
	return r->refusal != NULL ? r->refusal : refusal;
}

static const char *sheet_found(struct reading *r)
{
	static const char workbook[] = "xl/workbook.xml", relations[] = "xl/_rels/workbook.xml.rels";
	const char *refusal;

	if (!unzip_has(r->book->zip, workbook))
		return "sheet_no_workbook";
	if (unzip_has(r->book->zip, "xl/vbaProject.bin"))
		return "sheet_macros";
	refusal = part_heard(r, workbook, (struct xml_ears){ .opened = workbook_opened }, true);
	if (refusal == NULL && r->relation == NULL)
		refusal = "sheet_unknown";
	if (refusal == NULL)
		refusal = part_heard(r, relations, (struct xml_ears){ .opened = relation_opened }, true);
	if (refusal == NULL && (r->book->part == NULL || !unzip_has(r->book->zip, r->book->part)))
		refusal = "sheet_damaged";
	return refusal;
}

const char *xlsx_book(struct xlsx *book, int which)
{
	struct reading *r = arena_one(book->arena, struct reading);
	const char *refusal;

	r->book = book;
	r->which = which;
	book->styles = arena_many(book->arena, struct xlsx_style, XLSX_STYLES);
	book->strings = text_new(book->arena, XLSX_STRING_BYTES);
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
	struct xlsx book = { .zip = unzip_open(bytes, len), .arena = a, .sink = sink };
	const char *refusal = book.zip == NULL ? "sheet_damaged" : NULL;

	if (refusal == NULL && !sink->about(sink->ctx, "format", "xlsx"))
		refusal = "sheet_stopped";
	if (refusal == NULL)
		refusal = xlsx_book(&book, which);
	if (refusal == NULL)
		refusal = xlsx_rows(&book);
	unzip_close(book.zip);
	arena_drop(a);
	return refusal;
}
