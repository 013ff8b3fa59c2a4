// SPDX-License-Identifier: GPL-3.0-or-later
// The figure of a target for a unit on a day: what the API, `hocvud coverage` and the public page show.
//
// Every word of it is defined in README.md. A question goes in as it was asked; a target, segment or unit
// that does not fit refuses the work (422 target_unknown, segment_refused, boundaries_refused; 404
// unit_unknown) and gives NULL.
#ifndef COVERAGE_COVERAGE_H
#define COVERAGE_COVERAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/shape.h"
#include "features/coverage/border.h"

struct work;
struct coverage_frame;

// What is asked. Texts NULL and days NO_DATE when unsaid: the day is today, boundaries are `then`.
struct coverage_ask {
	const char *target, *unit;
	struct date as_of;
	const char *segment, *boundaries;
};
extern const struct shape coverage_ask_shape;

// Its fields, for structs that ask for more.
#define COVERAGE_ASK_FIELDS(T) \
	FIELD(T, target, REQUIRED, .min = 1, .max = 64, .says = "the target's code"), \
	FIELD(T, unit, REQUIRED, .min = 1, .max = 64, .says = "the unit's code"), \
	FIELD(T, as_of, OPTIONAL, .says = "the day asked; today unless said"), \
	FIELD(T, segment, OPTIONAL, .max = 64, .says = "S1 to S5, for targets asked by segment"), \
	FIELD(T, boundaries, OPTIONAL, .max = 10, .says = "then, or the day whose tree is used")

// The answer, in the order its JSON is written.
struct coverage {
	const char *target, *unit;
	struct date as_of;
	const char *segment;		// NULL: the target takes none
	const char *boundaries;		// "then", or the day whose tree was used
	int64_t numerator;
	int64_t denominator;		// NONE: a count, or none to be had
	const char *percent;		// with one decimal; NULL: not applicable
	const char *threshold_kind;
	int64_t threshold;
	enum tri met;
	int64_t missing, visits, completed;
	const char *denominator_source;
	struct date denominator_as_of;
	const char *definition;
	int64_t any, unplaced;
	struct list headcounts, flags;
};
extern const struct shape coverage_shape;

// The figure of the unit asked; NULL after a refusal or a fault. In the work's arena.
const struct coverage *coverage_answer(struct work *, const struct coverage_ask *);

// The figure of a question that has been looked up already; ask->unit is not NULL. NULL after a fault.
const struct coverage *coverage_of_frame(struct work *, const struct coverage_frame *);

// The figures of every unit right below it on the day whose tree is used, by code.
const struct coverage *coverage_children(struct work *, const struct coverage_ask *, size_t *n);

// The figures of every unit valid that day, by our numbers of them; ask->unit is NULL.
const struct coverage *coverage_everywhere(struct work *, const struct coverage_ask *, size_t *n);

// A unit whose figure is wanted.
struct coverage_place { int64_t id; const char *code; };

// The figures of these units, in their order; ask->unit is NULL.
const struct coverage *coverage_of_places(struct work *, const struct coverage_ask *, const struct coverage_place *,
	size_t n);

// The parts of a question, looked up: what every query of this folder starts from.
struct coverage_target {
	int64_t id;
	const char *code, *base, *issuer_kind, *threshold_kind;
	int64_t threshold;
	bool skills;			// skill levels are part of the evidence
	const char *segment;		// the one used, or NULL
	bool refused;			// a segment was named that the target does not have
	bool kept;			// figures of the day asked stand in the counters
};

struct coverage_frame {
	const struct coverage_ask *ask;
	const struct coverage_target *target;
	int64_t unit;
	struct date as_of, tree;	// the day asked, the day whose tree is used
	bool then;			// the two are one by default
	struct border_arrays places;	// of the units of the day asked in that tree; NULL texts: where they are
};

// False after a refusal or a fault.
bool coverage_frame(struct work *, const struct coverage_ask *, struct coverage_frame *out);

#endif
