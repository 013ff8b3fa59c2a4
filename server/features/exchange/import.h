// SPDX-License-Identifier: GPL-3.0-or-later
// A data package in: all of it or nothing.
#ifndef EXCHANGE_IMPORT_H
#define EXCHANGE_IMPORT_H

#include <stdbool.h>

#include "features/exchange/report.h"

struct source;
struct work;

// Is there a folder of that name? If not, the report says why: to be asked before a database is started for it.
bool package_found(const char *folder, struct package_report *);

// Imports the package in `folder` in a transaction of its own, as hocvu_job, with the keys of personal
// data loaded; report_new() made the report. Gives an exit code: 0, 65 with the errors in the report and
// nothing stored, 66 with the reason in the report when there is no such folder, 70 after a message in the log, 75 when others wrote the same rows
// meanwhile and it may be tried again.
int package_import(struct work *, const char *folder, struct package_report *);

// The same inside a transaction that has begun: true when everything was right and is written. False
// with errors in the report, or a fault or refusal in the work; then the caller rolls back.
bool package_take(struct work *, const struct source *, struct package_report *);

#endif
