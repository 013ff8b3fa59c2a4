// SPDX-License-Identifier: GPL-3.0-or-later
// What a report that a plan orders looks like outside, on the day it is due next.
#include "base/shape.h"
#include "build/sql.h"

struct report_deadline {
	int64_t id;
	const char *plan, *plan_number, *plan_title, *section, *reporter, *addressee, *period;
	struct date before, last_day;
	int64_t days_left;
	const char *source;
};
SHAPE(report_deadline,
	FIELD(report_deadline, id, REQUIRED),
	FIELD(report_deadline, plan, REQUIRED, .says = "the plan's code"),
	FIELD(report_deadline, plan_number, OPTIONAL),
	FIELD(report_deadline, plan_title, REQUIRED),
	FIELD(report_deadline, section, REQUIRED, .says = "where the plan says it"),
	FIELD(report_deadline, reporter, REQUIRED, .says = "who reports, as the document says"),
	FIELD(report_deadline, addressee, REQUIRED, .says = "to whom"),
	FIELD(report_deadline, period, REQUIRED, .one_of = "quarter|half_year|year", .says = "what it tells of"),
	FIELD(report_deadline, before, REQUIRED, .says = "the day before which it is sent"),
	FIELD(report_deadline, last_day, REQUIRED, .says = "the last day to send it"),
	FIELD(report_deadline, days_left, REQUIRED, .says = "from the day asked to the last day; 0: that day"),
	FIELD(report_deadline, source, REQUIRED));

struct deadline_ask { struct date from; };
SHAPE(deadline_ask, FIELD(deadline_ask, from, OPTIONAL, .says = "the day asked; today unless said"));
