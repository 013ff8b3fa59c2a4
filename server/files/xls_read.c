// SPDX-License-Identifier: GPL-3.0-or-later
// The book around the sheets of an old workbook (MS-XLS 2.1.7.20.3, globals): what it is, which
// sheet, formats, fonts, shared strings.
//
// Excel 97 to 2003 (BIFF8) and 5 to 95 (BIFF5) are read; what is older is refused. Nothing in it is
// run: a book with macros is refused as one of XML is.
#include "files/xls.h"

#include <string.h>

#include "base/arena.h"
#include "files/ole_read.h"

enum {
	VERSION_8 = 0x0600, VERSION_5 = 0x0500,
	OF_BOOK = 0x0005,
	IS_WORKSHEET = 0, IS_MACROS = 1, IS_MODULE = 6,	// 2.4.28: what a sheet is
	FORMATS_FIXED = 14,		// below no format shows a day, whatever its words are ("Standard")
	PAGE_NONE = 0, PAGE_WESTERN = 1252, PAGE_VIETNAMESE = 1258, PAGE_UTF16 = 1200, PAGE_WESTERN_OLD = 0x8001,
	NAME_MOST = 4 * 255,
};

// A text of a record that nobody will see as a cell: a name, a format.
static const char *text_of(const struct xls *x, const struct xls_record *r, size_t from, int length_bytes)
{
	struct text out = text_new(x->book.arena, NAME_MOST);
	struct xls_cursor c = xls_cursor(x, r, from);

	xls_text(&c, length_bytes, &out);
	return c.broken || out.len == 0 ? "" : out.at;
}

// 2.4.28 BoundSheet8: where the sheet begins, whether it is hidden, what it is, its name.
static const char *sheet_seen(struct xls *x, const struct xls_record *r)
{
	bool is_it = false;
	const char *refusal;

	if (r->len < 8)
		return "sheet_damaged";
	if (r->at[5] == IS_MACROS || r->at[5] == IS_MODULE)
		return "sheet_macros";
	refusal = sheet_book_offer(&x->book, text_of(x, r, 6, 1), (r->at[4] & 3) != 0 || r->at[5] != IS_WORKSHEET, &is_it);
	if (is_it)
		x->sheet = xls_u32(r->at);
	return refusal;
}

static const char *page_said(struct xls *x, const struct xls_record *r)
{
	unsigned page = r->len < 2 ? PAGE_NONE : xls_u16(r->at);

	x->vietnamese = page == PAGE_VIETNAMESE;
	return !x->old || page == PAGE_NONE || page == PAGE_WESTERN || page == PAGE_WESTERN_OLD || page == PAGE_UTF16 ||
		x->vietnamese ? NULL : "sheet_old";
}

// 2.4.265 SST. How many there are is told, and not believed.
static const char *strings_read(struct xls *x, const struct xls_record *r)
{
	struct xls_cursor c = xls_cursor(x, r, 8);
	struct text *strings = &x->book.strings;
	uint32_t told = r->len < 8 ? 0 : xls_u32(r->at + 4);
	const char *refusal = NULL;

	for (uint32_t i = 0; i < told && refusal == NULL && !xls_ended(&c); i++) {
		size_t begun = strings->len;

		refusal = sheet_book_string_begin(&x->book);
		if (refusal != NULL)
			return refusal;
		xls_text(&c, 2, strings);
		if (strings->len - begun > SHEET_TEXT)
			return "sheet_cell_too_long";
		refusal = sheet_book_string_end(&x->book);
	}
	return refusal != NULL ? refusal : c.broken ? "sheet_damaged" : NULL;
}

