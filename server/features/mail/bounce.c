// SPDX-License-Identifier: GPL-3.0-or-later
// Mails that come back: the address each is sent from, by which its notice names it, and what the notice changes.
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/settings.h"
#include "build/sql.h"
#include "features/mail/mail.h"
#include "files/mime.h"

// RFC 5321, 4.5.3.1.1: what stands before the @.
enum { LOCAL_MOST = 64 };

SHAPE(mail_returned,
	FIELD(mail_returned, id,      REQUIRED),
	FIELD(mail_returned, outcome, REQUIRED, .one_of = "done|left|sending"));

static const char form[] = "00000000-0000-0000-0000-000000000000";

bool mail_mark_fits(const char *mark)
{
	for (size_t i = 0; i < sizeof form - 1; i++)
		if (mark[i] == '\0' || strchr(form[i] == '-' ? "-" : "0123456789abcdefABCDEF", mark[i]) == NULL)
			return false;
	return mark[sizeof form - 1] == '\0';
}

const char *mail_sender(const char *uid, struct arena *a)
{
	const char *star = strchr(settings->mail_bounces, '*');

	return star == NULL ? settings->mail_from
		: arena_printf(a, "%.*s%s%s", (int)(star - settings->mail_bounces), settings->mail_bounces, uid, star + 1);
}

bool mail_bounces_fit(struct arena *a)
{
	const char *star = strchr(settings->mail_bounces, '*'), *sender;

	if (settings->mail_bounces[0] == '\0')
		return true;
	if (star == NULL || strchr(star + 1, '*') != NULL || strchr(star, '@') == NULL)
		return false;
	sender = mail_sender(form, a);
	return mime_address_fits(sender) && strcspn(sender, "@") <= LOCAL_MOST;
}

const struct mail_returned *mail_came_back(struct work *w, const char *mark, const char *status)
{
	const struct mail_returned *r;

	db_begin(w, false);
	r = db_row(w, sql_mail_back, mail_returned, arg(mark), arg(status), arg(w->now));
	if (!db_end(w, true))
		return NULL;
	if (r != NULL)
		log_info("event=mail_came_back mail=%lld outcome=%s status=%s", (long long)r->id, r->outcome, status);
	return r;
}
