// SPDX-License-Identifier: GPL-3.0-or-later
// The file that remembers where this person works and the token for it.
//
// $XDG_CONFIG_HOME/hocvu/credentials, else ~/.config/hocvu/credentials; nobody else may read it.
#ifndef CLI_CREDENTIALS_H
#define CLI_CREDENTIALS_H

#include <stdbool.h>

struct arena;

struct credentials {
	const char *url;		// NULL: nothing is kept
	const char *token;
	const char *name;		// the token's name on the server, by which it is revoked
	bool exposed;			// others may read the file: nothing was taken from it
};

// Where the file is; NULL when neither HOME nor XDG_CONFIG_HOME says.
const char *credentials_path(struct arena *);

// What is kept. A file others may read is not used, a damaged one gives what it has.
struct credentials credentials_read(struct arena *);

// Replaces the file as a whole, mode 0600 in a folder 0700; false with errno when it cannot.
bool credentials_write(const struct credentials *, struct arena *);

// Takes the file away. True when it is gone.
bool credentials_forget(struct arena *);

#endif
