// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of the reader of .xls share: records, texts that go on from one record to the next
// (MS-XLS 2.1.4, 2.5.293).
#ifndef FILES_XLS_H
#define FILES_XLS_H

#include "files/sheet_book.h"

enum {
	XLS_FORMULA = 0x0006, XLS_EOF = 0x000A, XLS_DATEMODE = 0x0022, XLS_FILEPASS = 0x002F, XLS_FONT = 0x0031,
	XLS_CONTINUE = 0x003C, XLS_CODEPAGE = 0x0042, XLS_BOUNDSHEET = 0x0085, XLS_MULRK = 0x00BD, XLS_RSTRING = 0x00D6,
	XLS_XF = 0x00E0, XLS_MERGECELLS = 0x00E5, XLS_SST = 0x00FC, XLS_LABELSST = 0x00FD, XLS_NO_MACROS = 0x01BD,
	XLS_NUMBER = 0x0203, XLS_LABEL = 0x0204, XLS_BOOLERR = 0x0205, XLS_STRING = 0x0207, XLS_ARRAY = 0x0221,
	XLS_TABLE = 0x0236, XLS_RK = 0x027E, XLS_FORMAT = 0x041E, XLS_SHARED = 0x04BC, XLS_BOF = 0x0809,
	XLS_TEXT_MOST = 65535,		// signs of a text
};

// A workbook's stream. `old` is Excel 5 and 95, whose texts are bytes in a page of Windows.
struct xls {
	const uint8_t *bytes;
	size_t len;
	struct sheet_book book;
	bool old, vietnamese;		// old: the page is 1258
	bool no_macros;			// the book says that its project has none
	size_t sheet;			// where the chosen one begins
	uint16_t *units;		// room for one text
};

struct xls_record {
	unsigned kind;
	const uint8_t *at;
	size_t len, next;		// where the following record begins
};

// The record that begins there; false: it is not whole.
bool xls_record(const struct xls *, size_t begin, struct xls_record *);

unsigned xls_u16(const uint8_t *);
uint32_t xls_u32(const uint8_t *);

// What is left of a record, and of those that continue it. `broken` once something was asked for
// that is not there; what is read then is 0.
struct xls_cursor {
	const struct xls *xls;
	const uint8_t *at;
	size_t left, next;
	bool broken;
};

// From the byte `from` of a record on.
struct xls_cursor xls_cursor(const struct xls *, const struct xls_record *, size_t from);
unsigned xls_take(struct xls_cursor *, int bytes);	// a number of one or two bytes
bool xls_ended(const struct xls_cursor *);		// nothing is left, in no record that continues it

// Appends a text as UTF-8, with the signs of its runs (files/sheet_book.h); its length stands in
// `length_bytes` in front of it. Control characters but tab and line feed are left out. Whether the
// cursor broke says whether it is whole.
void xls_text(struct xls_cursor *, int length_bytes, struct text *out);
// The same of a record RSTRING, whose runs stand behind the text.
void xls_text_runs(struct xls_cursor *, struct text *out);

// Fills the book from its globals. NULL or the refusal.
const char *xls_book(struct xls *);

// Reads the chosen sheet's rows into the sink. NULL or the refusal.
const char *xls_rows(struct xls *);

#endif
