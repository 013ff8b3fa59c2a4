// SPDX-License-Identifier: GPL-3.0-or-later
// What identifies or reaches a person (personal number, telephone, e-mail): sealed at rest, masked on screens.
#ifndef BASE_PERSONAL_H
#define BASE_PERSONAL_H

#include <stdbool.h>

struct arena;

// Seals `plain` for one column of one person, named by the package's code, so that it opens nowhere else. NULL
// gives NULL.
const char *personal_seal(const char *plain, const char *column, const char *person, struct arena *);

// The plain text again, or NULL when there is none or it does not open. E-mail that was stored before e-mail was
// sealed ("k0.", see schema/0055_keys.sql) is given as it stands.
const char *personal_open(const char *sealed, const char *column, const char *person, struct arena *);

// First four and last two characters, the middle starred: enough to recognise, not to use. NULL gives NULL.
const char *personal_masked(const char *plain, struct arena *);

// May it be a telephone: 8 to 15 digits with spaces, dots, hyphens between them and perhaps a plus in front?
bool personal_phone_fits(const char *);

// May it be an address of mail: something, one @, and a name with a dot in it (RFC 5321 allows more, offices do not use it)?
bool personal_email_fits(const char *);

#endif
