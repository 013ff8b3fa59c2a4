// SPDX-License-Identifier: GPL-3.0-or-later
// A certificate as a sheet of paper, and as a file that proves itself.
//
// Before the PDF's last lines stands, as comments no reader shows, what the certificate says and the public key; its very
// last line is the signature of all bytes before it. So the file alone can be checked, without asking anybody.
#include <string.h>

#include "base/crypto.h"
#include "base/text.h"
#include "features/paper/certificate.h"
#include "files/pdf.h"

enum { STATEMENT_MOST = 16384, FILE_MOST = 4 << 20, LINES_MOST = 12 };
static const double QR_SIDE = 32;

SHAPE(certificate_paper,
	FIELD(certificate_paper, batch,        OPTIONAL),
	FIELD(certificate_paper, site,         OPTIONAL),
	FIELD(certificate_paper, id,           OPTIONAL),
	FIELD(certificate_paper, number,       REQUIRED),
	FIELD(certificate_paper, year,         REQUIRED),
	FIELD(certificate_paper, serial,       REQUIRED),
	FIELD(certificate_paper, office,       REQUIRED),
	FIELD(certificate_paper, above,        OPTIONAL),
	FIELD(certificate_paper, place,        OPTIONAL),
	FIELD(certificate_paper, title,        REQUIRED),
	FIELD(certificate_paper, holder,       OPTIONAL),
	FIELD(certificate_paper, words,        OPTIONAL),
	FIELD(certificate_paper, course,       REQUIRED),
	FIELD(certificate_paper, signer,       REQUIRED),
	FIELD(certificate_paper, completed_on, REQUIRED),
	FIELD(certificate_paper, issued_on,    REQUIRED),
	FIELD(certificate_paper, key,          REQUIRED),
	FIELD(certificate_paper, signature,    REQUIRED),
	FIELD(certificate_paper, initials,     OPTIONAL),
	FIELD(certificate_paper, revoked_on,   OPTIONAL));

// A value of several lines has its name on each.
static void said(struct text *out, const char *name, const char *value)
{
	for (size_t len; value != NULL; value = value[len] == '\0' ? NULL : value + len + 1) {
		len = strcspn(value, "\n");
		text_printf(out, "%s: ", name);
		text_addn(out, value, len);
		text_char(out, '\n');
	}
}

const char *certificate_statement(const struct certificate_paper *c, struct arena *a)
{
	struct text out = text_new(a, STATEMENT_MOST);
	char completed[DATE_TEXT], issued[DATE_TEXT];

	date_text(c->completed_on, completed);
	date_text(c->issued_on, issued);
	text_add(&out, "hocvu-certificate: 1\n");
	said(&out, "number", arena_printf(a, "%lld/%lld", (long long)c->number, (long long)c->year));
	said(&out, "above", c->above);
	said(&out, "office", c->office);
	said(&out, "place", c->place);
	said(&out, "title", c->title);
	said(&out, "holder", c->holder);
	said(&out, "words", c->words);
	said(&out, "course", c->course);
	said(&out, "completed", completed);
	said(&out, "issued", issued);
	said(&out, "signer", c->signer);
	said(&out, "serial", c->serial);
	return out.at;
}

static const char *marked(struct arena *a, const char *s)
{
	struct text t = text_new(a, STATEMENT_MOST);

	pdf_markup(&t, s);
	return t.at;
}

static void line_add(struct pdf *pdf, const struct pdf_paragraph *look, struct arena *a, const char *s)
{
	struct pdf_paragraph p = *look;

	p.markup = marked(a, s);
	pdf_paragraph(pdf, &p);
}

