// SPDX-License-Identifier: GPL-3.0-or-later
// Lists brought in, as the rest of the program sees them: one job, and what training does for them.
#ifndef FEATURES_LISTS_LISTS_H
#define FEATURES_LISTS_LISTS_H

#include "base/sending.h"
#include "http/http.h"

// Works on one list that waits, for the lane of long jobs: reads its file, looks its rows up, or writes what was accepted.
void lists_next(struct work *);

// Deletes what nobody took in, and the content of what was, once `import_keep_hours` are over.
void lists_forget(struct work *);

// Training's: everyone of the list with every problem, *n of them; and sending those nothing blocks: NULL, or the code of
// why nobody can be sent. Set in routes.c, where both rooms meet.
extern const struct sending_problem *(*const lists_nominees)(struct work *, const struct sending *, size_t *n);
extern const char *(*const lists_nominate)(struct work *, const struct sending *);

// Training's too: when each session of a class ends, and what stands against the account's marking it: [{"session", "ended",
// "obstacle"}] as JSON.
extern const char *(*const lists_times)(struct work *, int64_t class, int64_t account);

#endif
