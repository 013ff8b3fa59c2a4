// SPDX-License-Identifier: GPL-3.0-or-later
// demo: how large the demo world is, and its parts in the order in which they are written.
#include "demo/demo.h"

#include "demo/demo_courses.h"
#include "demo/demo_world.h"

#include <err.h>
#include <stdlib.h>

static const struct demo_size usual = {
	.staff = 600, .residents = 6000, .classes = 150, .skilled = 1260
};

static void (*const parts[])(struct world *world) = {
	demo_units,
	demo_staff,
	demo_residents,
	demo_teams,
	demo_people,
	demo_figures,
	demo_skills,
	demo_own_course,
	demo_scenario,
	demo_training,
	demo_tests,
};

static void world_free(struct world *world)
{
	for (int i = 0; i < CROWDS; i++)
		free(world->crowds[i].who);
	free(world->posts);
	free(world->people);
}

// Every list has room for everybody, so that no part has to ask for memory.
static int world_make(struct world *world, const struct demo_size *size)
{
	bool made;

	*world = (struct world) { .size = *size };
	world->people_n = size->staff + size->residents - (size->staff + 1) / 2;
	world->people = calloc((size_t)world->people_n, sizeof *world->people);
	world->posts = calloc((size_t)size->staff, sizeof *world->posts);
	made = world->people != NULL && world->posts != NULL;
	for (int i = 0; i < CROWDS; i++) {
		world->crowds[i].who =
			calloc((size_t)world->people_n, sizeof *world->crowds[i].who);
		made = made && world->crowds[i].who != NULL;
	}
	return made ? 0 : -1;
}

void crowd_add(struct world *world, enum crowd crowd, int person)
{
	world->crowds[crowd].who[world->crowds[crowd].n++] = person;
}

int demo_write(const char *folder)
{
	struct world world;
	int result = -1;

	if (world_make(&world, &usual) != 0) {
		warn("the demo");
		goto out;
	}
	world.package = demo_open(folder);
	if (world.package == NULL)
		goto out;
	for (int i = 0; i < COUNT(parts); i++)
		parts[i](&world);
	result = demo_close(world.package);
out:
	world_free(&world);
	return result;
}
