// SPDX-License-Identifier: GPL-3.0-or-later
// demo_scenario: the classes whose figures are known beforehand, of Thượng Hồng at the end of 2025.
//
// 40 staff of state bodies, 36 took part, 33 completed something, 52 visits; both dedicated IT
// staff trained, one of them assessed. The four who did not take part are each a trap: number 24
// joined on 20/12, 35 was excused, 36 came to a class that was cancelled, 39 has a result nobody
// verified.
#include "demo/demo_offering.h"

#include <stdio.h>
#include <string.h>

enum { BACH_SAM = 0, MOOC_RESIDENTS = 90 };

static const struct script {
	const char *code, *course, *host, *title, *venue, *state;
	int days[SESSIONS_MAX];
	int late_on; // when the marks of the last session were typed in, 0: at once
	int fill;    // others drawn from the course's crowd
} scripts[] = {
	{ "l1-attt-cbccvc", "attt-cbcc", "p-vhkhtt", "L1: An toàn thông tin cho CBCCVC thị xã",
		"Hội trường thị xã Mỹ Hào", "finished", { 20250520, 20250520 }, 0, 6 },
	{ "l2-lanh-dao-cds", "cds-lanh-dao", "so-khcn", "L2: Chuyển đổi số cho lãnh đạo, quản lý",
		"Hội trường Sở", "finished", { 20250908, 20250909, 20250910, 20250911, 20250912 },
		0, 10 },
	{ "l3-attt-nong-cot", "attt-nong-cot", "cong-an-tinh",
		"L3: An toàn thông tin cho cán bộ nòng cốt", "Hội trường Công an tỉnh", "finished",
		{ 20250527, 20250527, 20250528, 20250528, 20250529, 20250529 }, 0, 12 },
	{ "l4-to-cnscd-bach-sam", "attt-to-cnscd", "ubnd-bach-sam",
		"L4: Tổ công nghệ số cộng đồng phường Bạch Sam", "Nhà văn hóa phường Bạch Sam",
		"finished", { 20250412 }, 0, 0 },
	{ "l6-kns-thuong-hong", "cds-kns-cbcc", "p-vhxh-thuong-hong",
		"L6: Kỹ năng số cho CBCCVC phường Thượng Hồng", "Hội trường phường Thượng Hồng",
		"finished", { 20251202, 20251209, 20251216, 20251230 }, 20260106, 0 },
	{ "l7-ai-bi-huy", "ai-co-ban", "so-khcn",
		"L7: Trí tuệ nhân tạo cơ bản (bị hủy sau buổi đầu)", "Trực tuyến", "cancelled",
		{ 20251118, 20251119 }, 0, 8 },
	{ "l8-chuyen-gia-cds", "chuyen-gia-cds", "so-khcn",
		"L8: Bồi dưỡng chuyên gia chuyển đổi số", "Hội trường Sở", "finished",
		{ 20251006, 20251007, 20251013, 20251014, 20251020, 20251021, 20251027, 20251028,
			20251103, 20251104 },
		0, 11 },
};

// Marks by class, counted from 0, for a range of people; a walk-in has no state of enrolment.
static const struct roll {
	int script, first, last;
	const char *marks, *state;
} rolls[] = {
	{ 0, 3, 11, "PP", "approved" },
	{ 0, 12, 13, "LP", "approved" },
	{ 0, 14, 21, "PP", "approved" },
	{ 0, 22, 22, "PU", "approved" }, // half of it: took part, not completed
	{ 0, 23, 23, "PE", "approved" }, // the same: excused does not count here
	{ 0, 25, 25, "PP", "approved" },
	{ 0, 26, 26, "PP", "rejected" }, // came all the same
	{ 0, 27, 27, "PP", NULL },	 // was never put down
	{ 0, 40, 40, "PP", "approved" }, // goes to the province on 1/7/2025 and takes it along
	{ 1, 0, 2, "PPPPP", "approved" },
	{ 1, 3, 5, "PPLPP", "approved" },
	{ 1, 41, 41, "PPPUU", "approved" }, // three of five: 60 percent, no
	{ 1, 42, 42, "PPPPU", "approved" }, // four of five: 80 percent, yes
	{ 1, 59, 59, "PPEPL", "approved" }, // late counts, excused does not: four of five
	{ 2, 3, 4, "PPPPPP", "approved" },
	{ 2, 40, 40, "PPPPPL", "approved" },
	{ 3, 6, 6, "P", "approved" },
	{ 3, 25, 25, "P", NULL },
	{ 4, 3, 12, "PPPP", "approved" },
	{ 4, 28, 32, "PPLP", "approved" },
	{ 4, 33, 33, "PPPP", "waitlisted" },
	{ 4, 35, 35, "EEEE", "approved" },
	{ 4, 37, 37, "PPPP", "approved" },
	{ 4, 38, 38, "PPUU", "approved" }, // took part, not completed
	{ 4, 39, 39, "UUUU", "approved" },
	{ 5, 36, 36, "P.", "approved" },
};

