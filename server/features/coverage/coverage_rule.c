// SPDX-License-Identifier: GPL-3.0-or-later
// The arithmetic of a figure: met, missing, percent.
#include "features/coverage/coverage_rule.h"

bool rule_met(int64_t numerator, int64_t denominator, int64_t threshold)
{
	return numerator * 100 >= threshold * denominator;
}

int64_t rule_missing(int64_t numerator, int64_t denominator, int64_t threshold)
{
	int64_t needed = (threshold * denominator + 99) / 100;

	return needed > numerator ? needed - numerator : 0;
}

int64_t rule_tenths(int64_t numerator, int64_t denominator, int64_t threshold)
{
	int64_t tenths = (2000 * numerator + denominator) / (2 * denominator);

	if (tenths >= threshold * 10 && !rule_met(numerator, denominator, threshold))
		return threshold * 10 - 1;
	return tenths;
}
