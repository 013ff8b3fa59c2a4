// SPDX-License-Identifier: GPL-3.0-or-later
// Worker threads, each with a database connection of its own, in three lanes with a queue each.
#ifndef HTTP_LANES_H
#define HTTP_LANES_H

#include <stdbool.h>
#include <stddef.h>

#include "http/exchange.h"

// Starts the threads. `done` is called on a worker's thread when x->reply is made.
void lanes_start(void (*done)(struct exchange *));

// Is there room in the queue? Only the event loop puts, so the answer holds until it does.
bool lane_has_room(enum lane);
void lane_put(enum lane, struct exchange *);

// How many wait or are worked on, for /metrics and for shutdown.
size_t lane_depth(enum lane);

// Lets the workers end what they have, answers what still waits as too busy, and joins them.
void lanes_stop(void);

#endif
