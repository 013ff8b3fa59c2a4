// SPDX-License-Identifier: GPL-3.0-or-later
// One mail as its reader gets it: sentences of the moment it is sent, and a calendar when a session changed.
#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/field.h"
#include "base/personal.h"
#include "base/settings.h"
#include "base/text.h"
#include "features/mail/mail.h"
#include "files/ical.h"
#include "files/mime.h"

enum { MAIL_MOST = 256 * 1024, CALENDAR_MOST = 16 * 1024, DAY_SAID = 16 };

// Codes are bound to whom they were made for.
static const char *code_of(const struct mail_due *m, struct arena *a)
{
	return m->code_sealed == NULL ? NULL : crypto_open(m->code_sealed, arena_printf(a, "person|mail_code|%s", m->person_code), a);
}

// "05/09/2026", or NULL.
static const char *day_said(struct date day, struct arena *a)
{
	const struct civil c = date_civil(day);

	return day.days == NO_DAY ? NULL : arena_printf(a, "%02d/%02d/%04d", c.day, c.month, c.year);
}

static const char *time_said(struct hhmm at, struct arena *a)
{
	char text[HHMM_TEXT];

	if (at.minutes == NO_DAY)
		return NULL;
	hhmm_text(at, text);
	return arena_copy(a, text);
}

// Where its reader finds more; without public_url nothing is known that would lead there.
static const char *link_to(const char *page, struct arena *a)
{
	return settings->public_url[0] == '\0' ? NULL : arena_printf(a, "%s%s", settings->public_url, page);
}

static const char *page_of(const struct mail_due *m)
{
	static const struct { const char *kind, *page; } pages[] = {
		{ "class_opened", "/nominate" }, { "report_due", "/plans" }, { "request_due", "/personal-data" }, { "account", "/account" },
		{ "address_code", "/account" }, { "address_asked", "/account" },
	};

	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
		if (strcmp(pages[i].kind, m->kind) == 0)
			return pages[i].page;
	return "/my-classes";
}

// The sentences of the mail, and below them those that stand under every mail.
static bool said_of(const struct mail_due *m, struct mail_said *said, struct arena *a)
{
	const struct field_value values[] = {
		{ "class", m->class }, { "class_code", m->class_code }, { "host", m->host }, { "place", m->place }, { "why", m->why },
		{ "number", m->number == INT64_MIN ? NULL : arena_printf(a, "%lld", (long long)m->number) },
		{ "date", day_said(m->date, a) }, { "start", time_said(m->start, a) }, { "end", time_said(m->end, a) },
		{ "day", day_said(m->day, a) }, { "words", m->words }, { "code", code_of(m, a) }, { "sender", settings->mail_from_name },
		{ "link", link_to(page_of(m), a) }, { "choices", m->offered ? link_to("/account", a) : NULL },
	};
	const char *about = m->about;
	struct mail_said foot;

	if (strcmp(m->kind, "session_changed") == 0)
		about = m->cancelled ? "cancelled" : "moved";
	if (!mail_sentences(m->kind, about == NULL ? "all" : about, m->language, values, sizeof values / sizeof *values, said, a) ||
		!mail_sentences("foot", "all", m->language, values, sizeof values / sizeof *values, &foot, a))
		return false;
	said->text = arena_printf(a, "%s\n-- \n%s\n%s", said->text, foot.subject, foot.text);
	return true;
}

// The same event as in feeds: the same name, and the number of the change it is as of.
static const char *calendar_of(const struct mail_due *m, const char *to, struct arena *a)
{
	struct text out = text_new(a, CALENDAR_MOST);
	const int64_t own = m->end.minutes - m->start.minutes;
	const struct ical_event event = {
		.uid = m->session_uid, .place = m->place, .sequence = m->sequence, .changed = m->changed, .day = m->date, .start = m->start,
		.minutes = m->end.minutes > m->start.minutes ? own : m->periods * settings->period_minutes, .cancelled = m->cancelled,
		.busy = true, .title = arena_printf(a, "%s%s – buổi %lld", m->cancelled ? "HỦY: " : "", m->class, (long long)m->number),
	};
	const struct ical_parties parties = { settings->mail_from_name, settings->mail_from, to };

	ical_request(&out, &event, &parties);
	return out.over ? NULL : out.at;
}

static struct mail_letter unsent(const char *reason, bool stopped)
{
	return (struct mail_letter){ .reason = reason, .stopped = stopped };
}

struct mail_letter mail_write(const struct mail_due *m, struct instant now, struct arena *a)
{
	const bool code = strcmp(m->kind, "address_code") == 0;
	const char *to = personal_open(code ? m->pending_sealed : m->email_sealed, "email", m->person_code, a);
	struct mime_mail mime = { .from = settings->mail_from, .from_name = settings->mail_from_name, .to = to, .id = m->uid,
		.language = m->language, .date = now, .leave = m->offered ? link_to("/account", a) : NULL };
	struct text out = text_new(a, MAIL_MOST);
	struct mail_said said;

	if (!m->wanted)
		return unsent("mail_unwanted", true);
	if (to == NULL)
		return unsent(code ? "mail_code_old" : "mail_no_address", code);
	if (!mime_address_fits(to))
		return unsent("mail_address_form", false);
	if (!said_of(m, &said, a))
		return unsent("mail_no_sentences", false);
	mime.subject = said.subject;
	mime.text = said.text;
	if (m->session_uid != NULL) {
		mime.method = m->cancelled ? "CANCEL" : "REQUEST";
		mime.calendar = calendar_of(m, to, a);
	}
	if (!mime_write(&out, &mime))
		return unsent("mail_too_long", false);
	return (struct mail_letter){ .from = mail_sender(m->uid, a), .to = to, .method = mime.method, .bytes = out.at, .len = out.len };
}
