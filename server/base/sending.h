// SPDX-License-Identifier: GPL-3.0-or-later
// Whom a unit sends to a class, as the room of lists and the room of training tell each other (routes.c joins them).
#ifndef BASE_SENDING_H
#define BASE_SENDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/shape.h"

struct sending {
	int64_t class, unit, account;
	struct list people;		// numbers as a JSON array
	const char *why;		// a remark kept with each, or NULL
};

// One thing that stands against sending somebody; problem NULL: nothing does.
struct sending_problem { int64_t person; const char *problem, *fact; bool blocks; };

#endif
