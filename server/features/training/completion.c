// SPDX-License-Identifier: GPL-3.0-or-later
// The shapes of completion: a class's list, and the record of one person.
#include "features/training/class.h"

#include "http/http.h"

extern const struct shape class_completion_shape, person_training_shape;

struct class_completion {	// one person in one class
	int64_t person;
	const char *code, *full_name, *attendance_unit;
	int64_t attended, total, needed;
	const char *percent;
	struct date completed_on;
	const char *missing;
};
SHAPE(class_completion,
	FIELD(class_completion, person, REQUIRED),
	FIELD(class_completion, code, REQUIRED),
	FIELD(class_completion, full_name, REQUIRED),
	FIELD(class_completion, attendance_unit, REQUIRED, .one_of = "sessions|periods"),
	FIELD(class_completion, attended, REQUIRED,
		.says = "in the course's unit, as its rules count"),
	FIELD(class_completion, total, REQUIRED, .says = "of sessions that are not cancelled"),
	FIELD(class_completion, needed, REQUIRED, .says = "least that completes"),
	FIELD(class_completion, percent, OPTIONAL, .decimal = true,
		.says = "attended of total, cut after one decimal"),
	FIELD(class_completion, completed_on, OPTIONAL),
	FIELD(class_completion, missing, OPTIONAL,
		.one_of = "attendance|assessment|last_session|no_session|class_cancelled"));

struct record_mark {
	int64_t session, number;
	struct date date;
	bool cancelled;
	const char *status;
};
SHAPE(record_mark,
	FIELD(record_mark, session, REQUIRED),
	FIELD(record_mark, number, REQUIRED),
	FIELD(record_mark, date, REQUIRED),
	FIELD(record_mark, cancelled, REQUIRED),
	FIELD(record_mark, status, REQUIRED, .one_of = "present|late|excused|unexcused|unmarked"));

struct record_class {
	int64_t class;
	const char *code, *title;
	int64_t course;
	const char *course_title, *state;
	struct date first_on, last_on;
	const char *enrolment;
	struct list marks;
};
SHAPE(record_class,
	FIELD(record_class, class, REQUIRED),
	FIELD(record_class, code, REQUIRED),
	FIELD(record_class, title, REQUIRED),
	FIELD(record_class, course, REQUIRED),
	FIELD(record_class, course_title, REQUIRED),
	FIELD(record_class, state, REQUIRED, .one_of = CLASS_STATES),
	FIELD(record_class, first_on, OPTIONAL),
	FIELD(record_class, last_on, OPTIONAL),
	FIELD(record_class, enrolment, OPTIONAL,
		.says = "how the enrolment stands; none: walked in"),
	FIELD(record_class, marks, REQUIRED, .items = &record_mark_shape));

struct record_completion {
	int64_t course;
	const char *course_code, *course_title;
	int64_t class;
	struct date completed_on;
};
SHAPE(record_completion,
	FIELD(record_completion, course, REQUIRED),
	FIELD(record_completion, course_code, REQUIRED),
	FIELD(record_completion, course_title, REQUIRED),
	FIELD(record_completion, class, OPTIONAL, .says = "none: elsewhere"),
	FIELD(record_completion, completed_on, REQUIRED));

struct record_external {
	int64_t id, course;
	const char *course_code, *course_title;
	struct date completed_on;
	const char *source, *evidence;
	bool verified;
};
SHAPE(record_external,
	FIELD(record_external, id, REQUIRED),
	FIELD(record_external, course, REQUIRED),
	FIELD(record_external, course_code, REQUIRED),
	FIELD(record_external, course_title, REQUIRED),
	FIELD(record_external, completed_on, REQUIRED),
	FIELD(record_external, source, OPTIONAL),
	FIELD(record_external, evidence, OPTIONAL),
	FIELD(record_external, verified, REQUIRED));

struct record_assessment {
	int64_t id;
	const char *scheme, *course_title;
	struct date assessed_on;
	const char *result, *score, *reference;
};
SHAPE(record_assessment,
	FIELD(record_assessment, id, REQUIRED),
	FIELD(record_assessment, scheme, REQUIRED),
	FIELD(record_assessment, course_title, OPTIONAL, .says = "the course whose own test it is"),
	FIELD(record_assessment, assessed_on, REQUIRED),
	FIELD(record_assessment, result, REQUIRED, .one_of = "passed|failed|none"),
	FIELD(record_assessment, score, OPTIONAL),
	FIELD(record_assessment, reference, OPTIONAL));

struct person_training {
	int64_t person;
	const char *code, *full_name;
	struct list classes, completions, external, assessments;
};
SHAPE(person_training,
	FIELD(person_training, person, REQUIRED),
	FIELD(person_training, code, REQUIRED),
	FIELD(person_training, full_name, REQUIRED),
	FIELD(person_training, classes, REQUIRED, .items = &record_class_shape),
	FIELD(person_training, completions, REQUIRED, .items = &record_completion_shape),
	FIELD(person_training, external, REQUIRED, .items = &record_external_shape),
	FIELD(person_training, assessments, REQUIRED, .items = &record_assessment_shape));
