// SPDX-License-Identifier: GPL-3.0-or-later
// Mails handed to a server of mails (SMTP), by a program of its own beside this one: hocvud-mail (mail/).
//
// What speaks to the network is not the process that holds everybody's data, and the library it needs is not in the
// memory of one that hardly ever uses it.
#ifndef FILES_SMTP_H
#define FILES_SMTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

// Both ends agree on these. A batch is a list of texts, each an int64_t of its length and then its bytes: SMTP_HEAD of
// the server's, then three of each mail (from whom, to whom, the mail). Answers are lines "<number of the mail> <outcome> <code> <words>".
enum { SMTP_URL, SMTP_TLS, SMTP_CA, SMTP_USER, SMTP_PASSWORD, SMTP_HEAD };
enum { SMTP_TEXT_MOST = 1 << 20, SMTP_LINE_MOST = 400, SMTP_BATCH_SECONDS = 120 };

// Not tried; taken over; refused for now (4xx, or the connection broke); refused for good (5xx); this server takes no
// mail at all from us now: away, other keys than it should have, a wrong password, a sender it does not like.
enum smtp_outcome { SMTP_UNTRIED = '-', SMTP_SENT = 'S', SMTP_LATER = 'L', SMTP_REFUSED = 'R', SMTP_AWAY = 'A' };

struct smtp_server {
	const char *url;		// smtp://host:port/our-name, or smtps://
	const char *tls;		// starttls, tls or none
	const char *ca_file;		// who certifies the server; "": whoever this machine believes
	const char *user, *password;	// "": without
};

struct smtp_mail {
	const char *from, *to;		// the envelope's addresses; what cannot be delivered comes back to `from`
	const char *bytes;
	size_t len;
	enum smtp_outcome outcome;	// filled in, like the rest
	int64_t code;			// the server's last, 0: none
	const char *said;		// what it said, without addresses; in the arena
};

// Sends what can be sent within SMTP_BATCH_SECONDS, in order; fewer when the server turns out to be away, or when
// `stopped` says so. False when the program cannot be started, with a line in the log.
bool smtp_send(const struct smtp_server *, struct smtp_mail *, size_t n, bool (*stopped)(void), struct arena *);

#endif
