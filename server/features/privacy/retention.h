// SPDX-License-Identifier: GPL-3.0-or-later
// What the table of jobs runs of this room.
#ifndef FEATURES_PRIVACY_RETENTION_H
#define FEATURES_PRIVACY_RETENTION_H

#include "db/db.h"

// Lists what is kept long enough for somebody's decision.
void retention_propose_all(struct work *);

// Deletes or anonymises the next batch of what somebody approved.
void retention_apply_next(struct work *);

#endif
