// SPDX-License-Identifier: GPL-3.0-or-later
// demo_offering: rows of classes, sessions, enrolments, marks and results.
#include "demo/demo_offering.h"

#include <stdio.h>
#include <string.h>

enum {
	MORNING = 8 * 60,
	AFTERNOON = 13 * 60 + 30,
	PERIOD = 45,
	LUNCH = 90,
	DRAWS = 60,
	NEVER_FREE = 12,
	PASS_MARK = 50
};

static const struct {
	char mark;
	const char *status;
} statuses[] = {
	{ 'P', "present" },
	{ 'L', "late" },
	{ 'E', "excused" },
	{ 'U', "unexcused" },
};

struct offering offering_make(const struct course *course, const char *code, const char *state)
{
	struct offering offering = { .code = demo_at(code, ""),
		.course = course,
		.state = state,
		.capacity = course->capacity,
		.cancelled = -1,
		.late_recorded = -1 };

	snprintf(offering.title, sizeof offering.title, "%s", course->title);
	return offering;
}

static int periods_of(const struct offering *offering, int session)
{
	const struct course *course = offering->course;

	return course->last_periods != 0 && session == offering->n - 1 ? course->last_periods
								       : course->periods;
}

static int start_of(const struct offering *offering, int session)
{
	if (session > 0 && offering->days[session] == offering->days[session - 1])
		return AFTERNOON;
	return MORNING;
}

static int end_of(const struct offering *offering, int session)
{
	int periods = periods_of(offering, session);

	return start_of(offering, session) + periods * PERIOD + (periods > 4 ? LUNCH : 0);
}

// Someone free that day, or nobody after a few tries: then the session's trainer is not known.
static struct code_text trainer_draw(
	struct world *world, const struct offering *offering, int session, struct dice *dice)
{
	const struct crowd_list *trainers = &world->crowds[TRAINERS];

	for (int i = 0; i < 4 && trainers->n > 0 && offering->where != ELSEWHERE; i++) {
		int who = trainers->who[dice_roll(dice, trainers->n)];

		if (diary_take(&world->people[who], &offering->days[session], 1))
			return demo_person(who);
	}
	return (struct code_text) { "" };
}

static void session_write(
	struct world *world, const struct offering *offering, int session, struct dice *dice)
{
	bool long_day = periods_of(offering, session) > 4;
	bool says_end = long_day || dice_chance(dice, 60);
	struct code_text trainer = trainer_draw(world, offering, session, dice);

	DEMO_PUT(world->package, SESSIONS, offering->code.s, demo_number(session + 1).s,
		ymd_text(offering->days[session]).s, ymd_clock(start_of(offering, session)).s,
		says_end ? ymd_clock(end_of(offering, session)).s : "",
		demo_number(periods_of(offering, session)).s, offering->venue, trainer.s,
		demo_truth(session == offering->cancelled));
}

void offering_write(struct world *world, struct offering *offering, struct dice *dice)
{
	world->classes_n++;
	DEMO_PUT(world->package, CLASSES, offering->code.s, offering->course->code,
		offering->host.s, offering->title, demo_number(offering->capacity).s,
		offering->venue, offering->state);
	for (int i = 0; i < offering->n; i++)
		session_write(world, offering, i, dice);
}

static bool person_is_local(const struct world *world, const struct offering *offering, int who)
{
	const struct person *person = &world->people[who];

	if (!offering->local)
		return true;
	if (who >= world->size.staff && offering->days[0] < MERGER)
		return person->home / GROUPS == offering->place;
	return person->ward == demo_communes[offering->place].ward;
}

// One in thirteen of the staff is never free, or no unit would ever be short of its target.
static bool person_can_come(const struct world *world, const struct offering *offering, int who)
{
	int day = offering->days[0];

	if (who < SCENARIO_STAFF && day < SCENARIO_END)
		return false;
	if (who < world->size.staff
		&& (demo_sender(world, who, day)[0] == '\0' || who % 13 == NEVER_FREE))
		return false;
	return world->people[who].seen != world->classes_n && person_is_local(world, offering, who);
}

