// SPDX-License-Identifier: GPL-3.0-or-later
// What stands against sending people to a class, person by person.
#ifndef FEATURES_TRAINING_NOMINATION_H
#define FEATURES_TRAINING_NOMINATION_H

#include "http/http.h"

// Somebody asked for, and every problem with a sentence of its own.
struct nominee {
	int64_t person;			// NONE: nobody of the unit has that code
	const char *code, *full_name;	// only of people of the unit
	const char *outcome;		// set by who asked
	struct list problems;
	const char *pointer;		// where the request names them
	bool blocked;			// some problem holds them back
};

// Who is to be checked for which class, sent by which unit: numbers and codes as JSON arrays or NULL.
struct nominees_asked { int64_t class, unit; struct list people, codes; bool even_if_trained; };

// One nominee for each person asked for, in order; *n is how many. Blocking problems are also added to
// *found, below `pointer` instead of their own when it is not NULL.
struct nominee *nominees_check(struct request *, const struct nominees_asked *, struct problems *found,
	const char *pointer, size_t *n);

#endif
