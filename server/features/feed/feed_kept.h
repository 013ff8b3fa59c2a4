// SPDX-License-Identifier: GPL-3.0-or-later
// Long texts of feeds that were written lately: many subscribers read one time-table, which changes seldom.
//
// What may be read is decided by the database each time; only writing the same text again is saved.
#ifndef FEED_FEED_KEPT_H
#define FEED_FEED_KEPT_H

#include <stddef.h>

struct arena;

// The text whose digest that is, copied into the arena, with its length; NULL when it is not kept.
const char *feed_recall(const char *digest, size_t *len, struct arena *);

// Keeps a copy until others need the room. What is short is as quickly written again, and is not kept.
void feed_keep(const char *digest, const char *text, size_t len);

#endif
