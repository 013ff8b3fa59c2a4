// SPDX-License-Identifier: GPL-3.0-or-later
// The tables behind refusal.h.
#include <string.h>

#include "db/refusal.h"

static const struct { const char *sqlstate; int status; } kinds[] = {
	{ "23505", 409 }, { "23P01", 409 }, { "23514", 422 }, { "23503", 422 },
};
static const struct { const char *name; int status; } exceptions[] = {
#define REFUSAL(name, status) { name, status },
#include "db/refusals.def"
#undef REFUSAL
};
// Keys that nobody named: PostgreSQL's own names say nothing to people.
static const struct { const char *ends, *code; } unnamed[] = {
	{ "_fkey", "reference_broken" }, { "_pkey", "row_there_already" },
};
static const struct { const char *begins; enum trouble trouble; } troubles[] = {
	{ "08", TROUBLE_AWAY }, { "57P", TROUBLE_AWAY },
	{ "57014", TROUBLE_SLOW }, { "55P03", TROUBLE_SLOW }, { "53100", TROUBLE_FULL }, { "53", TROUBLE_AWAY },
};

int refusal_status(const char *sqlstate, const char *constraint)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(kinds[i].sqlstate, sqlstate) != 0)
			continue;
		for (size_t k = 0; k < sizeof exceptions / sizeof exceptions[0]; k++)
			if (strcmp(exceptions[k].name, constraint) == 0)
				return exceptions[k].status;
		return kinds[i].status;
	}
	return 0;
}

const char *refusal_code(const char *constraint)
{
	size_t len = strlen(constraint);

	for (size_t i = 0; i < sizeof unnamed / sizeof unnamed[0]; i++)
		if (len > strlen(unnamed[i].ends) && strcmp(constraint + len - strlen(unnamed[i].ends), unnamed[i].ends) == 0)
			return unnamed[i].code;
	return constraint;
}

enum trouble trouble_of(const char *sqlstate)
{
	if (*sqlstate == '\0')		// libpq's own: the server never answered
		return TROUBLE_AWAY;
	for (size_t i = 0; i < sizeof troubles / sizeof troubles[0]; i++)
		if (strncmp(sqlstate, troubles[i].begins, strlen(troubles[i].begins)) == 0)
			return troubles[i].trouble;
	return TROUBLE_BUG;
}
