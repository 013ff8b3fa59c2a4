// SPDX-License-Identifier: GPL-3.0-or-later
// demo_courses: the courses that the demo's classes are held of, and for whom.
#ifndef DEMO_DEMO_COURSES_H
#define DEMO_DEMO_COURSES_H

#include "demo/demo_world.h"

enum { SESSIONS_MAX = 10 };

struct course {
	const char *code, *title; // the title is short, for names of classes
	enum crowd crowd;
	const char *before, *after; // hosts up to and after the merger; * the commune, + its ward
	int sessions, periods;	    // sessions of a class, and the periods of each
	int last_periods;	    // of the last session, when it is longer
	int step;		    // days between sessions
	int capacity;
	int house, outside; // how often it is held by our own units, and elsewhere
	const char *scheme; // the test that ends it, or NULL
};

extern const struct course demo_courses[];

// The course of the open online classes, and one by its code (which must be one of them).
const struct course *course_mooc(void);
const struct course *course_named(const char *code);

// The k-th class held by our own units, or elsewhere: every course in its share, well mixed.
const struct course *course_in_turn(int k, bool outside);

// Writes the one course that is the demo's own; the others are reference data.
void demo_own_course(struct world *world);

#endif
