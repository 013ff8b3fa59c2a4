// SPDX-License-Identifier: GPL-3.0-or-later
// demo_offering: one class while it is written, from its sessions to what became of its people.
#ifndef DEMO_DEMO_OFFERING_H
#define DEMO_DEMO_OFFERING_H

#include "demo/demo_courses.h"

// Held by our own units; learned on an open platform; held by others, who send the results.
enum where { OUR_OWN, ONLINE, ELSEWHERE };

struct offering {
	struct code_text code, host;
	const struct course *course;
	char title[200], venue[200];
	const char *state;
	int place;  // the commune it is held for; its ward from the merger on
	bool local; // only people of the place are asked
	enum where where;
	int capacity;
	int days[SESSIONS_MAX]; // of the sessions; the same day twice is morning and afternoon
	int n;
	int cancelled;	   // the session that was cancelled, -1 when none was
	int late_recorded; // the session whose marks were typed in long after, -1 when none was
	int late_on;	   // and the day of it
};

// An offering without sessions and people yet. The code must not have been used before.
struct offering offering_make(const struct course *course, const char *code, const char *state);

// The class and its sessions.
void offering_write(struct world *world, struct offering *offering, struct dice *dice);

// Someone the class could be for, free on all its days; the days are taken. -1 when nobody was
// found.
int offering_draw(
	struct world *world, const struct offering *offering, enum crowd crowd, struct dice *dice);

// One enrolment; who is not on the staff was put down by the host.
void offering_enrol(
	struct world *world, const struct offering *offering, int person, const char *state);

// A person's marks, a letter a session: P, L, E or U; anything else is no mark.
void offering_mark(
	struct world *world, const struct offering *offering, int person, const char *marks);

// A result of a course that was not marked by us.
struct result {
	int person, day;
	bool verified;
};

void offering_complete(struct world *world, const struct offering *offering, struct result result);

// The test that ends a course.
void offering_test(
	struct world *world, const struct offering *offering, int person, struct dice *dice);

#endif
