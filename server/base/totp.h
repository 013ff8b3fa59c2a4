// SPDX-License-Identifier: GPL-3.0-or-later
// Codes of an authenticator app: time-based one-time passwords (RFC 6238) of 6 digits, 30 s, SHA-1, which is what
// the common apps understand.
#ifndef BASE_TOTP_H
#define BASE_TOTP_H

#include <stdint.h>

#include "base/clock.h"

struct arena;

// A fresh secret of 160 bits in base32 (RFC 4648), as apps take it.
const char *totp_secret(struct arena *);

// The address an app reads as a QR code: otpauth://totp/hocvu:NAME?secret=...; `name` needs no escapes.
const char *totp_uri(const char *secret, const char *name, struct arena *);

// The time step (of 30 s since 1970) whose code that is, one step earlier or later than `now` allowed
// (RFC 6238, 5.2); 0 when it is none of them. Whoever takes a code remembers the step and takes none twice.
int64_t totp_step(const char *secret, const char *code, struct instant now);

#endif
