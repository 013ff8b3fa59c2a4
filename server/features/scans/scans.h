// SPDX-License-Identifier: GPL-3.0-or-later
// Signed paper, as the rest of the program sees it: one job.
#ifndef FEATURES_SCANS_SCANS_H
#define FEATURES_SCANS_SCANS_H

#include "http/http.h"

// Deletes what began to come a day ago and never came whole.
void scans_forget(struct work *);

#endif
