// SPDX-License-Identifier: GPL-3.0-or-later
// Mails: written with the facts they tell of, sent by a job.
#ifndef FEATURES_MAIL_MAIL_H
#define FEATURES_MAIL_MAIL_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/shape.h"

struct work;
struct arena;
struct text;

// A mail to be sent now, with what is said in it as things stand.
struct mail_due {
	int64_t id;
	const char *uid, *kind, *about;
	bool offered;			// its reader may say that they do not want such
	int64_t tries;			// this one included
	const char *person_code, *email_sealed, *pending_sealed, *code_sealed, *language;
	bool wanted;
	const char *class, *class_code, *host, *session_uid;
	int64_t number;
	struct date date;
	struct hhmm start, end;
	int64_t periods;
	const char *place;
	int64_t sequence;
	struct instant changed;
	bool cancelled;
	const char *why, *words;
	struct date day;
};

// The same as it goes out.
struct mail_letter {
	const char *from, *to;		// the addresses of the envelope
	const char *reason;		// why it cannot be sent (a code of web/messages), or NULL
	bool stopped;			// nobody wants it: no failure
	const char *method;		// of the calendar in it, or NULL
	const char *bytes;
	size_t len;
};

// The mail as text, in the arena.
struct mail_letter mail_write(const struct mail_due *, struct instant now, struct arena *);

// A section "[about]" of the sentences of a kind, filled in: subject, text. The office's own (settings->mail_templates),
// else, and when those cannot be used, what comes with hocvu. False when there is none.
struct field_value;
struct mail_said { const char *subject, *text; };
bool mail_sentences(const char *kind, const char *about, const char *language, const struct field_value *, size_t n,
	struct mail_said *, struct arena *);

// The address a mail is sent from (in the envelope), to which a notice comes back: mail_bounces with its uid for the
// star, else mail_from. In the arena or the settings.
const char *mail_sender(const char *uid, struct arena *);
// Is mail_bounces empty, or an address with one star before its @, short enough with a uid in it (RFC 5321)?
bool mail_bounces_fit(struct arena *);
// Is it a uid as text?
bool mail_mark_fits(const char *);

// A notice says that the mail of that mark, its uid, came back with that status ("5.1.1"): undelivered when it was sent. In a
// transaction of its own. NULL when no mail has it, or after a fault.
struct mail_returned {
	int64_t id;
	const char *outcome;		// done; left: it is not one that was sent; sending: ask again
};
const struct mail_returned *mail_came_back(struct work *, const char *mark, const char *status);

// Is a server of mails set up?
bool mail_on(void);
// Do the settings of mails fit together? False with a message in the log. Before there is a second thread.
bool mail_settings_fit(void);

// Jobs: the next mails sent; what is due written about; what is old ended and forgotten; the
// numbers for /metrics.
void mail_send_next(struct work *);
void mail_remind(struct work *);
void mail_forget_old(struct work *);
void mail_count(struct work *);

#endif
