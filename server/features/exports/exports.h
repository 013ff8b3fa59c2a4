// SPDX-License-Identifier: GPL-3.0-or-later
// Lists taken out as files: jobs that the rest of the program starts.
#ifndef FEATURES_EXPORTS_EXPORTS_H
#define FEATURES_EXPORTS_EXPORTS_H

#include "http/http.h"

// Writes one list that waits, for the lane of long jobs.
void exports_next(struct work *);

// Deletes files a day after they were asked for.
void exports_forget(struct work *);

#endif
