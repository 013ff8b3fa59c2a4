// SPDX-License-Identifier: GPL-3.0-or-later
// What the background does with quotas.
#ifndef FEATURES_TRAINING_QUOTA_H
#define FEATURES_TRAINING_QUOTA_H

#include "db/db.h"

// Lets the quotas of every class return that are due and gives their seats to the waiting lists: each
// class in a transaction of its own. Outside a transaction.
void quotas_return_all(struct work *);

#endif
