// SPDX-License-Identifier: GPL-3.0-or-later
// Notices by which servers of mails say that a mail was not delivered (delivery status notifications, RFC 3464).
#ifndef FILES_DSN_H
#define FILES_DSN_H

#include <stddef.h>

// No such notice; one that says something else (delayed, delivered, handed on); given up.
enum dsn { DSN_NONE, DSN_OTHER, DSN_FAILED };
enum { DSN_STATUS = sizeof "5.999.999" };

// Reads a mail as it came, any `len` bytes, perhaps cut off. Only the notice's own outermost parts count, so one that
// somebody quotes or encloses is none. With DSN_FAILED `status` becomes the enhanced status (RFC 3463), "5.1.1" or
// "4.4.7", of the first recipient it was given up for; else it stays as it is. Takes time in proportion to `len`.
enum dsn dsn_read(const char *bytes, size_t len, char status[DSN_STATUS]);

#endif
