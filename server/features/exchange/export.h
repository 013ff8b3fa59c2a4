// SPDX-License-Identifier: GPL-3.0-or-later
// A data package out: everything that package.def knows, the same bytes for the same data.
#ifndef EXCHANGE_EXPORT_H
#define EXCHANGE_EXPORT_H

#include <stdio.h>

struct work;

// Writes every file and datapackage.json into `folder` (made when missing, readable by its owner only). Personal
// numbers, telephones and e-mail are masked, and an import refuses them then; with a `reason` they stand there in
// clear, which is on record before the first file is opened. What an earlier export left is replaced; a folder that holds
// anything else is refused. Gives an exit code: 0, 73 the folder cannot be used, 74 a file cannot be
// written, 70 after a message in the log. Rows and rate are told on `progress` (may be NULL).
int package_export(struct work *, const char *folder, const char *reason, FILE *progress);

#endif
