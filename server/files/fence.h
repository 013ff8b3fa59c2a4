// SPDX-License-Identifier: GPL-3.0-or-later
// A process that works on strangers' bytes shuts itself in.
#ifndef FILES_FENCE_H
#define FILES_FENCE_H

#include <stdbool.h>

struct fence {
	int seconds, megabytes;
	bool threads;			// its libraries start threads
};

// From here on this process has so many seconds of processor and megabytes of memory, opens and writes no file but
// what is open, starts no program and reaches no network: whatever else it tries ends it. Sanitizers need more than
// that: under them only the seconds hold.
void fence_in(const struct fence *);

// The seconds and megabytes alone: for work on our own data that needs files of its own.
void fence_limits(int seconds, int megabytes);

#endif
