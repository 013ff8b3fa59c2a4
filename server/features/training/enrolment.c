// SPDX-License-Identifier: GPL-3.0-or-later
// Enrolments as they stand: seen, decided, withdrawn, handed to a substitute.
#include "base/shape.h"
#include "build/sql.h"

struct enrolment {
	int64_t id, class;
	const char *class_code;
	int64_t person;
	const char *person_code, *full_name, *nominated_by, *state;
	struct instant changed_at;
	const char *why;
	int64_t substitute_for;
};
SHAPE(enrolment,
	FIELD(enrolment, id, REQUIRED),
	FIELD(enrolment, class, REQUIRED),
	FIELD(enrolment, class_code, REQUIRED),
	FIELD(enrolment, person, REQUIRED),
	FIELD(enrolment, person_code, REQUIRED),
	FIELD(enrolment, full_name, REQUIRED),
	FIELD(enrolment, nominated_by, OPTIONAL, .says = "code of the unit that sends"),
	FIELD(enrolment, state, REQUIRED),
	FIELD(enrolment, changed_at, REQUIRED),
	FIELD(enrolment, why, OPTIONAL),
	FIELD(enrolment, substitute_for, OPTIONAL, .says = "the enrolment whose seat it took over"));

struct enrolment_event { int64_t id; const char *before, *after; struct instant at; const char *account, *why; };
SHAPE(enrolment_event,
	FIELD(enrolment_event, id, REQUIRED),
	FIELD(enrolment_event, before, OPTIONAL),
	FIELD(enrolment_event, after, REQUIRED),
	FIELD(enrolment_event, at, REQUIRED),
	FIELD(enrolment_event, account, OPTIONAL),
	FIELD(enrolment_event, why, OPTIONAL));

struct place {
	const char *state;
	int64_t place, waiting, capacity, taken;
	const char *quota_unit;
	int64_t quota_seats, set_aside;
	struct date returns_on;
	const char *reason;
};
SHAPE(place,
	FIELD(place, state, REQUIRED),
	FIELD(place, place, OPTIONAL, .says = "place in the waiting list"),
	FIELD(place, waiting, REQUIRED),
	FIELD(place, capacity, OPTIONAL),
	FIELD(place, taken, REQUIRED),
	FIELD(place, quota_unit, OPTIONAL, .says = "code of the unit whose quota applies"),
	FIELD(place, quota_seats, OPTIONAL),
	FIELD(place, set_aside, REQUIRED, .says = "seats held back by quotas"),
	FIELD(place, returns_on, OPTIONAL, .says = "day on which they return to everyone"),
	FIELD(place, reason, REQUIRED));

struct seat { int64_t class, capacity, taken; };
SHAPE(seat, FIELD(seat, class, REQUIRED), FIELD(seat, capacity, OPTIONAL), FIELD(seat, taken, REQUIRED));

struct due_class { int64_t class; };
SHAPE(due_class, FIELD(due_class, class, REQUIRED));

struct nominee {
	int64_t at;
	const char *pointer;
	int64_t person;
	const char *code, *full_name;
	struct list problems;
	bool blocked;
};
SHAPE(nominee,
	FIELD(nominee, at, REQUIRED, .hidden = true),
	FIELD(nominee, pointer, REQUIRED),
	FIELD(nominee, person, OPTIONAL),
	FIELD(nominee, code, OPTIONAL),
	FIELD(nominee, full_name, OPTIONAL),
	FIELD(nominee, problems, REQUIRED, .item = T_TEXT),
	FIELD(nominee, blocked, REQUIRED));
