// SPDX-License-Identifier: GPL-3.0-or-later
// demo_people: names, numbers and addresses that nobody can take for real ones.
#include "demo/demo_world.h"

#include <stdio.h>

enum { SERIALS = 1000000 }; // six digits end an identity number

static const char *sex_text(char sex)
{
	return sex == 'm' ? "male" : sex == 'f' ? "female" : "";
}

// 000 (no province), century and sex in one digit, the year in two, six that are unlike in
// everybody.
// "" when a digit would have to be invented, for those who have not shown theirs, and beyond the
// serials.
static struct code_text identity_text(const struct person *person, int i)
{
	struct code_text text = { "" };
	int year = person->birth / 10000;

	if (year == 0 || person->sex == 0 || i % 17 == 16 || i >= SERIALS)
		return text;
	snprintf(text.s, sizeof text.s, "000%d%02d%06d", (year >= 2000) * 2 + (person->sex == 'f'),
		year % 100, (int)((i * 7919LL + 104729) % SERIALS));
	return text;
}

static void person_write(struct world *world, int i)
{
	const struct person *person = &world->people[i];
	char name[40], phone[24], email[40] = "";

	snprintf(name, sizeof name, "Học Viên Mẫu %04d", i + 1);
	snprintf(phone, sizeof phone, "0900000%03d", i % 1000);
	if (i < world->size.staff)
		snprintf(email, sizeof email, "hv%04d@example.vn", i + 1);
	DEMO_PUT(world->package, PEOPLE, demo_person(i).s, name, ymd_text(person->birth).s,
		sex_text(person->sex), identity_text(person, i).s, phone, email);
}

void demo_people(struct world *world)
{
	for (int i = 0; i < world->people_n; i++)
		person_write(world, i);
}

const char *demo_sender(const struct world *world, int person, int ymd)
{
	if (person >= world->size.staff)
		return "";
	return ymd < MERGER ? world->posts[person].before.s : world->posts[person].after.s;
}

bool diary_take(struct person *person, const int *days, int n)
{
	for (int i = 0; i < n; i++) {
		int at = ymd_between(FIRST_DAY, days[i]);

		if (person->diary[at / 64] >> (at % 64) & 1)
			return false;
	}
	for (int i = 0; i < n; i++) {
		int at = ymd_between(FIRST_DAY, days[i]);

		person->diary[at / 64] |= (uint64_t)1 << (at % 64);
	}
	return true;
}
