// SPDX-License-Identifier: GPL-3.0-or-later
// Refusals in the record, although the request that was refused left nothing.
#ifndef HTTP_DENIED_H
#define HTTP_DENIED_H

#include "http/http.h"

// Records an answer of 403, a password that was wrong or must wait, and a token that does not hold, in a transaction of its
// own after the request's; anything else is let be. Repetitions within a minute are counted. Failing to record
// is logged and changes nothing about the answer.
void audit_denied(const struct request *, const struct reply *);

// Puts the repetitions of minutes that are over into the record, in a transaction of its own; for the job lane.
void audit_denials(struct work *);

#endif