static void head_draw(const struct certificate_paper *c, struct pdf *pdf, struct arena *a)
{
	const double halves[] = { 0, 0 };
	const struct pdf_paragraph office[] = {
		{ .markup = marked(a, c->above), .size = 13, .align = PDF_CENTER },
		{ .markup = marked(a, c->office), .size = 13, .bold = true, .align = PDF_CENTER, .ruled = 0.4, .after = 2 },
	}, motto[] = {
		{ .markup = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", .size = 13, .bold = true, .align = PDF_CENTER },
		{ .markup = "Độc lập - Tự do - Hạnh phúc", .size = 14, .bold = true, .align = PDF_CENTER, .ruled = 1, .after = 2 },
	};
	const bool alone = c->above == NULL;

	pdf_table(pdf, &(struct pdf_table){ .widths = halves, .columns = 2 });
	pdf_row(pdf, (const struct pdf_cell[]){ { .paragraphs = office + alone, .n = 2 - alone },
		{ .paragraphs = motto, .n = 2 } }, 2, false);
}

static void body_draw(const struct certificate_paper *c, struct pdf *pdf, struct arena *a)
{
	static const struct pdf_paragraph title = { .size = 32, .bold = true, .align = PDF_CENTER, .before = 16 },
		holder = { .size = 26, .bold = true, .align = PDF_CENTER, .before = 8, .after = 4 },
		words = { .size = 17, .align = PDF_CENTER, .before = 2.2 };
	const char *s = c->words;

	line_add(pdf, &title, a, c->title);
	line_add(pdf, &holder, a, c->holder);
	for (size_t len, n = 0; s != NULL && n < LINES_MOST; s = s[len] == '\0' ? NULL : s + len + 1, n++) {
		len = strcspn(s, "\n");
		line_add(pdf, &words, a, arena_copyn(a, s, len));
	}
}

static void foot_draw(const struct certificate_paper *c, const char *site, struct pdf *pdf, struct arena *a)
{
	const double widths[] = { 40, 0, 110 };
	struct civil d = date_civil(c->issued_on);
	const struct pdf_paragraph number[] = {
		{ .markup = arena_printf(a, "Số: %lld/%lld", (long long)c->number, (long long)c->year), .size = 13 },
		{ .markup = "Quét mã để kiểm tra", .size = 11, .italic = true, .before = 1 },
	}, sign[] = {
		{ .markup = marked(a, arena_printf(a, "%s, ngày %02d tháng %0*d năm %d", c->place == NULL ? "……………" : c->place,
			d.day, d.month < 3 ? 2 : 1, d.month, d.year)), .size = 14, .italic = true, .align = PDF_CENTER },
		{ .markup = marked(a, c->signer), .size = 14, .bold = true, .align = PDF_CENTER, .before = 1, .after = 26 },
	};

	pdf_space(pdf, 13);
	pdf_table(pdf, &(struct pdf_table){ .widths = widths, .columns = 3 });
	pdf_row(pdf, (const struct pdf_cell[]){
		{ .qr = arena_printf(a, "%s/certificates/%s", site, c->serial), .side = QR_SIDE },
		{ .paragraphs = number, .n = 2, .middle = true }, { .paragraphs = sign, .n = 2 } }, 3, false);
}

// The place of the last `word` in the text, or NULL.
static const char *last_of(const struct text *t, const char *word)
{
	for (size_t len = strlen(word), at = t->len; at-- > len; )
		if (memcmp(t->at + at - len, word, len) == 0)
			return t->at + at - len;
	return NULL;
}

// `pdf` with its statement before its end, and the signature behind it.
static bool signed_add(const struct certificate_paper *c, const struct text *pdf, struct arena *a, struct text *out)
{
	const char *end = last_of(pdf, "startxref"), *statement = certificate_statement(c, a), *signature;

	if (end == NULL)
		return false;
	*out = text_new(a, FILE_MOST);
	text_expect(out, pdf->len + STATEMENT_MOST);
	text_addn(out, pdf->at, (size_t)(end - pdf->at));
	for (size_t len; *statement != '\0'; statement += len + 1) {
		len = strcspn(statement, "\n");
		text_char(out, '%');
		text_addn(out, statement, len + 1);
	}
	text_printf(out, "%%key: %s\n", signature_key(SIGNER_CERTIFICATE, a));
	text_addn(out, end, pdf->len - (size_t)(end - pdf->at));
	signature = signature_of(SIGNER_CERTIFICATE, out->at, out->len, a);
	text_printf(out, "%%hocvu-signature: %s\n", signature);
	return signature != NULL && !out->over;
}

bool certificate_file(const struct certificate_paper *c, const char *site, struct arena *a, struct text *out)
{
	struct text drawn;
	struct pdf *pdf = pdf_new(&(struct pdf_sheet){ .landscape = true, .top = 18, .bottom = 15, .left = 22, .right = 22,
		.title = arena_printf(a, "%s %lld/%lld", c->title, (long long)c->number, (long long)c->year),
		.made = (struct instant){ (int64_t)c->issued_on.days * 86400 * 1000000 } }, a);

	pdf_frame(pdf, 9);
	pdf_frame(pdf, 10.5);
	head_draw(c, pdf, a);
	body_draw(c, pdf, a);
	foot_draw(c, site, pdf, a);
	return pdf_done(pdf, &drawn) && signature_key(SIGNER_CERTIFICATE, a) != NULL && signed_add(c, &drawn, a, out);
}
