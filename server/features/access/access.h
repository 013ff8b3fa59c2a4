// SPDX-License-Identifier: GPL-3.0-or-later
// What accounts are made of, for the handlers, `hocvud account` and the demo world.
#ifndef FEATURES_ACCESS_ACCESS_H
#define FEATURES_ACCESS_ACCESS_H

#include "db/db.h"
#include "http/http.h"

enum { TOKEN_DAYS = 90, TOKEN_DAYS_MOST = 366, TOKEN_DAYS_DANGEROUS = 7,
	TOKEN_DAYS_SERVICE = 90 };

struct account {
	int64_t id;
	const char *name, *kind;
	int64_t person;			// or NONE
	const char *full_name;		// the person's
	bool must_change;
	struct instant disabled, created, used, reviewed;
	int64_t failed;			// attempts since the last success
	bool kept;			// whoever asks administers it
};

struct account_new {
	const char *name;	// small letters are made of it
	const char *kind;	// person, service or operator; NULL: person with a person, else operator
	int64_t person;		// or NONE
	int64_t by;		// the account that makes it, or NONE: the operator
	bool keeps_password;	// needs no change at first sign-in (the demo)
};

// Makes an account with a random password, given back to be shown once ("": a service has none). *id is its number. NULL when
// it was refused or faulted: see the work. Slow (a hash).
const char *account_make(struct work *, const struct account_new *, int64_t *id);

// Gives an account another random password, to be changed at the next sign-in, and ends its sessions
// and tokens. NULL when there is no such account. Slow (a hash).
const char *account_reset(struct work *, int64_t id);

struct token_new {
	int64_t account;
	const char *name;	// what it is for
	const char *scope;	// read, write or dangerous; NULL: write
	int64_t days;		// or NONE: TOKEN_DAYS
	bool outside;		// works from outside inside_networks too
};

// Makes a token; its text is given back to be shown once. NULL as above.
const char *token_make(struct work *, const struct token_new *);

// Looks at a code of an account with a second factor: six digits of the app, or a recovery code, each taken once.
// NULL when it is right, else what is wrong. Counted; call it before anything is written.
const char *factor_problem(struct request *, int64_t account, const char *code);

// Disables accounts nobody used for account_idle_days. For the job lane.
void accounts_idle(struct work *);

#endif
