// SPDX-License-Identifier: GPL-3.0-or-later
// How far the units of a reorganisation are toward every target, before it and after it.
#include "features/coverage/act.h"

#include "base/text.h"
#include "build/sql.h"
#include "features/coverage/coverage.h"
#include "http/http.h"

enum { ANSWERS_MOST = 1 << 24 };	// bytes

// A target in one of its segments.
struct coverage_asked { const char *target, *segment; };
SHAPE(coverage_asked, FIELD(coverage_asked, target, REQUIRED), FIELD(coverage_asked, segment, OPTIONAL));

void coverage_count_act(struct work *w, int64_t act, bool after)
{
	struct date day = { NO_DAY };
	const char *said = db_text(w, sql_coverage_act_day, arg(act), arg(after));
	const struct coverage_asked *asked;
	const struct coverage_place *places;
	struct text out;
	size_t n, many;

	if (said == NULL || !date_parse(said, &day))
		return;
	places = db_rows(w, sql_coverage_act_places, coverage_place, &many, arg(act), arg(day));
	asked = db_rows(w, sql_coverage_act_targets, coverage_asked, &n);
	for (size_t i = 0; i < n; i++) {
		const struct coverage_ask ask = { asked[i].target, NULL, day, asked[i].segment, NULL };
		const struct coverage *a = coverage_of_places(w, &ask, places, many);

		out = text_new(w->arena, ANSWERS_MOST);
		text_char(&out, '[');
		for (size_t k = 0; a != NULL && k < many; k++) {
			text_add(&out, k > 0 ? "," : "");
			shape_json(&coverage_shape, &a[k], &out);
		}
		text_char(&out, ']');
		db_run(w, sql_coverage_act_add, arg(act), arg(after), arg((const char *)out.at));
	}
}
