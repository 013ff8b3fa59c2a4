// SPDX-License-Identifier: GPL-3.0-or-later
// Figures of a reorganisation: what succession_count_targets (features/org/succession.h) is joined with.
#ifndef COVERAGE_ACT_H
#define COVERAGE_ACT_H

#include <stdbool.h>
#include <stdint.h>

struct work;

// Writes the answer of every target and segment for every unit that the records of the act name and that is valid
// on the day before it (`after`: on its day) into succession_figure. A fault is the work's.
void coverage_count_act(struct work *, int64_t act, bool after);

#endif
