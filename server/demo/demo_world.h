// SPDX-License-Identifier: GPL-3.0-or-later
// demo_world: the people, places and days that the parts of the demo share while it is written.
//
// What is decided once and asked again (who lives where, who is busy when) is kept here; everything
// else goes to the package as soon as it is drawn, so that a large world needs little memory.
#ifndef DEMO_DEMO_WORLD_H
#define DEMO_DEMO_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "demo/demo_dice.h"
#include "demo/demo_package.h"
#include "demo/demo_ymd.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

enum {
	FIRST_DAY = 20250101, // the first day of the diary of who is busy
	TODAY = 20261120,     // no mark and no observation is later
	MERGER = 20250701,    // 13 communes become 3
	BEFORE_MERGER = 20250630,
	SPLIT = 20260101,	 // the invented split of two residential groups
	SCENARIO_END = 20260101, // before it, the scenario alone decides what its people do
	DIARY_WORDS = 14,	 // 896 days
	COMMUNES = 13,
	WARDS = 3,
	GROUPS = 4,	     // residential groups of one old commune
	AGE_CASES = 5,	     // the first residents only, see demo_residents.c
	SCENARIO_STAFF = 40, // the first 40 of the staff: the state bodies of Thượng Hồng
	CODE = 48,	     // room for a code
};

enum ward { PHUONG_MY_HAO, THUONG_HONG, DUONG_HAO, NO_WARD };

// How much of everything; the one place is demo.c. The scenario of Thượng Hồng is inside these
// numbers and does not grow.
struct demo_size {
	int staff;     // people with a post in a body, >= the posts of demo_posts.c
	int residents; // people with a residence; every second one of the staff is one of them
	int classes;   // classes in all; about a quarter are open online courses or held elsewhere
	int skilled;   // residents of Thượng Hồng who reach the skills target on 31/12/2025
};

// Which classes a person is invited to; leaders are also office staff, and so on.
enum crowd { OFFICE, LEADERS, CORE, EXPERTS, TEACHERS, BUSINESS, TEAM, CITIZENS, TRAINERS, CROWDS };

// Flags of a post; with ONLY_LATER the others hold from the merger on.
enum flag { DEDICATED = 1, IN_CHARGE = 2, EXPERT = 4, ONLY_LATER = 8 };

struct person {
	uint64_t diary[DIARY_WORDS]; // one bit a day with a session
	int birth;		     // 20250000: only the year is known; 0: unknown
	int home, later_home;	     // residential groups, -1: none; later_home from moved_on
	int home_since, moved_on;    // moved_on 0: never moved
	int seen;		     // the last class they were drawn for
	enum ward ward;		     // where they work, else where they live, after the merger
	char sex;		     // 'm', 'f', or 0 unknown
	bool no_group;		     // registered in the commune itself
	bool took_mooc, resat;	     // each at most once a person, so that no key comes twice
};

struct code_text {
	char s[CODE];
};

struct post_held {
	struct code_text before,
		after; // units up to and after the merger, "" none; equal when it went on
};

struct crowd_list {
	int *who;
	int n;
};

struct world {
	struct demo_package *package;
	struct demo_size size;
	struct person *people;	 // the staff first, then those who are only residents
	struct post_held *posts; // of the first size.staff people
	struct crowd_list crowds[CROWDS];
	int observer[COMMUNES * GROUPS]; // who of a group's team looks at skills, -1: nobody
	int people_n;
	int classes_n; // classes written so far
};

struct commune {
	const char *code, *name; // before the merger
	enum ward ward;
	bool rural;	 // a xã with thôn, not a phường with tổ dân phố
	int working_age; // imported figure of 31/12/2024
};

struct ward_place {
	const char *code, *name;
};

extern const struct commune demo_communes[COMMUNES];
extern const struct ward_place demo_wards[WARDS];

// Codes. A group is numbered commune * GROUPS + 0..GROUPS-1; a star in a pattern becomes the place.
struct code_text demo_person(int person);
struct code_text demo_group(int group);
struct code_text demo_team(int group);
struct code_text demo_at(const char *pattern, const char *place);
struct code_text demo_number(int number);
const char *demo_truth(bool yes);

// Where a person lives on a day, -1 when nowhere registered.
int demo_home(const struct person *person, int ymd);

// The ward a group lies in on a day; before the merger, the ward it will be part of.
enum ward demo_ward(int group, int ymd);

// Is it one of the two groups that the invented split of 1/1/2026 takes from Đường Hào to Mỹ Hào?
bool demo_group_is_split(int group);

// The unit a member of the staff works for on a day; "" when there is none, or no such member.
const char *demo_sender(const struct world *world, int person, int ymd);

// Takes the days in a person's diary and says true, or changes nothing when one is taken already.
bool diary_take(struct person *person, const int *days, int n);

void crowd_add(struct world *world, enum crowd crowd, int person);

// The parts, in the order they run. Each writes its rows to the package.
void demo_units(struct world *world);
void demo_staff(struct world *world);	  // posts and affiliations
void demo_residents(struct world *world); // births, homes, residences
void demo_teams(struct world *world);	  // community teams and second posts
void demo_people(struct world *world);	  // one row a person
void demo_figures(struct world *world);	  // populations and headcounts
void demo_skills(struct world *world);
void demo_scenario(struct world *world); // the classes of the scenario of Thượng Hồng
void demo_training(struct world *world); // every other class
void demo_tests(struct world *world);	 // assessments that belong to no class

#endif
