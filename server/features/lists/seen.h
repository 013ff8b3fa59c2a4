// SPDX-License-Identifier: GPL-3.0-or-later
// Who stood in a file before, by short keyed hashes: a list of 50,000 takes 8 MiB.
#ifndef FEATURES_LISTS_SEEN_H
#define FEATURES_LISTS_SEEN_H

#include <stddef.h>
#include <stdint.h>

struct seen;

// For a file of so many rows. Ended with seen_drop().
struct seen *seen_new(size_t rows);
void seen_drop(struct seen *);

// The row in which the key stood first, or 0 and it is kept with this row.
int64_t seen_put(struct seen *, const char *key, int64_t row);

#endif
