// SPDX-License-Identifier: GPL-3.0-or-later
// How to subscribe to a feed: a page for whoever was sent its address. Plain HTML, no script.
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "features/feed/feed.h"

enum { PAGE_BYTES = 1 << 16, LINK_BYTES = 1 << 12 };

static const char style[] =
	"body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
	"h1{line-height:1.2}[lang=en]{opacity:.8}ul{padding-left:1.2rem}li{margin:.6rem 0}"
	"code{display:block;background:#8882;padding:.6rem;overflow-wrap:anywhere;user-select:all;-webkit-user-select:all}"
	"a{color:#0b5cad}@media(prefers-color-scheme:dark){body{background:#111;color:#eee}a{color:#9cf}}";

// Percent-encodes what is not unreserved (RFC 3986, 2.3).
static void encoded_add(struct text *out, const char *s)
{
	for (; *s != '\0'; s++)
		if (isalnum((unsigned char)*s) || strchr("-._~", *s) != NULL)
			text_char(out, *s);
		else
			text_printf(out, "%%%02X", (unsigned)(unsigned char)*s);
}

// A list item with a link to `before` + the encoded `address` (+ the encoded `name` behind `then`).
struct link { const char *before, *address, *then, *name, *says, *says_en; };

static void link_add(struct request *rq, const struct link *l, struct text *out)
{
	struct text to = text_new(rq->work.arena, LINK_BYTES);

	text_add(&to, l->before);
	encoded_add(&to, l->address);
	text_add(&to, l->then);
	encoded_add(&to, l->name);
	text_add(out, "<li><a href=\"");
	text_html(out, to.at);
	text_printf(out, "\" rel=noreferrer>%s</a> <span lang=en>%s</span></li>", l->says, l->says_en);
}

// The same address for programs that know calendars by their scheme.
static const char *webcal(struct request *rq, const char *url)
{
	const char *host = strstr(url, "://");

	return host == NULL ? url : arena_printf(rq->work.arena, "webcal%s", host);
}

static void links_add(struct request *rq, const char *url, const char *name, struct text *out)
{
	const char *cal = webcal(rq, url);
	const struct link links[] = {
		{ "https://calendar.google.com/calendar/r?cid=", cal, "", "", "Google Calendar (Lịch Google)",
			"Add to Google Calendar" },
		{ "https://outlook.office.com/calendar/0/addfromweb?url=", url, "&name=", name,
			"Outlook của cơ quan (Microsoft 365)", "Add to Outlook at work" },
		{ "https://outlook.live.com/calendar/0/addfromweb?url=", url, "&name=", name,
			"Outlook cá nhân (outlook.com)", "Add to personal Outlook" },
	};

	text_add(out, "<ul><li><a href=\"");
	text_html(out, cal);
	text_add(out, "\">Ứng dụng lịch trên máy này (iPhone, Mac, Thunderbird, Outlook)</a> "
		"<span lang=en>The calendar app of this device</span></li>");
	for (size_t i = 0; i < sizeof links / sizeof *links; i++)
		link_add(rq, &links[i], out);
	text_add(out, "</ul><h2>Hoặc sao chép đường dẫn <span lang=en>(or copy the link)</span></h2><p>Nhấn vào ô dưới đây rồi "
		"sao chép; trong ứng dụng lịch, chọn “Thêm lịch từ URL”.</p><p><code>");
	text_html(out, url);
	text_add(out, "</code></p>");
}

static const char delays[] =
	"<h2>Lịch thay đổi thì bao lâu mới thấy?</h2>"
	"<p>Do ứng dụng lịch quyết định, không phải chúng tôi: <strong>Google Calendar thường 8–24 giờ mới tải lại</strong>, "
	"Outlook vài giờ đến một ngày, lịch trên điện thoại theo cài đặt của máy (hãy chọn mỗi giờ). Đổi giờ hoặc hủy buổi "
	"sát ngày học: hãy xem thông báo của lớp, đừng chỉ dựa vào lịch. Buổi bị hủy còn hiện với chữ “HỦY” trong 60 ngày.</p>"
	"<p lang=en>Your calendar decides when to look again: Google every 8–24 hours, Outlook every few hours to a day. "
	"For changes at short notice rely on the notices of the class, not on the calendar. A cancelled session stays visible, "
	"marked “HỦY”, for 60 days.</p>";

static const char private[] =
	"<h2>Đường dẫn này là chìa khóa</h2>"
	"<p>Ai có đường dẫn đều xem được lịch này: tên lớp, giờ, nơi học; không có tên người. Đừng đăng lên nhóm chung. "
	"Nếu lỡ lộ, hãy đổi hoặc thu hồi đường dẫn trong hocvu (<q>hocvu feed rotate</q>): đường dẫn cũ mất tác dụng ngay.</p>"
	"<p lang=en>Whoever has this link can read this time-table: classes, times, places, no names of people. If it leaked, rotate or "
	"revoke it in hocvu; the old link stops at once.</p>";

static const char everybody[] =
	"<h2>Lịch công khai</h2><p>Ai cũng xem được lịch này, không cần đăng nhập.</p>"
	"<p lang=en>This calendar is public.</p>";

struct reply feed_page(struct request *rq)
{
	const struct feed_found *f = feed_found(rq);
	struct text out = text_new(rq->work.arena, PAGE_BYTES);
	const char *name, *url;

	if (f == NULL)
		return reply_error(rq, 404, "feed_unknown");
	name = feed_name(rq, f);
	url = arena_printf(rq->work.arena, "%s/feeds/%s.ics", request_site(rq), rq->secret);
	text_printf(&out, "<!doctype html><html lang=vi><head><meta charset=utf-8><meta name=viewport "
		"content=\"width=device-width\"><meta name=robots content=noindex><title>Đăng ký lịch – hocvu</title>"
		"<style nonce=\"%s\">%s</style></head><body><main><h1>", rq->tag, style);
	text_html(&out, name);
	text_add(&out, "</h1><p>Đăng ký một lần, lịch tự cập nhật trong ứng dụng lịch của bạn. "
		"<span lang=en>Subscribe once; your calendar keeps itself up to date.</span></p>");
	links_add(rq, url, name, &out);
	text_add(&out, delays);
	text_add(&out, strcmp(rq->secret, FEED_PUBLIC) == 0 ? everybody : private);
	text_add(&out, "</main></body></html>\n");
	return feed_headed(rq, reply_html(rq, 200, &out));
}