static const struct result mooc_results[] = {
	{ 34, 20251020, true },
	{ 39, 20251105, false },
};

struct scene {
	struct world *world;
	struct dice dice;
	struct offering offering;
	int script;
};

static void class_open(struct scene *scene, const struct script *script)
{
	struct offering *offering = &scene->offering;

	*offering = offering_make(course_named(script->course), script->code, script->state);
	offering->host = demo_at(script->host, "");
	snprintf(offering->title, sizeof offering->title, "%s", script->title);
	snprintf(offering->venue, sizeof offering->venue, "%s", script->venue);
	while (offering->n < SESSIONS_MAX && script->days[offering->n] != 0) {
		offering->days[offering->n] = script->days[offering->n];
		offering->n++;
	}
	if (script->late_on != 0) {
		offering->late_recorded = offering->n - 1;
		offering->late_on = script->late_on;
	}
	offering_write(scene->world, offering, &scene->dice);
}

static void person_attend(struct scene *scene, int person, const char *marks, const char *state)
{
	struct person *who = &scene->world->people[person];

	diary_take(who, scene->offering.days, scene->offering.n);
	who->seen = scene->world->classes_n;
	if (state != NULL)
		offering_enrol(scene->world, &scene->offering, person, state);
	offering_mark(scene->world, &scene->offering, person, marks);
}

static void rolls_write(struct scene *scene)
{
	for (int i = 0; i < COUNT(rolls); i++)
		for (int person = rolls[i].first;
			person <= rolls[i].last && rolls[i].script == scene->script; person++)
			person_attend(scene, person, rolls[i].marks, rolls[i].state);
}

// The class of Bạch Sam's community teams is for all of them.
static void teams_attend(struct scene *scene)
{
	const struct crowd_list *team = &scene->world->crowds[TEAM];

	for (int i = 0; i < team->n; i++)
		if (scene->world->people[team->who[i]].home / GROUPS == BACH_SAM)
			person_attend(scene, team->who[i], i % 9 == 4 ? "U" : "P", "approved");
}

static void others_attend(struct scene *scene, int n)
{
	static const char *const ways[] = {
		"PPPPPPPPPP",
		"PPPPPPPPPP",
		"PPPPLPPPPP",
		"PLPPPPPEPP",
		"PUUPPUPPPU",
		"UUUUUUUUUU",
	};
	const struct offering *offering = &scene->offering;
	bool held = strcmp(offering->state, "cancelled") != 0;
	char marks[SESSIONS_MAX + 1];

	for (int i = 0; i < n; i++) {
		int person = offering_draw(
			scene->world, offering, offering->course->crowd, &scene->dice);

		if (person < 0)
			continue;
		snprintf(marks, sizeof marks, "%.*s", held ? offering->n : 1,
			ways[dice_roll(&scene->dice, COUNT(ways))]);
		person_attend(scene, person, marks, "approved");
	}
}

static void resident_learn(struct scene *scene)
{
	int person = offering_draw(scene->world, &scene->offering, CITIZENS, &scene->dice);
	int day = ymd_add(scene->offering.days[0], dice_between(&scene->dice, 5, 70));

	if (person < 0 || scene->world->people[person].took_mooc)
		return;
	scene->world->people[person].took_mooc = true;
	offering_enrol(scene->world, &scene->offering, person, "approved");
	if (dice_chance(&scene->dice, 70))
		offering_complete(
			scene->world, &scene->offering, (struct result) { person, day, true });
}

// L5: residents learn on an open platform and only their results come back.
static void mooc_write(struct scene *scene)
{
	static const char platform[] = "Nền tảng học trực tuyến mở (dữ liệu mẫu)";
	const struct script script = { "l5-mooc-nguoi-dan", course_mooc()->code, "so-khcn",
		"L5: Kỹ năng số cho người dân, đợt 9-11/2025", platform, "finished", { 0 }, 0, 0 };

	class_open(scene, &script);
	scene->offering.days[0] = 20250915;
	for (int i = 0; i < COUNT(mooc_results); i++) {
		int person = mooc_results[i].person;

		scene->world->people[person].took_mooc = true;
		person_attend(scene, person, "", "approved");
		offering_complete(scene->world, &scene->offering, mooc_results[i]);
	}
	for (int i = 0; i < MOOC_RESIDENTS; i++)
		resident_learn(scene);
}

void demo_scenario(struct world *world)
{
	struct scene scene = { .world = world, .dice = dice_make(DICE_SCENARIO) };

	for (scene.script = 0; scene.script < COUNT(scripts); scene.script++) {
		const struct script *script = &scripts[scene.script];

		class_open(&scene, script);
		rolls_write(&scene);
		if (strcmp(script->course, "attt-to-cnscd") == 0)
			teams_attend(&scene);
		others_attend(&scene, script->fill);
	}
	mooc_write(&scene);
}
