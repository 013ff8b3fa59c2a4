// SPDX-License-Identifier: GPL-3.0-or-later
// What the API and the job of exports share: texts sealed for one export.
#ifndef FEATURES_EXPORTS_JOB_H
#define FEATURES_EXPORTS_JOB_H

#include <stdint.h>

struct arena;

// Seals and opens a text of one export; `place` is unique in it ("part|3"). What was searched for is sealed for the account
// before the export has a number (place "search"). NULL gives NULL; opened text that was altered is NULL.
const char *export_seal(int64_t of, const char *place, const char *text, struct arena *);
const char *export_open(int64_t of, const char *place, const char *sealed, struct arena *);

#endif
