// SPDX-License-Identifier: GPL-3.0-or-later
// Is a password easily guessed? A pure rule over the password and the words everybody knows of its owner.
#ifndef FEATURES_ACCESS_PASSWORD_RULE_H
#define FEATURES_ACCESS_PASSWORD_RULE_H

#include <stdbool.h>

struct arena;

// Takes away what a guesser tries first: common words, runs of the keyboard and the alphabet, one character again and
// again, years, and `words` (the account's name, its owner's and the units' names, with blanks between). True when fewer
// than five letters or digits of the owner's own are left. Marks and case do not count.
bool password_common(const char *password, const char *words, struct arena *);

#endif