int offering_draw(
	struct world *world, const struct offering *offering, enum crowd crowd, struct dice *dice)
{
	const struct crowd_list *list = &world->crowds[crowd];

	for (int i = 0; i < DRAWS && list->n > 0; i++) {
		int who = list->who[dice_roll(dice, list->n)];

		if (!person_can_come(world, offering, who))
			continue;
		if (!diary_take(&world->people[who], offering->days, offering->n))
			continue;
		world->people[who].seen = world->classes_n;
		return who;
	}
	return -1;
}

void offering_enrol(
	struct world *world, const struct offering *offering, int person, const char *state)
{
	const char *sender = demo_sender(world, person, offering->days[0]);

	if (sender[0] == '\0')
		sender = offering->host.s;
	DEMO_PUT(
		world->package, ENROLMENTS, offering->code.s, demo_person(person).s, sender, state);
}

static const char *status_of(char mark)
{
	for (int i = 0; i < COUNT(statuses); i++)
		if (statuses[i].mark == mark)
			return statuses[i].status;
	return NULL;
}

static struct ymd_text recorded_at(const struct offering *offering, int session)
{
	if (session == offering->late_recorded)
		return ymd_instant(offering->late_on, 9 * 60 + 10);
	return ymd_instant(offering->days[session], end_of(offering, session) + 5);
}

void offering_mark(
	struct world *world, const struct offering *offering, int person, const char *marks)
{
	for (int i = 0; marks[i] != '\0'; i++)
		if (status_of(marks[i]) != NULL)
			DEMO_PUT(world->package, ATTENDANCE, offering->code.s, demo_number(i + 1).s,
				demo_person(person).s, status_of(marks[i]),
				recorded_at(offering, i).s);
}

void offering_complete(struct world *world, const struct offering *offering, struct result result)
{
	char evidence[160];

	snprintf(evidence, sizeof evidence, "GCN-%s-%04d", offering->code.s, result.person + 1);
	DEMO_PUT(world->package, EXTERNAL_COMPLETIONS, demo_person(result.person).s,
		offering->course->code, ymd_text(result.day).s, offering->venue, evidence,
		demo_truth(result.verified));
}

struct sitting {
	int person, day, score; // 0 points: no verdict
};

static const char *verdict_of(int score)
{
	if (score == 0)
		return "none";
	return score >= PASS_MARK ? "passed" : "failed";
}

static void sitting_put(
	struct world *world, const struct offering *offering, struct sitting sitting)
{
	char reference[160], points[16] = "";

	snprintf(reference, sizeof reference, "BKT-%s-%04d", offering->code.s, sitting.person + 1);
	if (sitting.score > 0)
		snprintf(points, sizeof points, "%d/100", sitting.score);
	DEMO_PUT(world->package, ASSESSMENTS, demo_person(sitting.person).s,
		offering->course->scheme, ymd_text(sitting.day).s, verdict_of(sitting.score),
		points, reference);
}

// Classes meet on working days, so a resit on the Saturday after cannot meet another test.
static int saturday_after(int day)
{
	do
		day = ymd_add(day, 1);
	while (!ymd_is_weekend(day));
	return day;
}

void offering_test(
	struct world *world, const struct offering *offering, int person, struct dice *dice)
{
	int last = offering->days[offering->n - 1];
	int score = dice_chance(dice, 8) ? 0 : dice_between(dice, 38, 98);

	sitting_put(world, offering, (struct sitting) { person, last, score });
	if (score >= PASS_MARK || world->people[person].resat || !dice_chance(dice, 60))
		return;
	world->people[person].resat = true;
	score = dice_between(dice, PASS_MARK, 90);
	sitting_put(world, offering, (struct sitting) { person, saturday_after(last), score });
}
