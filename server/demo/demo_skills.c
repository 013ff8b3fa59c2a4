// SPDX-License-Identifier: GPL-3.0-or-later
// demo_skills: what community teams saw residents do with digital services.
//
// In Thượng Hồng the number who reach the target on 31/12/2025 is exact (size.skilled), so only
// people whose working age is beyond doubt reach it there; the others are seen not to, or are old
// or young enough that it does not matter what they can do.
#include "demo/demo_world.h"

enum { DOMAINS = 6, YEAR_END = 20251231, SURVEY_BEGIN = 20250315 };
enum level { NO_LEVEL, KNOWS, WITH_HELP, ALONE, NOT_SEEN };

static const char *const domains[DOMAINS] = {
	"online_public_services",
	"health",
	"education",
	"transport",
	"tourism",
	"banking",
};
static const char *const level_names[] = { "none", "knows", "with_help", "alone" };
static const char visitors[] = "Đoàn Thanh niên phường (mẫu)";

enum working_age { CERTAINLY_IN, CERTAINLY_OUT, NEAR_AN_EDGE };

struct survey {
	struct world *world;
	struct dice dice;
	int places, candidates; // left to be filled, and left to choose from, in Thượng Hồng
};

// For 31/12/2025, whatever the sex and the day of the year.
static enum working_age working_age_of(const struct person *person)
{
	int year = person->birth / 10000;

	if (year >= 1970 && year <= 2009)
		return CERTAINLY_IN;
	return year >= 1963 && year <= 2010 ? NEAR_AN_EDGE : CERTAINLY_OUT;
}

// Nobody asks small children whether they can pay from an account.
static bool person_is_asked(const struct person *person)
{
	return person->home >= 0 && person->birth / 10000 <= 2012;
}

static bool lives_in_scenario(const struct person *person)
{
	int home = demo_home(person, YEAR_END);

	return home >= 0 && demo_ward(home, YEAR_END) == THUONG_HONG;
}

// The head of the group's team, -1 for visitors: nobody looks at their own skills.
static int observer_of(const struct world *world, int i, int day)
{
	int home = demo_home(&world->people[i], day);
	int observer = home >= 0 ? world->observer[home] : -1;

	return observer != i ? observer : -1;
}

// Enough for the target, or short of it in at least one domain.
static void levels_draw(struct dice *dice, bool reached, enum level levels[DOMAINS])
{
	int missing = dice_roll(dice, DOMAINS);

	levels[0] = (enum level)dice_between(dice, WITH_HELP, ALONE);
	for (int i = 1; i < DOMAINS; i++)
		levels[i] = (enum level)dice_between(dice, KNOWS, ALONE);
	if (reached)
		return;
	levels[missing] = dice_chance(dice, 50) ? NOT_SEEN : NO_LEVEL;
	if (dice_chance(dice, 50))
		levels[0] = KNOWS;
}

static void levels_put(struct survey *survey, int i, int day, const enum level levels[DOMAINS])
{
	int observer = observer_of(survey->world, i, day);
	struct code_text code = demo_person(observer);

	for (int k = 0; k < DOMAINS; k++)
		if (levels[k] != NOT_SEEN)
			DEMO_PUT(survey->world->package, SKILLS, demo_person(i).s, domains[k],
				ymd_text(day).s, observer >= 0 ? code.s : visitors,
				level_names[levels[k]]);
}

static void person_observe(struct survey *survey, int i, int day, bool reached)
{
	enum level levels[DOMAINS];

	levels_draw(&survey->dice, reached, levels);
	levels_put(survey, i, day, levels);
}

static int day_draw(struct survey *survey, int from, int to)
{
	return ymd_add(from, dice_roll(&survey->dice, ymd_between(from, to) + 1));
}

// A second pair of eyes on the same day that saw less: the higher level of a day is the one that
// counts.
static void doubt_put(struct survey *survey, int i, int day)
{
	DEMO_PUT(survey->world->package, SKILLS, demo_person(i).s, domains[0], ymd_text(day).s,
		"Hội Phụ nữ phường (mẫu)", level_names[KNOWS]);
}

static void skilled_write(struct survey *survey, int i)
{
	bool learned = dice_chance(&survey->dice, 20);
	int day = day_draw(survey, learned ? MERGER : SURVEY_BEGIN, 20251228);

	if (learned)
		person_observe(survey, i, day_draw(survey, SURVEY_BEGIN, 20250620), false);
	person_observe(survey, i, day, true);
	if (dice_chance(&survey->dice, 3))
		doubt_put(survey, i, day);
	if (dice_chance(&survey->dice, 2))
		person_observe(survey, i, day_draw(survey, SPLIT, TODAY), false);
}

// Each candidate with the chance that fills exactly the places left.
static bool candidate_is_chosen(struct survey *survey)
{
	bool chosen = dice_roll(&survey->dice, survey->candidates) < survey->places;

	survey->candidates--;
	survey->places -= chosen;
	return chosen;
}

static void scenario_resident_write(struct survey *survey, int i)
{
	enum working_age age = working_age_of(&survey->world->people[i]);
	bool reached;

	if (age == CERTAINLY_IN && candidate_is_chosen(survey)) {
		skilled_write(survey, i);
		return;
	}
	reached = age == CERTAINLY_OUT && dice_chance(&survey->dice, 30);
	if (dice_chance(&survey->dice, 45))
		person_observe(survey, i, day_draw(survey, SURVEY_BEGIN, 20251228), reached);
	if (age == CERTAINLY_IN && dice_chance(&survey->dice, 40))
		person_observe(survey, i, day_draw(survey, SPLIT, TODAY), true);
}

static void resident_write(struct survey *survey, int i)
{
	int only_resident = i - survey->world->size.staff;
	bool reached = dice_chance(&survey->dice, 65);

	if (only_resident >= 0 && only_resident < AGE_CASES)
		person_observe(survey, i, SURVEY_BEGIN, true);
	else if (dice_chance(&survey->dice, 30))
		person_observe(survey, i, day_draw(survey, SURVEY_BEGIN, TODAY), reached);
}

void demo_skills(struct world *world)
{
	struct survey survey = { world, dice_make(DICE_SKILLS), world->size.skilled, 0 };

	for (int i = 0; i < world->people_n; i++)
		if (lives_in_scenario(&world->people[i])
			&& working_age_of(&world->people[i]) == CERTAINLY_IN)
			survey.candidates++;
	for (int i = 0; i < world->people_n; i++) {
		if (!person_is_asked(&world->people[i]))
			continue;
		if (lives_in_scenario(&world->people[i]))
			scenario_resident_write(&survey, i);
		else
			resident_write(&survey, i);
	}
}
