// SPDX-License-Identifier: GPL-3.0-or-later
// Taking a record away: who, when and why stay.
#ifndef FEATURES_TRAINING_REMOVAL_H
#define FEATURES_TRAINING_REMOVAL_H

#include "http/http.h"

// A kind of record: its word in removals, its queries, the code when there is none. `held` (unit, id) locks the record
// and gives it as `held`; `remove` (id) deletes it; `withheld` (unit, id, account, today) says whether it is as good as not
// there for the account, NULL: never.
struct removing {
	const char *what;
	const struct query *held, *remove;
	const char *unknown;
	const struct query *withheld;
};

// Removes the record rq->id[1] of the unit rq->id[0]. What the account entered itself not long ago goes without a
// word; everything else needs a reason, and somebody above a community team.
struct reply record_removed(struct request *, const struct removing *);

// Takes back what the account saved in the unit rq->id[0] not long ago: the body is what was saved, row by row. All of
// it, or a 422 that lists what no longer stands as it was saved. `wrong` (unit, body, account, since) gives those rows,
// `undo` (unit, body, account, now) removes the others, each with its line in removals.
struct reply records_undone(struct request *, const struct query *wrong, const struct query *undo);

#endif
