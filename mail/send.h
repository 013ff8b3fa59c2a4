// SPDX-License-Identifier: GPL-3.0-or-later
// One mail handed over, and what the outcome means.
#ifndef MAIL_SEND_H
#define MAIL_SEND_H

#include <stddef.h>

#include "files/smtp.h"

struct sender;

// Prepares to send through that server; never NULL, ends the process when it cannot. The texts must live as long.
struct sender *sender_new(const struct smtp_server *);
void sender_drop(struct sender *);

// Sends one; `said` gets what the server answered last, in one line without addresses.
enum smtp_outcome sender_send(struct sender *, const struct smtp_mail *, long *code, char said[SMTP_LINE_MOST]);

#endif
