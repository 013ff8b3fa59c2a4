// SPDX-License-Identifier: GPL-3.0-or-later
// Personal numbers: what their digits say.
#include "base/national_id.h"

#include <stddef.h>
#include <string.h>

const char *national_id_doubt(const char *id, const char *sex, const char *birth, const bool *prefixes)
{
	int prefix = (id[0] - '0') * 100 + (id[1] - '0') * 10 + (id[2] - '0');
	int mark = id[3] - '0';	// 0 and 1: men and women born in 1900-1999, 2 and 3: 2000-2099, and so on
	char year[5] = { (char)('0' + (19 + mark / 2) / 10), (char)('0' + (19 + mark / 2) % 10), id[4], id[5], '\0' };

	if (prefix == 0)
		return NULL;
	if (!prefixes[prefix])
		return "national_id_prefix_unknown";
	if (sex != NULL && (strcmp(sex, "female") == 0) != (mark % 2 == 1))
		return "national_id_other_sex";
	return birth != NULL && strncmp(birth, year, 4) != 0 ? "national_id_other_year" : NULL;
}
