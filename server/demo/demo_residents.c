// SPDX-License-Identifier: GPL-3.0-or-later
// demo_residents: when people were born, where they live, and the moves between.
#include "demo/demo_world.h"

static const int scenario_groups = 4 * GROUPS; // the first four communes become Thượng Hồng

// Ages that matter to the working-age rule, as the first people who are residents only.
static const struct {
	int birth;
	char sex;
} age_cases[AGE_CASES] = {
	{ 19640310, 'm' }, // last day in working age 30/6/2025
	{ 19690520, 'f' }, // in until 31/5/2026
	{ 20101231, 'm' }, // fifteen on 31/12/2025
	{ 20110101, 'f' }, // a day too young for it
	{ 19640000, 'm' }, // only the year known: as if born on 1 January
};

// Shares of a hundred by year of birth; the rest is unknown.
static const struct {
	int share, from, to;
} ages[] = {
	{ 19, 2011, 2019 },
	{ 2, 2010, 2010 },
	{ 62, 1970, 2009 },
	{ 6, 1963, 1969 },
	{ 10, 1938, 1962 },
};

static int year_draw(struct dice *dice)
{
	int roll = dice_roll(dice, 100);

	for (int i = 0; i < COUNT(ages); i++) {
		if (roll < ages[i].share)
			return dice_between(dice, ages[i].from, ages[i].to);
		roll -= ages[i].share;
	}
	return 0;
}

static void birth_draw(struct world *world, struct dice *dice, int i)
{
	struct person *person = &world->people[i];
	int only_resident = i - world->size.staff;
	int year = only_resident >= 0 ? year_draw(dice) : dice_between(dice, 1970, 2001);
	int month = dice_between(dice, 1, 12);
	int day = month * 100 + dice_between(dice, 1, 28);

	person->birth = year * 10000 + (year == 0 || dice_chance(dice, 7) ? 0 : day);
	person->sex = dice_chance(dice, 50) ? 'm' : 'f';
	if (only_resident >= 0 && dice_chance(dice, 1))
		person->sex = 0;
	if (only_resident >= 0 && only_resident < AGE_CASES) {
		person->birth = age_cases[only_resident].birth;
		person->sex = age_cases[only_resident].sex;
	}
}

static int group_draw(struct dice *dice, enum ward ward)
{
	bool scenario = ward == NO_WARD ? dice_chance(dice, 45) : ward == THUONG_HONG;

	if (scenario)
		return dice_roll(dice, scenario_groups);
	return dice_between(dice, scenario_groups, COMMUNES * GROUPS - 1);
}

static void home_draw(struct world *world, struct dice *dice, int i)
{
	struct person *person = &world->people[i];
	int only_resident = i - world->size.staff;
	int year;

	person->home = group_draw(dice, only_resident < 0 ? person->ward : NO_WARD);
	if (only_resident >= 0 && only_resident < AGE_CASES)
		person->home = COMMUNES * GROUPS - 1;
	year = dice_between(dice, 2001, 2024);
	person->home_since = year * 10000 + dice_between(dice, 1, 12) * 100 + 1;
	if (dice_chance(dice, 2))
		person->home_since = ymd_add(MERGER, dice_between(dice, 1, 400));
	if (person->home_since < person->birth && person->home_since < MERGER)
		person->home_since =
			person->birth % 10000 != 0 ? person->birth : person->birth + 10101;
	person->no_group = only_resident >= AGE_CASES && !demo_group_is_split(person->home)
			   && dice_chance(dice, 2);
	if (!person->no_group && only_resident >= AGE_CASES && dice_chance(dice, 3)) {
		person->later_home = group_draw(dice, NO_WARD);
		person->moved_on = ymd_add(SPLIT, dice_between(dice, -250, 250));
	}
	if (person->moved_on <= person->home_since || person->later_home == person->home)
		person->moved_on = 0;
	if (only_resident >= 0)
		person->ward = demo_communes[person->home / GROUPS].ward;
}

// A person's time in one place; to 0: still there. A time that ends before it begins is left out.
struct stay {
	const char *unit;
	int from, to;
};

static void residence_put(struct world *world, int person, struct stay stay)
{
	if (stay.from <= stay.to || stay.to == 0)
		DEMO_PUT(world->package, RESIDENCES, demo_person(person).s, ymd_text(stay.from).s,
			ymd_text(stay.to).s, stay.unit);
}

// Who is registered in the commune itself has no group to move along with, and so two rows.
static void residence_in_commune(struct world *world, int i)
{
	const struct person *person = &world->people[i];
	const struct commune *commune = &demo_communes[person->home / GROUPS];
	int from = person->home_since > MERGER ? person->home_since : MERGER;

	residence_put(world, i, (struct stay) { commune->code, person->home_since, BEFORE_MERGER });
	residence_put(world, i, (struct stay) { demo_wards[commune->ward].code, from, 0 });
}

static void residence_write(struct world *world, int i)
{
	const struct person *person = &world->people[i];
	struct code_text first = demo_group(person->home), second;

	if (person->no_group) {
		residence_in_commune(world, i);
		return;
	}
	if (person->moved_on == 0) {
		residence_put(world, i, (struct stay) { first.s, person->home_since, 0 });
		return;
	}
	second = demo_group(person->later_home);
	residence_put(world, i,
		(struct stay) { first.s, person->home_since, ymd_add(person->moved_on, -1) });
	residence_put(world, i, (struct stay) { second.s, person->moved_on, 0 });
}

// Old enough and young enough to be asked to a class.
static bool citizen_is_asked(const struct person *person)
{
	return person->birth / 10000 >= 1950 && person->birth / 10000 <= 2008;
}

void demo_residents(struct world *world)
{
	struct dice dice = dice_make(DICE_HOMES);

	for (int i = 0; i < world->people_n; i++) {
		bool at_home = i >= world->size.staff || i % 2 == 0;

		birth_draw(world, &dice, i);
		world->people[i].home = world->people[i].later_home = -1;
		if (!at_home)
			continue;
		home_draw(world, &dice, i);
		residence_write(world, i);
		if (i >= world->size.staff && citizen_is_asked(&world->people[i]))
			crowd_add(world, CITIZENS, i);
	}
}

int demo_home(const struct person *person, int ymd)
{
	if (person->home < 0 || ymd < person->home_since)
		return -1;
	if (person->moved_on != 0 && ymd >= person->moved_on)
		return person->later_home;
	return person->home;
}
