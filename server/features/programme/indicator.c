// SPDX-License-Identifier: GPL-3.0-or-later
// Indicators: figures of a plan that training does not compute, entered with their source.
#include "build/sql.h"
#include "http/http.h"

struct indicator {
	int64_t id;
	const char *plan, *section, *title, *unit_of_measure, *comparator, *value, *horizon, *tracking;
	const char *population_base, *source;
};
SHAPE(indicator,
	FIELD(indicator, id, REQUIRED),
	FIELD(indicator, plan, REQUIRED),
	FIELD(indicator, section, REQUIRED),
	FIELD(indicator, title, REQUIRED),
	FIELD(indicator, unit_of_measure, OPTIONAL),
	FIELD(indicator, comparator, OPTIONAL),
	FIELD(indicator, value, OPTIONAL, .says = "what is to be reached"),
	FIELD(indicator, horizon, OPTIONAL, .says = "by when"),
	FIELD(indicator, tracking, OPTIONAL, .says = "who follows it"),
	FIELD(indicator, population_base, OPTIONAL, .says = "of which people"),
	FIELD(indicator, source, OPTIONAL));

struct indicator_value {
	int64_t id;
	const char *unit, *period, *value, *source;
	struct instant entered_at;
};
SHAPE(indicator_value,
	FIELD(indicator_value, id, REQUIRED),
	FIELD(indicator_value, unit, REQUIRED),
	FIELD(indicator_value, period, REQUIRED),
	FIELD(indicator_value, value, REQUIRED),
	FIELD(indicator_value, source, REQUIRED),
	FIELD(indicator_value, entered_at, REQUIRED));

struct indicator_value_new { const char *period, *value, *source; };
SHAPE(indicator_value_new,
	FIELD(indicator_value_new, period, REQUIRED, .max = 7, .says = "2025, 2025-H1, 2025-Q3 or 2025-09"),
	FIELD(indicator_value_new, value, REQUIRED, .min = 1, .max = 100),
	FIELD(indicator_value_new, source, REQUIRED, .min = 1, .max = 300, .says = "who reported it, in which document"));

struct reply indicator_value_put(struct request *rq)
{
	const struct indicator_value_new *in = body_of(rq, indicator_value_new);

	if (db_run(rq, sql_indicator_value_put, arg(rq->id[1]), arg(rq->id[0]), arg(in->period), arg(in->value),
			arg(in->source)) == 0)
		return reply_error(rq, 404, "indicator_unknown");
	return reply_none();
}
