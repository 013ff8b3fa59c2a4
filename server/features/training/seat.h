// SPDX-License-Identifier: GPL-3.0-or-later
// The seats of a class: locked, changed, given out. The order is always the same, so that two
// requests at once wait for each other and never deadlock: class, counter, enrolments.
//
//	const struct seat_class *c = seats_lock(w, class, &taken);
//	... who wants or leaves a seat changes ...
//	seats_settle(w, class, account);
#ifndef FEATURES_TRAINING_SEAT_H
#define FEATURES_TRAINING_SEAT_H

#include "http/http.h"

struct seat_class {		// a class while its seats change
	int64_t class;
	const char *state;
	int64_t host_unit, capacity;	// NONE: no host known; no limit
	struct date last_on;		// day of its last session, or NO_DATE
};

// Locks a class and its counter until the transaction ends. NULL when there is no such class.
// *taken: the seats given so far; taken may be NULL.
const struct seat_class *seats_lock(struct work *, int64_t class, int64_t *taken);

// Lets quotas that are due return and gives free seats to the waiting list. The counter is locked.
// The account (NONE: a job) is who the history names.
void seats_settle(struct work *, int64_t class, int64_t account);

// May its enrolments and quotas still change? Status 0 when they may: the class is there, neither
// cancelled nor finished.
struct reply seats_changeable(struct request *, const struct seat_class *);

#endif
