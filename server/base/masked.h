// SPDX-License-Identifier: GPL-3.0-or-later
// Values of settings without the passwords in them.
#ifndef BASE_MASKED_H
#define BASE_MASKED_H

struct text;

// Adds a value without the passwords of a connection string: `password=...`, as a word or an
// argument of a URL, and `//user:...@`. Rather too much is hidden than too little.
void masked_add(struct text *, const char *value);

#endif
