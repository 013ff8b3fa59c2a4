// SPDX-License-Identifier: GPL-3.0-or-later
// Passwords: hashed with Argon2id (64 MiB, t=3), on demand in a process of their own.
//
// A run takes 64 MiB from the system and gives them back; while the kernel maps them, every other thread of the
// same process that wants memory waits, tens of milliseconds (p99 of other requests x8 during a flood of
// sign-ins). So a thread of the server that hashes has a helper process that runs when nobody else wants
// to (SCHED_IDLE), `hocvud hash`, which knows neither keys nor database. Without one, and should it be lost, the work is done here.
#ifndef BASE_PASSWORD_H
#define BASE_PASSWORD_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

// The hash to keep of a password, with its salt and costs. Slow by intent.
const char *password_hash(const char *password, struct arena *);

// Was the hash made of that password? False for NULL and for a text that is no hash. Slow by intent.
bool password_matches(const char *hash, const char *password);

// A hash under a salt of the caller's choice, hex: one run tells whether a password is among many that were
// kept under the same salt. Slow by intent.
const char *password_trace(const char *password, const char *salt, struct arena *);

// How many of these were asked for since the start: an unknown name must cost what a known one does.
uint64_t password_runs(void);

// From here on this thread's passwords are worked on by a helper process, started with the first of them.
void password_helper_begin(void);
// Ends this thread's helper.
void password_helper_end(void);

// The helper itself: answers on standard input, a socket, until its other end is closed.
void password_helper_serve(void);

#endif
