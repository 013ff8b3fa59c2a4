// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in with name and password, as a browser does: what makes tokens, and confirms dangerous acts.
#ifndef CLI_SIGN_IN_H
#define CLI_SIGN_IN_H

#include "cli/cli.h"

struct ask;
struct answer;

// Opens a session for `name`, whose password, and code of the second factor where there is one, are asked at the terminal or
// with `piped` read from standard input, a line each. Gives its cookie, NULL after a call_fail().
const char *sign_in(struct call *, const char *name, bool piped);

// A request with that session's cookie, which changes whenever somebody showed again who they are.
const struct value *sign_in_ask(struct call *, const char *method, const char *path, const char *body, const char **cookie);

// Ends the session, also of a call that failed; NULL is none.
void sign_out(struct call *, const char *cookie);

// Sends `ask` as its owner: with the token, and when that may not do it and was kept by `hocvu login`, once more in a
// session for which the password is asked at the terminal. The session lasts until sign_in_end(), so a call asks once.
// Without a terminal the refusal stays.
struct answer sign_in_send(struct call *, const struct ask *);
// Was that refused for want of its owner's password alone?
bool sign_in_confirms(struct call *, const struct answer *);
void sign_in_end(struct call *);

#endif
