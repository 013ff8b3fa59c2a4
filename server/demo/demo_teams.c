// SPDX-License-Identifier: GPL-3.0-or-later
// demo_teams: members of the community teams, and people who work in two units at once.
#include "demo/demo_world.h"

#include <string.h>

enum { TEAM_SIZE = 3, TEAM_SINCE = 20220601 };

struct second_post {
	int person;
	const char *unit, *category, *position;
	int since;
};

// People of the scenario with a second place; none of them may add a person to its figures.
static const struct second_post second_posts[] = {
	{ 5, "tcn-bach-sam-1", "team_member", "Thành viên", TEAM_SINCE },
	{ 6, "tcn-bach-sam-1", "team_member", "Thành viên", TEAM_SINCE },
	{ 26, "tram-y-te-thuong-hong", "public_employee", "Hỗ trợ hồ sơ sức khỏe", MERGER },
};

static void second_post_put(struct world *world, struct second_post post)
{
	DEMO_PUT(world->package, AFFILIATIONS, demo_person(post.person).s, post.unit,
		ymd_text(post.since).s, "", post.category, post.position, demo_truth(false),
		demo_truth(false), demo_truth(false));
}

static bool person_can_help(const struct person *person)
{
	return person->home >= 0 && !person->no_group && person->moved_on == 0
	       && person->home_since < MERGER && person->birth / 10000 >= 1970
	       && person->birth / 10000 <= 2002;
}

static void members_write(struct world *world)
{
	int members[COMMUNES * GROUPS] = { 0 };
	struct code_text team;
	const char *position;

	for (int i = world->size.staff; i < world->people_n; i++) {
		int group = world->people[i].home;

		if (!person_can_help(&world->people[i]) || members[group] == TEAM_SIZE)
			continue;
		if (members[group]++ == 0)
			world->observer[group] = i;
		team = demo_team(group);
		position = world->observer[group] == i ? "Tổ trưởng" : "Thành viên";
		second_post_put(world,
			(struct second_post) { i, team.s, "team_member", position, TEAM_SINCE });
		crowd_add(world, TEAM, i);
	}
}

// Every eleventh teacher also works for the learning promotion society of the place.
static void teachers_write(struct world *world)
{
	const struct crowd_list *teachers = &world->crowds[TEACHERS];

	for (int i = 0; i < teachers->n; i += 11) {
		int person = teachers->who[i];
		const char *place = world->posts[person].before.s + strlen("th-");
		struct code_text society = demo_at("hoi-kh-*", place);

		second_post_put(world, (struct second_post) { person, society.s, "contract_worker",
					       "Ủy viên Ban Chấp hành", 20240101 });
	}
}

void demo_teams(struct world *world)
{
	for (int group = 0; group < COMMUNES * GROUPS; group++)
		world->observer[group] = -1;
	members_write(world);
	teachers_write(world);
	for (int i = 0; i < COUNT(second_posts); i++)
		second_post_put(world, second_posts[i]);
}
