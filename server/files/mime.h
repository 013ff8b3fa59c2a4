// SPDX-License-Identifier: GPL-3.0-or-later
// Mails as text (RFC 5322, RFC 2045 to 2047), in seven bits: a plain text, and perhaps a calendar beside it.
#ifndef FILES_MIME_H
#define FILES_MIME_H

#include <stdbool.h>

#include "base/clock.h"

struct text;

struct mime_mail {
	const char *from, *from_name;	// an address; how its owner is called, or NULL
	const char *to;			// an address
	const char *subject;		// UTF-8
	const char *id;			// what its Message-ID begins with: letters, digits, hyphens; the sender's domain follows
	const char *language;		// of the text: "vi"
	struct instant date;
	const char *leave;		// where its reader says that no more shall come (RFC 2369), or NULL
	const char *text;		// UTF-8, lines end in LF
	const char *calendar;		// iCalendar, or NULL
	const char *method;		// of the calendar: REQUEST, CANCEL
};

// May it stand in a header and in a command to a server: printable ASCII with one @ and nothing that ends an address?
// (RFC 5321 allows more, with quotes and with other letters; offices do not use it.)
bool mime_address_fits(const char *);

// Writes the mail with CRLF. Nothing in it makes another header: what is no printable ASCII is encoded, what is no text
// left out. False when an address does not fit.
bool mime_write(struct text *, const struct mime_mail *);

#endif
