// SPDX-License-Identifier: GPL-3.0-or-later
// Files of a package into their stage: every row checked by itself, then sent by COPY.
//
// A row with a wrong value is staged with what is right of it, and knows which columns are not, so that
// one error does not make others. Personal numbers and telephones are sealed before they leave here.
#ifndef EXCHANGE_STAGE_H
#define EXCHANGE_STAGE_H

#include <stdbool.h>

#include "features/exchange/report.h"

struct source;
struct work;

struct stage {
	struct work *w;
	struct package_report *report;
	bool prefixes[1000];		// first three digits of personal numbers that are given out
};

// Reads every file of the source in order. False when one could not be read at all (log).
bool stage_files(struct stage *, const struct source *);

#endif
