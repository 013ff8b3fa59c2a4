// SPDX-License-Identifier: GPL-3.0-or-later
// Reads units and successions, and gives the places of boundaries as arrays for SQL.
#include "features/coverage/border.h"

#include "base/text.h"
#include "build/sql.h"

enum { ARRAY_MOST = 1 << 26 };	// bytes

SHAPE(border_version,
	FIELD(border_version, unit, REQUIRED),
	FIELD(border_version, parent, OPTIONAL),
	FIELD(border_version, since, OPTIONAL),
	FIELD(border_version, until, OPTIONAL));

SHAPE(border_record,
	FIELD(border_record, id, REQUIRED),
	FIELD(border_record, from_unit, REQUIRED),
	FIELD(border_record, to_unit, REQUIRED),
	FIELD(border_record, on, REQUIRED),
	FIELD(border_record, gone, REQUIRED),
	FIELD(border_record, partial, REQUIRED));

SHAPE(border_group,
	FIELD(border_group, record, REQUIRED),
	FIELD(border_group, unit, REQUIRED));

struct border_arrays border_load(struct work *w, struct date day, struct date tree)
{
	struct date first = day.days < tree.days ? day : tree, last = day.days < tree.days ? tree : day;
	struct text units = text_new(w->arena, ARRAY_MOST), candidates = text_new(w->arena, ARRAY_MOST);
	struct text among = text_new(w->arena, ARRAY_MOST);
	const struct border_place *places;
	struct border b = { 0 };
	size_t n;

	b.versions = db_rows(w, sql_border_versions, border_version, &b.version_count);
	b.records = db_rows(w, sql_border_records, border_record, &b.record_count, arg(first), arg(last));
	b.groups = db_rows(w, sql_border_groups, border_group, &b.group_count, arg(first), arg(last));
	n = border_places(&b, day, tree, w->arena, &places);
	for (size_t i = 0; i < n; i++) {
		text_printf(&units, "%c%lld", i == 0 ? '{' : ',', (long long)places[i].unit);
		text_printf(&candidates, "%c%lld", i == 0 ? '{' : ',', (long long)places[i].candidate);
		text_printf(&among, "%c%lld", i == 0 ? '{' : ',', (long long)places[i].among);
	}
	text_add(&units, n == 0 ? "{}" : "}");
	text_add(&candidates, n == 0 ? "{}" : "}");
	text_add(&among, n == 0 ? "{}" : "}");
	if (units.over || candidates.over || among.over)
		fault(w, "too many units for boundaries");
	return (struct border_arrays){ units.at, candidates.at, among.at };
}
