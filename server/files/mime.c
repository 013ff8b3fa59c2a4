// SPDX-License-Identifier: GPL-3.0-or-later
// Writes mails: headers in encoded words, bodies in base64, so that no line of either is anybody's but ours.
#include "files/mime.h"

#include <string.h>

#include "base/personal.h"
#include "base/text.h"

// An encoded word has at most 75 characters (RFC 2047, 2), 12 of which say what it is: 45 bytes in base64 fit beside them.
enum { WORD_BYTES = 45, LINE_BYTES = 57, ADDRESS_MOST = 254, LEAVE_MOST = 500 };

bool mime_address_fits(const char *s)
{
	size_t len = strlen(s);

	for (size_t i = 0; i < len; i++)
		if (s[i] <= ' ' || s[i] >= 0x7f || strchr("<>()[]\\,;:\"", s[i]) != NULL)
			return false;
	return len <= ADDRESS_MOST && personal_email_fits(s);
}

static void base64_add(struct text *out, const char *bytes, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *b = (const unsigned char *)bytes;

	for (size_t i = 0; i < len; i += 3) {
		const size_t left = len - i;
		const unsigned three = (unsigned)b[i] << 16 | (left > 1 ? (unsigned)b[i + 1] << 8 : 0) | (left > 2 ? b[i + 2] : 0);

		text_addn(out, (const char[]){ digits[three >> 18], digits[three >> 12 & 63],
			left > 1 ? digits[three >> 6 & 63] : '=', left > 2 ? digits[three & 63] : '=' }, 4);
	}
}

static bool printable(const char *s)
{
	for (; *s != '\0'; s++)
		if (*s < ' ' || *s >= 0x7f)
			return false;
	return true;
}

// So many of the first bytes of `s`, at most `most`, as are whole characters.
static size_t whole(const char *s, size_t most)
{
	size_t len = strnlen(s, most + 1);

	if (len <= most)
		return len;
	for (len = most; len > 0 && ((unsigned char)s[len] & 0xc0) == 0x80; len--)
		;
	return len;
}

// A text as a header has it. Control characters become spaces: encoded, some reader would take them for its own.
static void words_add(struct text *out, const char *s)
{
	struct text clean = text_new(out->arena, out->ceiling);

	if (printable(s) && strlen(s) <= WORD_BYTES && strstr(s, "=?") == NULL && strchr(s, '"') == NULL) {
		text_add(out, s);
		return;
	}
	for (const char *p = s; *p != '\0'; p++)
		text_char(&clean, (unsigned char)*p < ' ' || *p == 0x7f ? ' ' : *p);
	for (const char *p = clean.at; *p != '\0'; ) {
		size_t len = whole(p, WORD_BYTES);

		text_add(out, p == clean.at ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
		base64_add(out, p, len);
		text_add(out, "?=");
		p += len;
	}
}

// "Sat, 05 Sep 2026 01:00:00 +0700".
static void date_add(struct text *out, struct instant at)
{
	static const char *const days[] = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	const struct date day = date_of(at);
	const struct civil c = date_civil(day);
	const int64_t second = at.us / 1000000 + 7 * 3600 - (int64_t)day.days * 86400;

	text_printf(out, "Date: %s, %02d %s %04d %02d:%02d:%02d +0700\r\n", days[(day.days % 7 + 7) % 7], c.day, months[c.month - 1],
		c.year, (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
}

// A part's body, in lines of 76 characters.
static void body_add(struct text *out, const char *s, size_t len)
{
	for (size_t at = 0; at < len; at += LINE_BYTES) {
		base64_add(out, s + at, len - at < LINE_BYTES ? len - at : LINE_BYTES);
		text_add(out, "\r\n");
	}
}

// The text with the ends of lines a mail has.
static void text_part(struct text *out, const struct mime_mail *m)
{
	struct text lines = text_new(out->arena, out->ceiling);

	for (const char *p = m->text; *p != '\0'; p++)
		if (*p == '\n')
			text_add(&lines, "\r\n");
		else if (*p != '\r')
			text_char(&lines, *p);
	text_printf(out, "Content-Type: text/plain; charset=UTF-8\r\nContent-Language: %s\r\n"
		"Content-Transfer-Encoding: base64\r\n\r\n", m->language);
	body_add(out, lines.at, lines.len);
}

// The calendar is another form of the same message, which is how programs find what they may offer to keep (RFC 6047).
static void parts_add(struct text *out, const struct mime_mail *m)
{
	if (m->calendar == NULL) {
		text_part(out, m);
		return;
	}
	text_printf(out, "Content-Type: multipart/alternative; boundary=\"_%s_\"\r\n\r\n--_%s_\r\n", m->id, m->id);
	text_part(out, m);
	text_printf(out, "--_%s_\r\nContent-Type: text/calendar; charset=UTF-8; method=%s; component=VEVENT\r\n"
		"Content-Transfer-Encoding: base64\r\n\r\n", m->id, m->method);
	body_add(out, m->calendar, strlen(m->calendar));
	text_printf(out, "--_%s_--\r\n", m->id);
}

bool mime_write(struct text *out, const struct mime_mail *m)
{
	if (!mime_address_fits(m->from) || !mime_address_fits(m->to))
		return false;
	date_add(out, m->date);
	text_add(out, "From: ");
	if (m->from_name != NULL && *m->from_name != '\0') {
		words_add(out, m->from_name);
		text_add(out, strlen(m->from_name) + strlen(m->from) > WORD_BYTES ? "\r\n " : " ");
		text_printf(out, "<%s>\r\n", m->from);
	} else {
		text_printf(out, "%s\r\n", m->from);
	}
	text_printf(out, "To: %s\r\nSubject: ", m->to);
	words_add(out, m->subject);
	// Nobody's absence note answers (RFC 3834; the second is what Exchange heeds).
	text_printf(out, "\r\nMessage-ID: <%s%s>\r\nAuto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n", m->id,
		strchr(m->from, '@'));
	if (m->leave != NULL && printable(m->leave) && strlen(m->leave) < LEAVE_MOST && strpbrk(m->leave, "<> ") == NULL)
		text_printf(out, "List-Unsubscribe: <%s>\r\n", m->leave);
	text_add(out, "MIME-Version: 1.0\r\n");
	parts_add(out, m);
	return !out->over;
}
