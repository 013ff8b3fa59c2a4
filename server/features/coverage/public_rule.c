// SPDX-License-Identifier: GPL-3.0-or-later
// Small figures hidden, and with them as many of their neighbours as keep them from being worked out.
#include "features/coverage/public_rule.h"

#include <stdbool.h>

enum { MEASURES = 3 };			// reached, counted, and what lies between the two

static int64_t measure(const struct public_cell *c, int which)
{
	int64_t base = c->denominator == INT64_MIN ? c->numerator : c->denominator;

	return which == 0 ? c->numerator : which == 1 ? base : base - c->numerator;
}

static bool is_few(int64_t n)
{
	return n > 0 && n < PUBLIC_LEAST;
}

static bool is_small(const struct public_cell *c)
{
	return is_few(measure(c, 0)) || is_few(measure(c, 1)) || is_few(measure(c, 2));
}

// Can a hidden part of `whole` be worked out, or is all that is hidden together still a few?
static bool open_to_difference(const struct public_cell *all, size_t n, size_t whole)
{
	for (int m = 0; m < MEASURES; m++) {
		int64_t left = measure(&all[whole], m), hidden = 0;
		size_t members = 0;
		bool any = false;

		for (size_t i = whole + 1; i < n; i++) {
			if (all[i].parent != whole)
				continue;
			left -= measure(&all[i], m);
			if (all[i].hidden == NULL)
				continue;
			any = true;
			members++;
			hidden += measure(&all[i], m);
		}
		members += left > 0;
		if (any && (members == 1 || is_few(hidden + (left > 0 ? left : 0))))
			return true;
	}
	return false;
}

// The smallest part of `whole` that is shown and holds anybody, or `n`.
static size_t least_shown(const struct public_cell *all, size_t n, size_t whole)
{
	size_t found = n;

	for (size_t i = whole + 1; i < n; i++)
		if (all[i].parent == whole && all[i].hidden == NULL && measure(&all[i], 1) > 0
			&& (found == n || measure(&all[i], 1) < measure(&all[found], 1)))
			found = i;
	return found;
}

void public_hide(struct public_cell *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		all[i].hidden = is_small(&all[i]) ? "few" : NULL;
	for (size_t i = 0; i < n; i++) {
		size_t more;

		if (all[i].parent != PUBLIC_TOP && all[all[i].parent].hidden != NULL && all[i].hidden == NULL)
			all[i].hidden = "difference";
		if (all[i].hidden != NULL)
			continue;
		while (open_to_difference(all, n, i) && (more = least_shown(all, n, i)) != n)
			all[more].hidden = "difference";
	}
}
