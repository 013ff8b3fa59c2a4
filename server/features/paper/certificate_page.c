// SPDX-License-Identifier: GPL-3.0-or-later
// What anybody who holds a certificate may see: does it count, who gave it, when, for what. No name: whoever checks has
// it before them, and first letters tell whether it is the same (Law 91/2025/QH15 art. 16: nothing is published without need).
#include <string.h>

#include "base/crypto.h"
#include "base/text.h"
#include "build/sql.h"
#include "features/paper/certificate.h"
#include "features/paper/paper.h"

enum { PAGE_BYTES = 1 << 14 };

static const char style[] =
	"body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}"
	"h1{line-height:1.2}dt{opacity:.8;margin-top:.6rem}dd{margin:0;font-weight:600}[lang=en]{opacity:.8}"
	".good{border-left:.5rem solid #0a7a3d;padding-left:.8rem}.bad{border-left:.5rem solid #b3261e;padding-left:.8rem}"
	"@media(prefers-color-scheme:dark){body{background:#111;color:#eee}a{color:#9cf}}";

// Whether it counts, in both languages.
struct verdict { bool good; const char *vi, *en; };

static struct verdict verdict_of(struct request *rq, const struct certificate_paper *c)
{
	const char *statement = certificate_statement(c, rq->work.arena);

	if (c->revoked_on.days != NO_DAY)
		return (struct verdict){ false, "Giấy này đã bị thu hồi", "This certificate was revoked" };
	if (c->holder == NULL)
		return (struct verdict){ false, "Thông tin người được cấp đã được xóa theo yêu cầu; không xác minh được nữa",
			"Its holder was made unknown; it can no longer be checked" };
	if (!signature_proves(c->key, statement, strlen(statement), c->signature))
		return (struct verdict){ false, "Chữ ký không khớp: dữ liệu đã bị sửa", "The signature does not fit: the record was altered" };
	return (struct verdict){ true, "Giấy này có giá trị", "This certificate counts" };
}

static void line(struct text *out, const char *vi, const char *en, const char *value)
{
	if (value == NULL)
		return;
	text_printf(out, "<dt>%s <span lang=en>%s</span></dt><dd>", vi, en);
	text_html(out, value);
	text_add(out, "</dd>");
}

static void facts(struct request *rq, const struct certificate_paper *c, struct text *out)
{
	text_add(out, "<dl>");
	line(out, "Số", "Number", arena_printf(rq->work.arena, "%lld/%lld", (long long)c->number, (long long)c->year));
	line(out, "Cơ quan cấp", "Given by", c->office);
	line(out, "Khóa học", "Course", c->course);
	line(out, "Ngày hoàn thành", "Completed on", paper_day_short(rq, c->completed_on));
	line(out, "Ngày cấp", "Given on", paper_day_short(rq, c->issued_on));
	line(out, "Chữ cái đầu của họ tên", "Initials of the holder", c->initials);
	if (c->revoked_on.days != NO_DAY)
		line(out, "Ngày thu hồi", "Revoked on", paper_day_short(rq, c->revoked_on));
	text_add(out, "</dl><p>So số, khóa học, ngày và chữ cái đầu của họ tên với tờ giấy. Tệp PDF tự kiểm tra được, không cần "
		"mạng: <code>hocvu verify-certificate TỆP</code>. <span lang=en>Compare with the paper. The PDF proves itself "
		"offline: <code>hocvu verify-certificate FILE</code>.</span></p>");
}

struct reply certificate_page(struct request *rq)
{
	const struct certificate_paper *c = db_row(rq, sql_certificate_checked, certificate_paper, arg(rq->secret));
	struct text out = text_new(rq->work.arena, PAGE_BYTES);
	struct verdict v = { false, "Không có giấy chứng nhận nào với mã này", "There is no certificate with this code" };
	struct reply r;

	if (c != NULL)
		v = verdict_of(rq, c);
	text_printf(&out, "<!doctype html><html lang=vi><head><meta charset=utf-8><meta name=viewport "
		"content=\"width=device-width\"><meta name=robots content=noindex><title>Kiểm tra giấy chứng nhận – hocvu</title>"
		"<style nonce=\"%s\">%s</style></head><body><main><h1>Kiểm tra giấy chứng nhận</h1><p class=%s><strong>%s.</strong> "
		"<span lang=en>%s.</span></p>", rq->tag, style, v.good ? "good" : "bad", v.vi, v.en);
	if (c != NULL)
		facts(rq, c, &out);
	text_add(&out, "</main></body></html>\n");
	r = reply_html(rq, c == NULL ? 404 : 200, &out);
	reply_header(rq, &r, "X-Robots-Tag", "noindex");
	reply_header(rq, &r, "Cache-Control", "no-store");
	return r;
}
