// SPDX-License-Identifier: GPL-3.0-or-later
// demo_training: every class that is not part of the scenario, in all states, and who came.
#include "demo/demo_offering.h"

#include <stdio.h>
#include <string.h>

// What remains beside the scenario's classes when there are 150 in all; more classes, more of each.
enum { BATCHES_SUM = 142 };
static const struct batch {
	int count;
	enum where where;
	const char *state;
	int from, to; // of the days on which it is held, or begins
} batches[] = {
	{ 80, OUR_OWN, "finished", 20250303, 20260831 },
	{ 2, OUR_OWN, "cancelled", 20250901, 20260630 },
	{ 6, OUR_OWN, "running", 20260914, TODAY },
	{ 4, OUR_OWN, "closed", 20261123, 20261204 },
	{ 6, OUR_OWN, "open", 20261207, 20270115 },
	{ 5, OUR_OWN, "draft", 20270201, 20270331 },
	{ 21, ONLINE, "finished", 20250401, 20260731 },
	{ 2, ONLINE, "running", 20261015, 20261101 },
	{ 1, ONLINE, "open", 20261207, 20261220 },
	{ 14, ELSEWHERE, "finished", 20250310, 20260820 },
	{ 1, ELSEWHERE, "open", 20261207, 20261220 },
};

struct season {
	struct world *world;
	struct dice dice;
	int nth, of; // the class of its batch, from 0, and how many the batch has
	int turn[2]; // classes held by our own units, and elsewhere, so far
};

// Public holidays, in ranges; nobody is asked to a class on them.
static const struct {
	int from, to;
} holidays[] = {
	{ 20250407, 20250407 },
	{ 20250430, 20250502 },
	{ 20250901, 20250902 },
	{ 20260101, 20260102 },
	{ 20260214, 20260222 },
	{ 20260427, 20260427 },
	{ 20260430, 20260501 },
	{ 20260901, 20260902 },
	{ 20270101, 20270101 },
	{ 20270205, 20270214 },
};

static bool day_is_off(int day)
{
	for (int i = 0; i < COUNT(holidays); i++)
		if (day >= holidays[i].from && day <= holidays[i].to)
			return true;
	return ymd_is_weekend(day);
}

static int working_day(int day)
{
	while (day_is_off(day))
		day = ymd_add(day, 1);
	return day;
}

// A running class has about half of its sessions behind it, whatever its course's usual pace.
static int running_begin(struct season *season, int sessions, int step)
{
	return ymd_add(TODAY, dice_between(&season->dice, 2, 5) - step * (sessions / 2));
}

// Each class of a batch in its own part of the batch's time, so that no month is empty.
static int begin_draw(struct season *season, const struct batch *batch, int span)
{
	int room = ymd_between(batch->from, batch->to) - span;
	int parts = season->of;

	if (room < parts)
		return ymd_add(batch->from, room > 0 ? dice_roll(&season->dice, room) : 0);
	return ymd_add(batch->from, (int)((long long)room * season->nth / parts)
					    + dice_roll(&season->dice, room / parts));
}

static void days_draw(struct season *season, struct offering *offering, const struct batch *batch)
{
	const struct course *course = offering->course;
	bool running = batch->where == OUR_OWN && strcmp(batch->state, "running") == 0;
	int step = !running ? course->step : course->sessions < 6 ? 14 : 7;
	int span = course->sessions > 1 ? course->sessions * (step == 1 ? 2 : step) : 0;
	int day = running ? running_begin(season, course->sessions, step)
			  : begin_draw(season, batch, span);

	offering->days[0] = working_day(day);
	offering->n = strcmp(batch->state, "draft") == 0 ? 0 : course->sessions;
	for (int i = 1; i < offering->n; i++)
		offering->days[i] = working_day(ymd_add(offering->days[i - 1], step));
}

