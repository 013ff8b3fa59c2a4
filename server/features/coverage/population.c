// SPDX-License-Identifier: GPL-3.0-or-later
// Reads what the figures of territories are made of.
#include "features/coverage/population.h"

#include "base/text.h"
#include "build/sql.h"

enum { UNITS_MOST = 1 << 24 };	// bytes of a list of unit numbers

SHAPE(territory,
	FIELD(territory, unit, REQUIRED),
	FIELD(territory, parent, OPTIONAL),
	FIELD(territory, since, OPTIONAL),
	FIELD(territory, until, OPTIONAL));

SHAPE(change,
	FIELD(change, from_unit, REQUIRED),
	FIELD(change, to_unit, REQUIRED),
	FIELD(change, on, REQUIRED),
	FIELD(change, land, REQUIRED),
	FIELD(change, groups, REQUIRED));

SHAPE(census,
	FIELD(census, unit, REQUIRED),
	FIELD(census, as_of, REQUIRED),
	FIELD(census, count, REQUIRED),
	FIELD(census, definition, REQUIRED),
	FIELD(census, code, REQUIRED),
	FIELD(census, source, OPTIONAL));

struct population population_load(struct work *w, const char *units, struct date known)
{
	struct population p = { 0 };
	struct text all = text_new(w->arena, UNITS_MOST);

	p.territories = db_rows(w, sql_population_territories, territory, &p.territory_count, arg(units));
	text_char(&all, '{');
	for (size_t i = 0; i < p.territory_count; i++)
		text_printf(&all, "%s%lld", i > 0 ? "," : "", (long long)p.territories[i].unit);
	text_char(&all, '}');
	p.changes = db_rows(w, sql_population_changes, change, &p.change_count, arg((const char *)all.at));
	p.censuses = db_rows(w, sql_population_censuses, census, &p.census_count, arg((const char *)all.at), arg(known));
	population_index(&p, w->arena);
	return p;
}
