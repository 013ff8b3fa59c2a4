// SPDX-License-Identifier: GPL-3.0-or-later
// The method of largest remainders (Hare's quota), in integers.
#include "features/training/quota_rule.h"

#include <stdbool.h>
#include <string.h>

// The part of its share a unit lost by rounding down, times `total`.
static int64_t remainder_of(const struct quota_share *s, int64_t seats, int64_t total)
{
	return s->uncovered * seats % total;
}

// Does `a` go before `b` when one seat is left?
static bool goes_before(const struct quota_share *a, const struct quota_share *b, int64_t seats,
	int64_t total)
{
	int64_t of_a = remainder_of(a, seats, total), of_b = remainder_of(b, seats, total);

	return of_a != of_b ? of_a > of_b : strcmp(a->code, b->code) < 0;
}

void quota_divide(struct quota_share *shares, size_t n, int64_t seats)
{
	int64_t total = 0, left;

	for (size_t i = 0; i < n; i++)
		total += shares[i].uncovered;
	if (seats > total)
		seats = total;
	left = seats = seats < 0 ? 0 : seats;
	for (size_t i = 0; i < n; i++) {
		shares[i].seats = total == 0 ? 0 : shares[i].uncovered * seats / total;
		left -= shares[i].seats;
	}
	// Fewer seats are left than units have a remainder: one more for whom fewer than that go before.
	for (size_t i = 0; i < n && left > 0; i++) {
		int64_t before = 0;

		for (size_t k = 0; k < n; k++)
			before += k != i && goes_before(&shares[k], &shares[i], seats, total);
		shares[i].seats += before < left;
	}
}
