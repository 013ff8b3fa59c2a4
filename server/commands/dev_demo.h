// SPDX-License-Identifier: GPL-3.0-or-later
// The demo of `hocvud dev`: its world as a package imported like any other, and accounts to look around with.
#ifndef COMMANDS_DEV_DEMO_H
#define COMMANDS_DEV_DEMO_H

#include "commands/session.h"

// Fills the session's database with the demo world unless it is there already. 0, or an exit code
// after a message.
int demo_load(struct session *);

// Makes an account for every role with a generated password, kept in `path` (0600, a line each: name,
// password, what it may do); does nothing when the file is there. 0, or an exit code after a message.
int demo_accounts(struct session *, const char *path);

// How many people and classes stand in the database beside the demo world; -1 after a message.
int64_t demo_besides(struct session *);

#endif
