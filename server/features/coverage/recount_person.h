// SPDX-License-Identifier: GPL-3.0-or-later
// What the two halves of the recount share: one target on one day, and what one person shows.
#ifndef COVERAGE_RECOUNT_PERSON_H
#define COVERAGE_RECOUNT_PERSON_H

#include "features/coverage/recount.h"

// What one person has to show.
struct shown { bool took_part, completed, assessed, passed, skilled, any, finished; int64_t visits; };

// Where each table stands while people are taken in the order of their numbers.
struct cursors { size_t affiliations, residences, marks, externals, assessments, skills; };

// One target on one day.
struct count {
	const struct recount *r;
	const struct raw_target *t;
	const char *segment;
	struct date day, since;
	struct recounted *out;
	const int64_t *parents;		// place of the parent of each unit on the day, or -1
	const char *const *kinds;	// kind of each unit on the day, or NULL
};

// Is `word` one of the words of "a;b;c"? Is that list empty?
bool recount_listed(const char *list, const char *word);
bool recount_empty(const char *list);

// What a person shows; people are asked for in the order of their numbers.
struct shown recount_show(const struct count *, int64_t person, struct cursors *);

// In working age on a day: from the 15th birthday to the end of the month in which the retirement age is reached.
bool recount_works(const struct recount *, const struct raw_person *, struct date day);

// Moves a cursor to the first row of a person.
#define SEEK(r, at, list, person_) while ((at) < (r)->list##_n && (r)->list[at].person < (person_)) (at)++

// A function that finds a row by its number in a table that is ordered by it.
#define FIND(name, T, list) \
	static const struct T *name(const struct recount *r, int64_t id) \
	{ \
		size_t low = 0, high = r->list##_n; \
		while (low < high) { \
			size_t mid = low + (high - low) / 2; \
			if (r->list[mid].id == id) \
				return &r->list[mid]; \
			if (r->list[mid].id < id) \
				low = mid + 1; \
			else \
				high = mid; \
		} \
		return NULL; \
	}

#endif
