// SPDX-License-Identifier: GPL-3.0-or-later
// What wakes the event loop from outside: workers that have finished, and signals that ask for a stop.
#ifndef HTTP_WAKE_H
#define HTTP_WAKE_H

#include <stdbool.h>

// The descriptor that becomes readable; made at the first call.
int wake_open(void);

// From any thread: wakes the loop, once, however many call before it reads.
void wake_up(void);

// In the loop, before it looks at what there is to do.
void wake_read(void);

// From here on SIGTERM and SIGINT wake the loop and are remembered.
void wake_catch_stop(void);
bool wake_stop_requested(void);

#endif
