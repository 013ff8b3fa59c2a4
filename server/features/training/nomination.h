// SPDX-License-Identifier: GPL-3.0-or-later
// What stands against sending people to a class, person by person.
#ifndef FEATURES_TRAINING_NOMINATION_H
#define FEATURES_TRAINING_NOMINATION_H

#include "base/sending.h"
#include "http/http.h"

// Somebody asked for, and every problem with a sentence of its own.
struct nominee {
	int64_t person;			// NONE: nobody of the unit has that code
	const char *code, *full_name;	// the name only of people of the unit
	const char *outcome;		// set by who asked
	struct list problems;
	bool blocked;			// some problem holds them back
};

// Who is to be checked for which class, sent by which unit. People and codes are JSON arrays or NULL.
struct nominees_asked {
	int64_t class, unit;
	struct list people, codes;
	bool even_if_trained;
	bool residents;			// residents of the territory who agreed to come, not the body's staff
	const char *pointer;		// where problems point; NULL: /people/0, /codes/0 ...
};

struct nominees {
	struct nominee *list;		// one for each person asked for, in order
	size_t n;
	struct problems found;		// what blocks them
};

struct nominees nominees_check(struct request *, const struct nominees_asked *);

// Can people be sent to the class? Status 0 when they can; it is locked then until the transaction ends.
struct reply nominees_class(struct request *, int64_t number);

// The enrolment of a person in a class as it stands.
struct reply enrolment_reply(struct request *, int status, int64_t class, int64_t person);

// For lists: everyone with every problem, those that block first, *n rows in the work's arena; and sending those nothing
// blocks, with the class locked: NULL, or the code of why nobody can be sent.
const struct sending_problem *nominations_look(struct work *, const struct sending *, size_t *n);
const char *nominations_send(struct work *, const struct sending *);

#endif
