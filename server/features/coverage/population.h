// SPDX-License-Identifier: GPL-3.0-or-later
// How many people of working age a territory has on a day, from imported figures.
//
// The rules are in README.md, "Figures of a territory". They are a pure function over three lists, so that
// the tests need no database; population_load() (population.c) reads the lists for the territories asked and all they
// may be traced back to.
#ifndef COVERAGE_POPULATION_H
#define COVERAGE_POPULATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

struct arena;
struct work;

// One version of a territory. NO_DAY: since always, or without an end.
struct territory {
	int64_t unit, parent;		// parent NONE: none
	struct date since, until;
};

// One record of how a unit followed another.
struct change {
	int64_t from_unit, to_unit;
	struct date on;			// first day of the new state
	bool land;			// territory changed hands: merge, split, abolish
	bool groups;			// took only the residential groups named
};

// One imported count.
struct census {
	int64_t unit;
	struct date as_of;
	int64_t count;
	const char *definition;		// labour_code, imported, gso_fixed
	const char *code, *source;	// the unit's code, who counted: for people to read
};

struct population {
	const struct territory *territories;	// by unit
	size_t territory_count;
	const struct change *changes;
	size_t change_count;
	const struct census *censuses;		// by unit, latest first, preferred definition first
	size_t census_count;
	const struct territory **by_parent;	// made by population_index()
};

enum figure_state { FIGURE_NONE, FIGURE_KNOWN, FIGURE_MIXED };

struct figure {
	enum figure_state state;
	const char *source;		// figure, sum or predecessors
	const char *definition;
	int64_t count;
	struct date as_of;		// the oldest day among the counts used
};

// Sorts the territories by parent too; once, before any question.
void population_index(struct population *, struct arena *);

// The figure of a unit in the tree of the day `tree`, from counts taken on or before `known` (that day or an
// earlier one). FIGURE_NONE: there is none, count the register. FIGURE_MIXED: only counts of different
// definitions could be added, so there is none to be had.
struct figure population_figure(const struct population *, int64_t unit, struct date tree, struct date known);

// Calls `part` for every count that a known figure is made of.
void population_parts(const struct population *, int64_t unit, struct date tree, struct date known,
	void (*part)(void *ctx, const struct census *), void *ctx);

// What is needed to answer for these units (a PostgreSQL array of their numbers) from counts up to the day
// `known`. Lives in the work's arena; empty after a fault.
struct population population_load(struct work *, const char *units, struct date known);

#endif
