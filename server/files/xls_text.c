// SPDX-License-Identifier: GPL-3.0-or-later
// Texts in the records of .xls: 8 or 16 bits a sign, with runs of other fonts, over as many records
// as it takes (MS-XLS 2.5.293 XLUnicodeRichExtendedString, 2.5.294 XLUnicodeString); of Excel 5 and
// 95 bytes in a page of Windows.
#include "files/xls.h"

#include "base/utf8.h"

enum { WIDE = 1, EXTENDED = 4, RICH = 8, FONT_NEVER = 4 };

unsigned xls_u16(const uint8_t *p)
{
	return (unsigned)p[0] | (unsigned)p[1] << 8;
}

uint32_t xls_u32(const uint8_t *p)
{
	return xls_u16(p) | (uint32_t)xls_u16(p + 2) << 16;
}

bool xls_record(const struct xls *x, size_t begin, struct xls_record *r)
{
	enum { HEAD = 4 };
	const uint8_t *at = x->bytes + begin;

	if (begin > x->len || x->len - begin < HEAD || x->len - begin - HEAD < xls_u16(at + 2))
		return false;
	*r = (struct xls_record){ .kind = xls_u16(at), .at = at + HEAD, .len = xls_u16(at + 2) };
	r->next = begin + HEAD + r->len;
	return true;
}

struct xls_cursor xls_cursor(const struct xls *x, const struct xls_record *r, size_t from)
{
	bool there = from <= r->len;

	return (struct xls_cursor){ .xls = x, .at = r->at + (there ? from : r->len), .left = there ? r->len - from : 0,
		.next = r->next, .broken = !there };
}

// On to the record that continues this one; false: there is none.
static bool go_on(struct xls_cursor *c)
{
	struct xls_record r;

	if (c->broken || !xls_record(c->xls, c->next, &r) || r.kind != XLS_CONTINUE) {
		c->broken = true;
		return false;
	}
	c->at = r.at;
	c->left = r.len;
	c->next = r.next;
	return true;
}

static unsigned byte_take(struct xls_cursor *c)
{
	while (c->left == 0)
		if (!go_on(c))
			return 0;
	c->left--;
	return *c->at++;
}

unsigned xls_take(struct xls_cursor *c, int bytes)
{
	unsigned low = byte_take(c);

	return bytes == 1 ? low : low | byte_take(c) << 8;
}

bool xls_ended(const struct xls_cursor *c)
{
	struct xls_record r;

	return c->broken || (c->left == 0 && (!xls_record(c->xls, c->next, &r) || r.kind != XLS_CONTINUE));
}

static void skip(struct xls_cursor *c, size_t bytes)
{
	while (bytes > 0 && !c->broken) {
		size_t n = bytes < c->left ? bytes : c->left;

		c->at += n;
		c->left -= n;
		bytes -= n;
		if (bytes > 0)
			go_on(c);
	}
}

// Where a text goes on in another record, a byte says anew how wide its signs are (2.4.58
// Continue).
static void signs_take(struct xls_cursor *c, size_t n, bool wide)
{
	for (size_t i = 0; i < n && !c->broken; i++) {
		while (c->left == 0 && go_on(c))
			wide = c->left > 0 && (byte_take(c) & WIDE) != 0;
		if (wide && c->left < 2)
			c->broken = true;
		if (!c->broken)
			c->xls->units[i] = (uint16_t)xls_take(c, wide ? 2 : 1);
	}
}

static void bytes_take(struct xls_cursor *c, size_t n)
{
	for (size_t i = 0; i < n && !c->broken; i++)
		c->xls->units[i] = (uint16_t)letters_of_byte((unsigned char)byte_take(c), c->xls->vietnamese);
}

// Signs from..to of the text as UTF-8; half a pair becomes U+FFFD, what XML could not hold either
// is left out.
static void units_put(const uint16_t *units, size_t from, size_t to, struct text *out)
{
	for (size_t i = from; i < to; i++) {
		uint32_t sign = units[i];

		if (sign >= 0xD800 && sign < 0xDC00 && i + 1 < to && units[i + 1] >= 0xDC00 && units[i + 1] < 0xE000)
			sign = 0x10000 + ((sign - 0xD800) << 10) + (units[++i] - 0xDC00u);
		else if (sign >= 0xD800 && sign < 0xE000)
			sign = 0xFFFD;
		if ((sign >= 0x20 && sign != 0xFFFE && sign != 0xFFFF) || sign == '\t' || sign == '\n')
			utf8_letter(out, sign);
	}
}

// 2.4.122: the fonts are counted without the fourth.
static enum letters letters_of(const struct xls *x, unsigned font)
{
	unsigned number = font < FONT_NEVER ? font : font - 1;

	return number < x->book.fonts_n ? x->book.fonts[number] : LETTERS_PLAIN;
}

// The text of n signs with its runs, which are read on the way: where each begins, and its font.
static void runs_put(struct xls_cursor *c, size_t n, size_t runs, int bytes, struct text *out)
{
	size_t at = 0;
	int last = LETTERS_KINDS;

	for (size_t i = 0; i < runs && !c->broken; i++) {
		size_t begin = xls_take(c, bytes);
		enum letters letters = letters_of(c->xls, xls_take(c, bytes));

		if (begin < at || begin >= n)
			continue;
		units_put(c->xls->units, at, begin, out);
		at = begin;
		if (last != (int)letters)
			sheet_text_of_letters(out, letters);
		last = (int)letters;
	}
	units_put(c->xls->units, at, n, out);
}

void xls_text(struct xls_cursor *c, int length_bytes, struct text *out)
{
	size_t n = xls_take(c, length_bytes), runs, more = 0;
	unsigned how;

	if (c->xls->old) {
		bytes_take(c, n);
		runs_put(c, n, 0, 1, out);
		return;
	}
	how = xls_take(c, 1) & (length_bytes == 1 ? WIDE : ~0u);	// short ones have no runs
	runs = (how & RICH) != 0 ? xls_take(c, 2) : 0;
	if ((how & EXTENDED) != 0) {
		more = xls_take(c, 2);
		more |= (size_t)xls_take(c, 2) << 16;
	}
	signs_take(c, n, (how & WIDE) != 0);
	if (!c->broken)
		runs_put(c, n, runs, 2, out);
	skip(c, more);
}

void xls_text_runs(struct xls_cursor *c, struct text *out)
{
	int bytes = c->xls->old ? 1 : 2;
	size_t n = xls_take(c, 2);

	if (c->xls->old)
		bytes_take(c, n);
	else
		signs_take(c, n, (xls_take(c, 1) & WIDE) != 0);
	runs_put(c, n, xls_take(c, bytes), bytes, out);
}
