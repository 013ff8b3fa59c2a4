// SPDX-License-Identifier: GPL-3.0-or-later
// demo_staff: fills the posts with people and writes who worked where before and after the merger.
#include "demo/demo_posts.h"

#include <string.h>

// Filling posts, one person after another.
struct filling {
	struct world *world;
	struct dice dice;
	int next; // the next person
};

static struct code_text post_unit(const char *pattern, const struct commune *commune)
{
	struct code_text code = demo_at(pattern, commune != NULL ? commune->code : "");
	size_t last = strlen(code.s);

	// The ward's sign stands at the end of a pattern only.
	if (commune != NULL && last > 0 && code.s[last - 1] == '+') {
		code.s[last - 1] = '*';
		code = demo_at(code.s, demo_wards[commune->ward].code);
	}
	return code;
}

// A person's time in one unit; to 0: still there.
struct stint {
	const char *unit;
	int from, to;
};

static void affiliation_put(
	struct world *world, int person, const struct post *post, struct stint stint)
{
	bool later = (post->flags & ONLY_LATER) != 0 && stint.to != 0;
	unsigned flags = later ? 0 : post->flags;

	DEMO_PUT(world->package, AFFILIATIONS, demo_person(person).s, stint.unit,
		ymd_text(stint.from).s, ymd_text(stint.to).s, post->category, post->position,
		demo_truth(flags & DEDICATED), demo_truth(flags & IN_CHARGE),
		demo_truth(flags & EXPERT));
}

static enum ward unit_ward(const char *unit, const struct commune *commune)
{
	if (commune != NULL)
		return commune->ward;
	for (int i = 0; i < WARDS; i++)
		if (strstr(unit, demo_wards[i].code) != NULL)
			return (enum ward)i;
	return NO_WARD;
}

static void crowds_join(struct world *world, int person, const struct post *post)
{
	crowd_add(world, post->crowd, person);
	if (post->crowd == LEADERS || post->crowd == EXPERTS)
		crowd_add(world, OFFICE, person);
	if ((post->flags & (DEDICATED | IN_CHARGE)) != 0)
		crowd_add(world, CORE, person);
}

static int since_draw(struct dice *dice, const struct post *post)
{
	int year = dice_between(dice, 2009, 2024);

	return post->since != 0 ? post->since : year * 10000 + dice_between(dice, 1, 12) * 100 + 1;
}

static void person_hire(
	struct filling *filling, const struct post *post, const struct commune *commune)
{
	struct world *world = filling->world;
	int person = filling->next++;
	struct post_held held = { post_unit(post->before, commune),
		post_unit(post->after, commune) };
	int since = since_draw(&filling->dice, post);
	bool went_on = strcmp(held.before.s, held.after.s) == 0;
	struct stint first = { held.before.s, since, went_on ? 0 : BEFORE_MERGER };
	struct stint second = { held.after.s, since > MERGER ? since : MERGER, 0 };

	if (held.before.s[0] != '\0')
		affiliation_put(world, person, post, first);
	if (held.after.s[0] != '\0' && !went_on)
		affiliation_put(world, person, post, second);
	world->posts[person] = held;
	world->people[person].ward = unit_ward(held.after.s, commune);
	crowds_join(world, person, post);
}

static void posts_fill(
	struct filling *filling, struct post_list list, const struct commune *commune)
{
	for (int i = 0; i < list.n; i++)
		for (int k = 0;
			k < list.posts[i].count && filling->next < filling->world->size.staff; k++)
			person_hire(filling, &list.posts[i], commune);
}

void demo_staff(struct world *world)
{
	struct filling filling = { world, dice_make(DICE_STAFF), 0 };

	posts_fill(&filling, posts_fixed(), NULL);
	for (int i = 0; i < COMMUNES; i++) {
		posts_fill(&filling, posts_of_commune(&demo_communes[i]), &demo_communes[i]);
		posts_fill(&filling, posts_of_trade(), &demo_communes[i]);
		if (demo_communes[i].rural)
			posts_fill(&filling, posts_of_cooperative(), &demo_communes[i]);
	}
	for (int i = 0; filling.next < world->size.staff; i++) {
		struct post_list extra = posts_extra();

		person_hire(&filling, &extra.posts[i % extra.n], &demo_communes[i % COMMUNES]);
	}
}
