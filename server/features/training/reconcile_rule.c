// SPDX-License-Identifier: GPL-3.0-or-later
// Check-in, mark and paper compared: a table, and a pure function that reads it.
#include "features/training/reconcile_rule.h"

#include <stddef.h>
#include <string.h>

enum came { OPEN, AWAY, CAME, EITHER };
enum claim { CLAIMED, ANY };

// The first row that fits tells; "-" is paper nobody read.
static const struct { enum came came; enum claim claim; const char *paper, *difference; } rules[] = {
	{ OPEN, ANY, NULL, "unmarked" },
	{ AWAY, ANY, "signed", "signed_absent" },
	{ CAME, ANY, "unsigned", "unsigned_present" },
	{ EITHER, ANY, "unreadable", "paper_unreadable" },
	{ AWAY, CLAIMED, NULL, "claimed_absent" },
	{ EITHER, ANY, "-", "paper_unsaid" },
};

static enum came came_of(const char *status)
{
	if (strcmp(status, "present") == 0 || strcmp(status, "late") == 0)
		return CAME;
	return strcmp(status, "unmarked") == 0 ? OPEN : AWAY;
}

const char *reconcile_difference(const struct reconcile_facts *f)
{
	const char *paper = f->paper != NULL ? f->paper : f->with_paper ? "-" : "";
	enum came came = came_of(f->status);

	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if ((rules[i].came == came || rules[i].came == EITHER) && (rules[i].claim == ANY || f->claimed)
			&& (rules[i].paper == NULL || strcmp(rules[i].paper, paper) == 0))
			return rules[i].difference;
	return NULL;
}
