// SPDX-License-Identifier: GPL-3.0-or-later
// The reference data carried in the program: the package of schema/data and the tables of schema/reference.
#ifndef EXCHANGE_REFERENCE_H
#define EXCHANGE_REFERENCE_H

#include <stdbool.h>

struct work;

// Loads them as hocvu_job inside a transaction that has begun, unless these very files were loaded last:
// what the programme office edited since then stays. False after a message in the log; then the
// caller rolls back.
bool reference_load(struct work *);

#endif
