// SPDX-License-Identifier: GPL-3.0-or-later
// The figures everybody may see: the unit asked and what is right below it, at the end of a month, few people hidden.
#ifndef COVERAGE_PUBLIC_H
#define COVERAGE_PUBLIC_H

#include "features/coverage/coverage.h"
#include "features/coverage/public_rule.h"
#include "http/http.h"

struct public_ask { const char *unit, *target; struct date as_of; const char *lang; };
extern const struct shape public_ask_shape;

struct public_place {
	int64_t id;
	const char *code, *name, *kind;
	int64_t parent;
	bool chosen, has_parts;
};

struct public_target { int64_t id; const char *code, *title_vi, *title_en, *plan_number, *plan_title; };

// Figures of every target for every place, in one order; what a cell hides is not to be told.
struct public_figures {
	struct date day;		// the end of a month
	const struct public_place *places;
	size_t places_n;
	const struct public_place *chosen;	// NULL: there are several tops and none was asked
	const struct public_target *targets;
	size_t targets_n;
	const struct coverage **answers;	// [target][place]
	struct public_cell **cells;
};

// Is published what is asked? Status 0 and the figures, or the refusal. In the request's arena.
struct reply public_load(struct request *, struct public_figures *f);

#endif
