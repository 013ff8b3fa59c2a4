// SPDX-License-Identifier: GPL-3.0-or-later
// The arithmetic of a figure, in integers from end to end: no rounding ever decides whether a target is met.
#ifndef COVERAGE_COVERAGE_RULE_H
#define COVERAGE_COVERAGE_RULE_H

#include <stdbool.h>
#include <stdint.h>

// Is the share reached? Compared as numerator * 100 >= threshold * denominator, so 799 of 800 is not 100 percent.
bool rule_met(int64_t numerator, int64_t denominator, int64_t threshold);

// How many more people are needed for the share: up to the next whole person, never below 0.
int64_t rule_missing(int64_t numerator, int64_t denominator, int64_t threshold);

// The share in tenths of a percent, rounded half up. While the target is not met it stays below the
// threshold: 99.96 of 100 is shown as 99.9. `denominator` is not 0.
int64_t rule_tenths(int64_t numerator, int64_t denominator, int64_t threshold);

#endif