// Before the merger a class is held by and for the old commune, from then on the ward.
static void host_draw(struct season *season, struct offering *offering)
{
	const struct commune *commune;
	const char *pattern, *place;
	bool before = offering->days[0] < MERGER;

	// In 2025 the staff of Thượng Hồng go only where the scenario sends them.
	do
		offering->place = dice_roll(&season->dice, COMMUNES);
	while (offering->course->crowd == OFFICE && offering->days[0] < SCENARIO_END
		&& demo_communes[offering->place].ward == THUONG_HONG);
	commune = &demo_communes[offering->place];
	pattern = before ? offering->course->before : offering->course->after;
	place = before ? commune->code : demo_wards[commune->ward].code;
	offering->local = offering->where == OUR_OWN && strpbrk(pattern, "*+") != NULL;
	offering->host =
		demo_at(offering->where == ELSEWHERE ? "don-vi-dao-tao-mau" : pattern, place);
	if (offering->where != ELSEWHERE && strchr(pattern, '+') != NULL)
		snprintf(offering->host.s, CODE, "%.*s%s", (int)strcspn(pattern, "+"), pattern,
			place);
}

static void names_write(struct offering *offering)
{
	const struct commune *commune = &demo_communes[offering->place];
	const char *place =
		offering->days[0] < MERGER ? commune->name : demo_wards[commune->ward].name;

	if (offering->where == ONLINE)
		snprintf(offering->venue, sizeof offering->venue,
			"Nền tảng học trực tuyến mở (dữ liệu mẫu)");
	else if (offering->where == ELSEWHERE)
		snprintf(offering->venue, sizeof offering->venue,
			"Đơn vị đào tạo ngoài tỉnh (dữ liệu mẫu)");
	else if (offering->local)
		snprintf(offering->venue, sizeof offering->venue, "Hội trường %s", place);
	else
		snprintf(offering->venue, sizeof offering->venue, "Hội trường trung tâm");
	snprintf(offering->title, sizeof offering->title, "%s%s%s (%s)", offering->course->title,
		offering->local ? " - " : "", offering->local ? place : "", offering->code.s);
}

// A sixth of the longer classes lost a session; some registers were typed in weeks later.
static void accidents_draw(struct season *season, struct offering *offering)
{
	if (offering->n >= 3 && dice_chance(&season->dice, 16))
		offering->cancelled = dice_roll(&season->dice, offering->n - 1);
	if (offering->n > 0 && dice_chance(&season->dice, 15)) {
		offering->late_recorded = offering->n - 1;
		offering->late_on = ymd_add(
			offering->days[offering->n - 1], dice_between(&season->dice, 10, 40));
	}
}

static char mark_draw(struct dice *dice)
{
	static const char marks[] = "PPPPPPPPPPPPPPPPLLEU";

	return marks[dice_roll(dice, COUNT(marks) - 1)];
}

static bool session_is_marked(const struct offering *offering, int session)
{
	if (session == offering->late_recorded && offering->late_on > TODAY)
		return false;
	return session != offering->cancelled && offering->days[session] <= TODAY;
}

static void marks_write(struct season *season, const struct offering *offering, int person)
{
	char marks[SESSIONS_MAX + 1] = "";

	for (int i = 0; i < offering->n; i++)
		marks[i] = session_is_marked(offering, i) ? mark_draw(&season->dice) : '.';
	offering_mark(season->world, offering, person, marks);
	if (offering->course->scheme != NULL && offering->days[offering->n - 1] <= TODAY)
		offering_test(season->world, offering, person, &season->dice);
}

static void result_write(struct season *season, const struct offering *offering, int person)
{
	struct dice *dice = &season->dice;
	bool online = offering->where == ONLINE;
	int day = offering->days[offering->n > 0 ? offering->n - 1 : 0];

	if (online)
		day = ymd_add(day, dice_between(dice, 4, 75));
	if (day <= TODAY && dice_chance(dice, online ? 65 : 88))
		offering_complete(season->world, offering,
			(struct result) { person, day, dice_chance(dice, 93) });
}

static const char *enrolment_draw(struct dice *dice, const struct offering *offering, int approved)
{
	int roll = dice_roll(dice, 100);

	if (roll < 3)
		return "rejected";
	if (roll < 6)
		return "withdrawn";
	if (strcmp(offering->state, "open") == 0 && roll < 65)
		return "nominated";
	return approved < offering->capacity ? "approved" : "waitlisted";
}