static const char *globals_heard(struct xls *x, const struct xls_record *r)
{
	struct sheet_book *book = &x->book;
	unsigned font;

	switch (r->kind) {
	case XLS_FILEPASS:
		return "sheet_locked";
	case XLS_CODEPAGE:
		return page_said(x, r);
	case XLS_DATEMODE:
		book->from_1904 = r->len >= 2 && xls_u16(r->at) == 1;
		break;
	case XLS_FONT:
		sheet_book_font(book, text_of(x, r, 14, 1));
		break;
	case XLS_FORMAT:
		if (r->len >= 2 && xls_u16(r->at) >= FORMATS_FIXED)
			sheet_book_format(book, xls_u16(r->at), text_of(x, r, 2, x->old ? 1 : 2));
		break;
	case XLS_XF:
		font = r->len < 4 ? 0 : xls_u16(r->at);
		sheet_book_style(book, r->len < 4 ? 0 : xls_u16(r->at + 2), font < 4 ? font : font - 1);
		break;
	case XLS_BOUNDSHEET:
		return sheet_seen(x, r);
	case XLS_SST:
		return strings_read(x, r);
	case XLS_NO_MACROS:
		x->no_macros = true;
		break;
	default:
		break;
	}
	return NULL;
}

const char *xls_book(struct xls *x)
{
	struct xls_record r;
	const char *refusal;

	if (!xls_record(x, 0, &r))
		return "sheet_damaged";
	if (r.kind != XLS_BOF)
		return (r.kind & 0xFF) == (XLS_BOF & 0xFF) ? "sheet_old" : "sheet_damaged";	// Excel 2 to 4
	if (r.len < 4 || xls_u16(r.at + 2) != OF_BOOK)
		return "sheet_damaged";
	x->old = xls_u16(r.at) == VERSION_5;
	if (!x->old && xls_u16(r.at) != VERSION_8)
		return "sheet_old";
	do {
		if (!xls_record(x, r.next, &r))
			return "sheet_damaged";
		refusal = globals_heard(x, &r);
	} while (refusal == NULL && r.kind != XLS_EOF);
	return refusal != NULL || x->book.chosen ? refusal : "sheet_unknown";
}

// The stream of the workbook, and whether there are macros beside it. NULL or the refusal.
static const char *stream_found(struct xls *x, const char *bytes, size_t len, bool *macros)
{
	static const char *const locked[] = { "EncryptedPackage", "EncryptionInfo" };
	static const char *const streams[] = { "Workbook", "Book" };
	struct ole *ole = ole_open(bytes, len, x->book.arena);

	if (ole == NULL)
		return "sheet_damaged";
	for (size_t i = 0; i < sizeof locked / sizeof *locked; i++)
		if (ole_has(ole, locked[i]))
			return "sheet_locked";
	*macros = ole_has(ole, "_VBA_PROJECT_CUR") || ole_has(ole, "_VBA_PROJECT");
	for (size_t i = 0; i < sizeof streams / sizeof *streams; i++)
		if (ole_has(ole, streams[i])) {
			x->bytes = (const uint8_t *)ole_stream(ole, streams[i], &x->len);
			return x->bytes == NULL ? "sheet_damaged" : NULL;
		}
	return "sheet_no_workbook";
}

const char *xls_parse(const char *bytes, size_t len, int which, const struct sheet_sink *sink)
{
	struct arena *a = arena_new();
	struct xls x = { .bytes = (const uint8_t *)bytes, .len = len, .book = sheet_book_new(a, sink, which),
		.units = arena_many(a, uint16_t, XLS_TEXT_MOST) };
	bool macros = false;
	const char *refusal = NULL;

	if (!sink->about(sink->ctx, "format", "xls"))
		refusal = "sheet_stopped";
	if (refusal == NULL && *bytes == '\xD0')	// else the stream alone, as some programs write it
		refusal = stream_found(&x, bytes, len, &macros);
	if (refusal == NULL)
		refusal = xls_book(&x);
	if (refusal == NULL && macros && !x.no_macros)
		refusal = "sheet_macros";
	if (refusal == NULL)
		refusal = xls_rows(&x);
	arena_drop(a);
	return refusal;
}
