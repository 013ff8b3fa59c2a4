// SPDX-License-Identifier: GPL-3.0-or-later
// What lists may be of, as a table.
#include <string.h>

#include "features/lists/list.h"

#define B(field) LIST_BIT(LIST_##field)
#define WHO_NAMES (B(full_name) | B(given_name) | B(code))
// Who a row is about, in every list about people; their unit and position help to find them.
#define WHO (WHO_NAMES | B(family_name) | B(birth) | B(birth_male) | B(birth_female) | B(sex) | B(male) | B(female) | \
	B(national_id) | B(phone) | B(email) | B(position))
#define ALWAYS (B(number) | B(note) | B(unit))

const struct list_kind list_kinds[] = {
#define KIND(name_, who_, by_, about_, places_, class_, names_, key_, needs_, says_) { .name = #name_, .about = about_, .places = places_, \
	.of_class = class_, .names = names_, .key = key_, .needs = needs_, .says = says_, \
	.fields = ALWAYS | (says_) | (about_ == ABOUT_THING ? 0 : WHO) },
#include "features/lists/kinds.def"
#undef KIND
};
const size_t list_kinds_n = sizeof list_kinds / sizeof *list_kinds;

const struct list_kind *list_kind_named(const char *name)
{
	for (size_t i = 0; i < list_kinds_n; i++)
		if (strcmp(list_kinds[i].name, name) == 0)
			return &list_kinds[i];
	return NULL;
}
