// SPDX-License-Identifier: GPL-3.0-or-later
// The job that sends: claims mails, hands them over, writes down how each went.
#include <string.h>

#include "base/crypto.h"
#include "base/key_file.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/text.h"
#include "build/sql.h"
#include "db/db.h"
#include "features/mail/mail.h"
#include "files/mime.h"
#include "files/smtp.h"
#include "http/dispatch.h"
#include "http/wake.h"

enum { AT_ONCE = 100, OUTCOMES_MOST = 1 << 20, FIRST_WAIT = 60, LONGEST_WAIT = 6 * 3600, AWAY_WAIT = 60, PORT_SMTP = 587, PORT_SMTPS = 465 };

SHAPE(mail_due,
	FIELD(mail_due, id,             REQUIRED),
	FIELD(mail_due, uid,            REQUIRED),
	FIELD(mail_due, kind,           REQUIRED),
	FIELD(mail_due, about,          OPTIONAL),
	FIELD(mail_due, offered,        REQUIRED),
	FIELD(mail_due, tries,          REQUIRED),
	FIELD(mail_due, person_code,    REQUIRED),
	FIELD(mail_due, email_sealed,   OPTIONAL),
	FIELD(mail_due, pending_sealed, OPTIONAL),
	FIELD(mail_due, code_sealed,    OPTIONAL),
	FIELD(mail_due, language,       REQUIRED),
	FIELD(mail_due, wanted,         REQUIRED),
	FIELD(mail_due, class,          OPTIONAL),
	FIELD(mail_due, class_code,     OPTIONAL),
	FIELD(mail_due, host,           OPTIONAL),
	FIELD(mail_due, session_uid,    OPTIONAL),
	FIELD(mail_due, number,         OPTIONAL),
	FIELD(mail_due, date,           OPTIONAL),
	FIELD(mail_due, start,          OPTIONAL),
	FIELD(mail_due, end,            OPTIONAL),
	FIELD(mail_due, periods,        OPTIONAL),
	FIELD(mail_due, place,          OPTIONAL),
	FIELD(mail_due, sequence,       OPTIONAL),
	FIELD(mail_due, changed,        OPTIONAL),
	FIELD(mail_due, cancelled,      OPTIONAL),
	FIELD(mail_due, why,            OPTIONAL),
	FIELD(mail_due, words,          OPTIONAL),
	FIELD(mail_due, day,            OPTIONAL));

bool mail_on(void)
{
	return settings->mail_server[0] != '\0';
}

// "mail.example.vn:587" without its port.
static const char *host_of(const char *server, struct arena *a)
{
	return arena_copyn(a, server, *server == '[' ? strcspn(server, "]") + 1 : strcspn(server, ":"));
}

static bool here(const char *host)
{
	return strcmp(host, "localhost") == 0 || strcmp(host, "127.0.0.1") == 0 || strcmp(host, "[::1]") == 0;
}

// Why mails cannot be sent as it is set up, or NULL.
static const char *settings_wrong(struct arena *a)
{
	const bool plain = strcmp(settings->mail_tls, "none") == 0;

	if (!mime_address_fits(settings->mail_from))
		return "mail_from is no address";
	if (!mail_bounces_fit(a))
		return "mail_bounces is no address with one * before its @, or is too long with a mail's mark in it";
	if (strcmp(settings->mail_tls, "starttls") != 0 && strcmp(settings->mail_tls, "tls") != 0 && !plain)
		return "mail_tls is starttls, tls or none";
	if (plain && !here(host_of(settings->mail_server, a)))
		return "mail_tls = none is for a server of mails on this machine";
	if (strpbrk(settings->mail_server, "/@? ") != NULL)
		return "mail_server is a name, or a name:port";
	if (settings->mail_user[0] != '\0' && settings->mail_password_file[0] == '\0')
		return "mail_user needs mail_password_file";
	return NULL;
}

bool mail_settings_fit(void)
{
	struct arena *a = arena_new();
	const char *wrong = mail_on() ? settings_wrong(a) : NULL;

	if (wrong != NULL)
		log_warnx("event=not_started why=\"%s\"", wrong);
	arena_drop(a);
	return wrong == NULL;
}

static const char *url_of(struct arena *a)
{
	const char *host = host_of(settings->mail_server, a), *port = settings->mail_server + strlen(host);
	const bool tls = strcmp(settings->mail_tls, "tls") == 0;

	if (*port != ':')
		port = arena_printf(a, ":%d", tls ? PORT_SMTPS : PORT_SMTP);
	return arena_printf(a, "%s://%s%s/%s", tls ? "smtps" : "smtp", host, port, strchr(settings->mail_from, '@') + 1);
}

// The first line of its file; it changes without a restart. NULL when it cannot be read.
static const char *password_read(struct arena *a)
{
	char text[KEY_FILE_MOST + 1] = "";
	const char *password = NULL;

	if (settings->mail_user[0] == '\0')
		return "";
	if (key_file_text(settings->mail_password_file, text))
		password = arena_copyn(a, text, strcspn(text, "\r\n"));
	crypto_wipe(text, sizeof text);
	return password;
}

static int64_t wait_after(int64_t tries)
{
	int64_t wait = FIRST_WAIT;

	for (int64_t i = 1; i < tries && wait < LONGEST_WAIT; i++)
		wait *= 2;
	return wait < LONGEST_WAIT ? wait : LONGEST_WAIT;
}

// What becomes of a mail, as the database is told.
struct outcome { const char *state, *reason; int64_t wait; bool untried; };

