// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of a roster and of its history, as queries give them.
#include "http/http.h"

struct roster_row {
	int64_t person;
	const char *code, *full_name, *unit_name, *status, *note;
	bool enrolled;
	struct instant recorded_at, claimed_at;
};
SHAPE(roster_row,
	FIELD(roster_row, person, REQUIRED),
	FIELD(roster_row, code, REQUIRED),
	FIELD(roster_row, full_name, REQUIRED),
	FIELD(roster_row, unit_name, OPTIONAL,
		.says = "the unit that sent them, or where they work"),
	FIELD(roster_row, status, REQUIRED, .one_of = "present|late|excused|unexcused|unmarked"),
	FIELD(roster_row, note, OPTIONAL),
	FIELD(roster_row, enrolled, REQUIRED, .says = "false: walked in"),
	FIELD(roster_row, recorded_at, OPTIONAL, .says = "when the mark was taken"),
	FIELD(roster_row, claimed_at, OPTIONAL,
		.says = "when they checked in by themselves: a claim, which no figure counts"));

struct mark_event {
	int64_t id, person;
	const char *full_name, *before, *after, *note;
	struct instant recorded_at;
	bool clamped;
	struct instant received_at;
	const char *account, *op;
	bool stood;
	const char *why;
};
SHAPE(mark_event,
	FIELD(mark_event, id, REQUIRED),
	FIELD(mark_event, person, REQUIRED),
	FIELD(mark_event, full_name, REQUIRED),
	FIELD(mark_event, before, OPTIONAL, .says = "what stood when it came in"),
	FIELD(mark_event, after, REQUIRED),
	FIELD(mark_event, note, OPTIONAL),
	FIELD(mark_event, recorded_at, OPTIONAL),
	FIELD(mark_event, clamped, REQUIRED,
		.says = "the device's time had not come yet; the arrival was taken"),
	FIELD(mark_event, received_at, REQUIRED),
	FIELD(mark_event, account, OPTIONAL),
	FIELD(mark_event, op, OPTIONAL),
	FIELD(mark_event, stood, REQUIRED, .says = "false: a later mark had come in before"),
	FIELD(mark_event, why, OPTIONAL));