// The register of the sessions that are over, or what others reported, of one who was asked to
// come.
static void outcome_write(
	struct season *season, const struct offering *offering, int person, const char *state)
{
	bool approved = strcmp(state, "approved") == 0;
	bool turned_away = strcmp(state, "rejected") == 0 || strcmp(state, "withdrawn") == 0;

	if (strcmp(offering->state, "cancelled") == 0)
		return;
	if (offering->where != OUR_OWN) {
		if (approved)
			result_write(season, offering, person);
		return;
	}
	// Some who were turned away come all the same; of a few who came nothing was ever written
	// down.
	if (approved ? !dice_chance(&season->dice, 2)
		     : turned_away && dice_chance(&season->dice, 30))
		marks_write(season, offering, person);
}

static enum crowd crowd_draw(struct season *season, const struct offering *offering)
{
	static const enum crowd learners[] = { CITIZENS, CITIZENS, CITIZENS, OFFICE, BUSINESS,
		TEACHERS };

	if (offering->where != ONLINE)
		return offering->course->crowd;
	return learners[dice_roll(&season->dice, COUNT(learners))];
}

// An open online course is taken once, so that no two results of a person can fall on one day.
static bool mooc_is_taken(struct world *world, const struct offering *offering, int person)
{
	bool taken = world->people[person].took_mooc;

	if (offering->where != ONLINE)
		return false;
	world->people[person].took_mooc = true;
	return taken;
}

static void people_write(struct season *season, const struct offering *offering)
{
	struct world *world = season->world;
	int asked = offering->capacity * dice_between(&season->dice, 70, 115) / 100;
	int approved = 0;

	for (int i = 0; i < asked; i++) {
		int person =
			offering_draw(world, offering, crowd_draw(season, offering), &season->dice);
		const char *state = enrolment_draw(&season->dice, offering, approved);

		if (person < 0 || mooc_is_taken(world, offering, person))
			continue;
		approved += strcmp(state, "approved") == 0;
		offering_enrol(world, offering, person, state);
		outcome_write(season, offering, person, state);
	}
}

static void walk_ins_write(struct season *season, const struct offering *offering)
{
	for (int i = dice_roll(&season->dice, 4); i > 0; i--) {
		int person = offering_draw(
			season->world, offering, offering->course->crowd, &season->dice);

		if (person >= 0)
			marks_write(season, offering, person);
	}
}

static const struct course *course_draw(struct season *season, const struct batch *batch)
{
	const struct course *course;

	if (batch->where == ONLINE)
		return course_mooc();
	do
		course = course_in_turn(
			season->turn[batch->where == ELSEWHERE]++, batch->where == ELSEWHERE);
	while (strcmp(batch->state, "running") == 0 && course->sessions < 2);
	return course;
}

static void class_write(struct season *season, const struct batch *batch)
{
	char code[CODE];
	struct offering offering;

	snprintf(code, sizeof code, "lop-%04d", season->world->classes_n + 1);
	offering = offering_make(course_draw(season, batch), code, batch->state);
	days_draw(season, &offering, batch);
	offering.where = batch->where;
	host_draw(season, &offering);
	names_write(&offering);
	accidents_draw(season, &offering);
	offering_write(season->world, &offering, &season->dice);
	if (strcmp(batch->state, "draft") == 0)
		return;
	people_write(season, &offering);
	if (batch->where == OUR_OWN && strcmp(batch->state, "finished") == 0)
		walk_ins_write(season, &offering);
}

// Every batch in its share, and what does not divide to the first.
static void batches_size(int classes, int counts[])
{
	counts[0] = classes;
	for (int i = 1; i < COUNT(batches); i++) {
		counts[i] = (int)((long long)classes * batches[i].count / BATCHES_SUM);
		counts[0] -= counts[i];
	}
}

void demo_training(struct world *world)
{
	struct season season = { .world = world, .dice = dice_make(DICE_CLASSES) };
	int counts[COUNT(batches)];

	batches_size(world->size.classes - world->classes_n, counts);
	for (int i = 0; i < COUNT(batches); i++)
		for (season.nth = 0, season.of = counts[i]; season.nth < season.of; season.nth++)
			class_write(&season, &batches[i]);
}
