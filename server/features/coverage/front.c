// SPDX-License-Identifier: GPL-3.0-or-later
// The public page: what runs here, the demo's figures, where the API is. Plain HTML, no script.
#include <string.h>

#include "base/text.h"
#include "build/sql.h"
#include "features/coverage/coverage.h"
#include "http/http.h"

enum { PAGE_BYTES = 1 << 16 };

struct front_place { const char *code, *name; };
SHAPE(front_place,
	FIELD(front_place, code, REQUIRED),
	FIELD(front_place, name, REQUIRED));

struct front_ask { struct date as_of; };
SHAPE(front_ask, FIELD(front_ask, as_of, OPTIONAL, .says = "the day of the figures; none: today"));

static const char *const shown[] = { "T1", "T2", "T3", "T5" };

static const char style[] =
	"body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
	"table{border-collapse:collapse;width:100%}caption{text-align:left;padding:.5rem 0}"
	"th,td{text-align:right;padding:.35rem .5rem;border-bottom:1px solid #8888}"
	"th:first-child,td:first-child{text-align:left}code{background:#8882;padding:.1rem .3rem}"
	".wide{overflow-x:auto}@media(prefers-color-scheme:dark){body{background:#111;color:#eee}a{color:#9cf}}";

// A whole number as it is written here: 74.300.
static void grouped(int64_t n, struct text *out)
{
	if (n >= 1000) {
		grouped(n / 1000, out);
		text_printf(out, ".%03d", (int)(n % 1000));
	} else {
		text_int(out, n);
	}
}

// One figure as officials write it: 36/40 and 90,0%; a count and N/A stand as they are.
static void cell(const struct coverage *c, struct text *out)
{
	text_add(out, "<td>");
	if (c == NULL) {
		text_add(out, "–");
	} else if (c->denominator == NONE || c->percent == NULL) {
		grouped(c->numerator, out);
		text_add(out, "/– <small>không áp dụng</small>");
	} else {
		const char *point = strchr(c->percent, '.');	// always one decimal

		grouped(c->numerator, out);
		text_char(out, '/');
		grouped(c->denominator, out);
		text_printf(out, "<br><strong>%.*s,%s%%</strong>", (int)(point - c->percent), c->percent, point + 1);
	}
	text_add(out, "</td>");
}

static void figures(struct request *rq, struct date day, struct text *out)
{
	size_t n;
	const struct front_place *places = db_rows(rq, sql_front_places, front_place, &n, arg(day));
	char iso[DATE_TEXT];

	if (n == 0)
		return;
	date_text(day, iso);
	text_printf(out, "<div class=wide tabindex=0 role=region aria-label=\"Bảng tỷ lệ\"><table><caption>Số liệu mẫu (người không có thật) đến ngày "
		"%.2s/%.2s/%.4s. T1: tham gia đào tạo trong năm, khối cơ quan nhà nước; T2: cán bộ chuyên trách được đào tạo "
		"và đánh giá; T3: người trong độ tuổi lao động có kỹ năng; T5: đạt chuẩn kỹ năng CNTT.</caption><thead><tr>"
		"<th scope=col>Địa bàn</th>", iso + 8, iso + 5, iso);
	for (size_t t = 0; t < sizeof shown / sizeof *shown; t++)
		text_printf(out, "<th scope=col>%s</th>", shown[t]);
	text_add(out, "</tr></thead><tbody>");
	for (size_t i = 0; i < n; i++) {
		text_add(out, "<tr><th scope=row>");
		text_html(out, places[i].name);
		text_add(out, "</th>");
		for (size_t t = 0; t < sizeof shown / sizeof *shown; t++) {
			struct coverage_ask ask = { .target = shown[t], .unit = places[i].code, .as_of = day };

			cell(coverage_answer(&rq->work, &ask), out);
		}
		text_add(out, "</tr>");
	}
	text_add(out, "</tbody></table></div>");
}

struct reply front_show(struct request *rq)
{
	const struct front_ask *ask = asked_of(rq, front_ask);
	struct date day = ask->as_of.days == NO_DAY ? rq->work.today : ask->as_of;
	struct text out = text_new(rq->work.arena, PAGE_BYTES);

	text_printf(&out, "<!doctype html><html lang=vi><head><meta charset=utf-8><meta name=viewport "
		"content=\"width=device-width\"><title>hocvu – học vụ</title><style nonce=\"%s\">%s</style></head><body><main>"
		"<h1>hocvu – học vụ</h1><p>Hệ thống theo dõi đào tạo, bồi dưỡng, phổ cập kỹ năng số của cơ quan nhà nước và "
		"người dân: kế hoạch, lớp học, cử học viên, điểm danh và tỷ lệ đạt chỉ tiêu.</p>"
		"<p lang=en>Training records and coverage toward the digital-skills targets of Vietnamese local government.</p>",
		rq->tag, style);
	if (day.days > rq->work.today.days)
		text_add(&out, "<p role=status>Ngày này chưa đến: số liệu tính theo những gì đã ghi đến nay.</p>");
	figures(rq, day, &out);
	text_add(&out, "<h2>API</h2><p>Mọi chức năng đều có trong API: <a href=\"/api/v1/openapi.json\">mô tả OpenAPI 3.1</a>. "
		"Đăng nhập: <code>POST /api/v1/sign-in</code>; dòng lệnh: <code>hocvu login</code>, <code>hocvu coverage "
		"--target T1 --unit thuong-hong</code>.</p><p>Tình trạng: <a href=\"/healthz\">/healthz</a>, "
		"<a href=\"/readyz\">/readyz</a>, <a href=\"/metrics\">/metrics</a>.</p></main></body></html>\n");
	return reply_html(rq, 200, &out);
}