static struct outcome outcome_of(const struct mail_due *m, const struct mail_letter *l, const struct smtp_mail *s)
{
	if (l->reason != NULL)
		return (struct outcome){ l->stopped ? "stopped" : "failed", l->reason, 0, false };
	switch (s->outcome) {
	case SMTP_SENT:
		return (struct outcome){ "sent", NULL, 0, false };
	case SMTP_REFUSED:
		return (struct outcome){ "failed", "mail_refused", 0, false };
	case SMTP_LATER:
		return m->tries >= settings->mail_tries ? (struct outcome){ "failed", "mail_given_up", 0, false }
			: (struct outcome){ "waiting", "mail_later", wait_after(m->tries), false };
	case SMTP_AWAY:
	case SMTP_UNTRIED:
		break;
	}
	return (struct outcome){ "waiting", s->outcome == SMTP_AWAY ? "mail_away" : NULL, AWAY_WAIT, true };
}

static void outcome_write(struct text *out, const struct mail_due *m, const struct mail_letter *l, const struct smtp_mail *s)
{
	const struct outcome o = outcome_of(m, l, s);

	text_printf(out, "%s{\"id\":%lld,\"state\":\"%s\",\"wait\":%lld,\"untried\":%s,\"reason\":", out->len == 1 ? "" : ",",
		(long long)m->id, o.state, (long long)o.wait, o.untried ? "true" : "false");
	text_json(out, o.reason);
	text_add(out, ",\"answer\":");
	text_json(out, s->said == NULL || *s->said == '\0' ? NULL : s->code == 0 ? s->said
		: arena_printf(out->arena, "%lld %s", (long long)s->code, s->said));
	if (strcmp(o.state, "sent") == 0 && l->method != NULL)
		text_printf(out, ",\"method\":\"%s\",\"sequence\":%lld", l->method, (long long)m->sequence);
	text_add(out, "}");
}

// Hands over those that can be written. False when nothing could be handed over at all.
static bool letters_send(const struct mail_letter *letters, struct smtp_mail *mails, size_t n, struct arena *a)
{
	struct smtp_server server = { .url = url_of(a), .tls = settings->mail_tls, .ca_file = settings->mail_ca_file,
		.user = settings->mail_user, .password = password_read(a) };
	struct smtp_mail *batch = arena_many(a, struct smtp_mail, n + 1);
	size_t some = 0;
	bool started;

	for (size_t i = 0; i < n; i++)
		if (letters[i].reason == NULL)
			batch[some++] = (struct smtp_mail){ .from = letters[i].from, .to = letters[i].to, .bytes = letters[i].bytes,
				.len = letters[i].len };
	if (some == 0)
		return true;
	started = server.password != NULL && smtp_send(&server, batch, some, wake_stop_requested, a);
	some = 0;
	for (size_t i = 0; i < n; i++)
		if (letters[i].reason == NULL)
			mails[i] = batch[some++];
	return started;
}

// One line a batch: how many, and what kind of trouble.
static void batch_log(const struct smtp_mail *mails, size_t n)
{
	size_t sent = 0, refused = 0, later = 0, away = 0;

	for (size_t i = 0; i < n; i++) {
		sent += mails[i].outcome == SMTP_SENT;
		refused += mails[i].outcome == SMTP_REFUSED;
		later += mails[i].outcome == SMTP_LATER;
		away += mails[i].outcome == SMTP_AWAY;
	}
	metrics_mails_tried((int64_t)sent, (int64_t)refused, (int64_t)later);
	log_info("event=mails claimed=%zu sent=%zu refused=%zu later=%zu", n, sent, refused, later);
	if (away > 0)
		log_warnx("event=mail_server_away why=\"%s\"", mails[0].outcome == SMTP_AWAY ? mails[0].said : "in the midst of a batch");
}

static void outcomes_keep(struct work *w, const struct mail_due *due, const struct mail_letter *letters, const struct smtp_mail *mails,
	size_t n)
{
	struct text out = text_new(w->arena, OUTCOMES_MOST);

	text_add(&out, "[");
	for (size_t i = 0; i < n; i++)
		outcome_write(&out, &due[i], &letters[i], &mails[i]);
	text_add(&out, "]");
	db_begin(w, false);
	db_int(w, sql_mail_settle, arg(clock_now()), arg((const char *)out.at));
	db_end(w, true);
}

// What was claimed and never settled, because this process was killed, is claimed again after five minutes: then a mail
// may go out twice, under the same Message-ID. None is lost.
void mail_send_next(struct work *w)
{
	const struct mail_due *due = NULL;
	struct mail_letter *letters;
	struct smtp_mail *mails;
	size_t n = 0;

	arena_wipe(w->arena);
	db_begin(w, false);
	if (db_bool(w, sql_mail_alive, arg(settings->mail_urgent_days)))
		due = db_rows(w, sql_mail_claim, mail_due, &n, arg(w->now), arg(w->today), arg(AT_ONCE), arg(settings->mail_per_minute));
	if (!db_end(w, true) || n == 0)
		return;
	letters = arena_many(w->arena, struct mail_letter, n);
	mails = arena_many(w->arena, struct smtp_mail, n);
	for (size_t i = 0; i < n; i++) {
		letters[i] = mail_write(&due[i], w->now, w->arena);
		mails[i].outcome = SMTP_UNTRIED;
	}
	if (!letters_send(letters, mails, n, w->arena))
		log_warnx("event=mail_not_started why=\"no password, or no program that sends\"");
	batch_log(mails, n);
	outcomes_keep(w, due, letters, mails, n);
}

void mail_forget_old(struct work *w)
{
	db_begin(w, false);
	db_int(w, sql_mail_old, arg(w->now), arg(settings->mail_keep_days));
	db_end(w, true);
}

void mail_remind(struct work *w)
{
	db_begin(w, false);
	db_int(w, sql_mail_remind, arg(w->today));
	db_end(w, true);
}
