// SPDX-License-Identifier: GPL-3.0-or-later
// Who is asking: a browser's session cookie or a program's bearer token.
#ifndef HTTP_LOGIN_H
#define HTTP_LOGIN_H

#include "http/http.h"

// Fills rq->who from the bearer token (`hv_...`), else from the session cookie; true when somebody is signed in.
// The same query sets the transaction's hocvu.account, .person, .today, .request, .address, .reach*, .units* and .class
// (scope_open() in the schema); without an account nothing is set. A bearer token that does not hold is not replaced by the
// cookie. A cookie sent along by another site's page counts only for GET and HEAD.
bool login(struct request *);

// Fills rq->who with an account for which the program itself asks again what was asked before (again.c); false when
// it may not come in any more. The transaction's settings are set as login() does.
bool login_as(struct request *, int64_t account);

// The credential it presents, whoever's it is: the bearer token, else the cookie's value; NULL: none.
const char *login_credential(struct request *);

// Does the request come from our own pages, or from no page at all?
bool login_same_site(const struct request *);

// What somebody who may do this still has to do first: change the password, set up a second factor, show it from
// outside, confirm a dangerous act, bring a token with another scope. Status 0 when nothing, else the 403 to return.
struct reply login_standing(struct request *);

// Did the session's owner show password or second factor within confirm_minutes, or is the token made for dangerous
// acts? Status 0, else the 403. For a handler whose act is dangerous only sometimes; other routes say it in their row.
struct reply login_confirmed(struct request *);

// Does the request come from this machine or from a network of the setting inside_networks?
bool login_inside(const struct request *);

// Gives the session that asks another secret and calls it confirmed now: whoever had the old cookie is out. For
// whenever somebody proves again who they are.
void login_renew(struct request *, struct reply *);

// Adds the cookie of a new session to a reply; a NULL token takes the cookie away.
void login_cookie(struct request *, struct reply *, const char *token);

// Remembers the browser that an account just came in with: its cookie, which opens nothing, comes with the reply. Its
// wrong tries at that name are counted apart from those of its address, so that nobody else makes its owner wait.
void login_device_keep(struct request *, struct reply *, int64_t account);

// Between these two a transaction of its own, which stays when the request's is rolled back; the request's begins
// anew. Call them before anything else is written.
void login_apart_begin(struct request *);
void login_apart_end(struct request *);

// Counts one attempt at a password in a transaction of its own, before the password is looked at: a
// 401 rolls the request's transaction back, and many attempts at once must not pass uncounted. What follows runs in a
// new transaction with the same settings. Gives
// 0, or the seconds to wait first. Call it before anything else is written.
int64_t login_attempt(struct request *, const char *name);

// The answer to an attempt that comes too early: 429 with Retry-After.
struct reply login_wait(struct request *, int64_t seconds);

// The key under which login_attempt() counted for `name`: of the browser it came in with before, else of the address.
const char *login_attempt_key(struct request *, const char *name);

// The key of `name` at this address.
const char *login_place_key(struct request *, const char *name);

// The key under which all attempts from this address are counted.
const char *login_address_key(struct request *);

// Writes the last uses seen since the last call, at most once a minute, and drops sessions and
// attempts that are over, in a transaction of its own. For the job lane: a GET writes nothing itself.
void login_flush(struct work *);

#endif
