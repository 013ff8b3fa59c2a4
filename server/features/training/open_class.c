// SPDX-License-Identifier: GPL-3.0-or-later
// Classes that take people now, as a unit that may send some sees them: its quota, whom it has sent, what is left.
#include "build/sql.h"
#include "http/http.h"

struct open_class {
	int64_t id;
	const char *code, *course_code, *course_title, *host_unit_name, *title, *venue;
	int64_t capacity, taken, sessions;
	struct date first_on, last_on;
	int64_t quota_seats, quota_used, free, nominated, approved, waitlisted;
};
SHAPE(open_class,
	FIELD(open_class, id, REQUIRED, .says = "the class's number"),
	FIELD(open_class, code, REQUIRED),
	FIELD(open_class, course_code, REQUIRED),
	FIELD(open_class, course_title, REQUIRED),
	FIELD(open_class, host_unit_name, OPTIONAL),
	FIELD(open_class, title, REQUIRED),
	FIELD(open_class, venue, OPTIONAL, .says = "place in words"),
	FIELD(open_class, capacity, OPTIONAL, .says = "seats; none: no limit"),
	FIELD(open_class, taken, REQUIRED, .says = "seats given"),
	FIELD(open_class, sessions, REQUIRED, .says = "sessions that are not cancelled"),
	FIELD(open_class, first_on, OPTIONAL, .says = "day of the first session"),
	FIELD(open_class, last_on, OPTIONAL, .says = "day of the last session"),
	FIELD(open_class, quota_seats, OPTIONAL, .says = "seats set aside for the unit, one above it or those below; none: no quota"),
	FIELD(open_class, quota_used, OPTIONAL, .says = "people who count in that quota and have a seat"),
	FIELD(open_class, free, OPTIONAL, .says = "seats its people could get now; none: no limit"),
	FIELD(open_class, nominated, REQUIRED, .says = "its people who are not decided on"),
	FIELD(open_class, approved, REQUIRED, .says = "its people who have a seat"),
	FIELD(open_class, waitlisted, REQUIRED, .says = "its people in the waiting list"));
