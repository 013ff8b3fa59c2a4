// SPDX-License-Identifier: GPL-3.0-or-later
// What makes a difference between a check-in, a mark and the paper.
#ifndef FEATURES_TRAINING_RECONCILE_RULE_H
#define FEATURES_TRAINING_RECONCILE_RULE_H

#include <stdbool.h>

#define RECONCILE_DIFFERENCES "unmarked|signed_absent|claimed_absent|unsigned_present|paper_unreadable|paper_unsaid"

struct reconcile_facts {
	const char *status;	// the mark: present, late, excused, unexcused, unmarked
	bool claimed;		// checked in by the code
	const char *paper;	// signed, unsigned, unreadable; NULL: nobody said
	bool with_paper;	// the session has signed paper at all
};

// The difference as a code of RECONCILE_DIFFERENCES, or NULL when the three agree. That somebody who is marked present
// did not check in is none: the code is an offer.
const char *reconcile_difference(const struct reconcile_facts *);

#endif
