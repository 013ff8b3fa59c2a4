// SPDX-License-Identifier: GPL-3.0-or-later
// demo_units: units below the communes and wards, and how they came through the merger and a split.
#include "demo/demo_world.h"

#include <stdio.h>
#include <string.h>

enum { FOUNDED = 20000101 };

static const char resolution[] =
	"Nghị quyết 1666/NQ-UBTVQH15 ngày 16/6/2025 (giả định cho bản demo)";
static const char invented[] = "Giả định cho bản demo";

// What becomes of a body of an old commune at the merger: it goes on below the ward, or it is
// merged
// into the ward's own body of the same sort.
enum fate { GOES_ON, IS_MERGED };

static const struct body {
	const char *pattern, *title, *kind;
	enum fate fate;
	bool rural_only;
} bodies[] = {
	{ "dang-uy-*", "Đảng ủy", "party_body", IS_MERGED, false },
	{ "mttq-*", "Ủy ban MTTQ Việt Nam", "front_body", IS_MERGED, false },
	{ "ca-*", "Công an", "police", IS_MERGED, false },
	{ "tram-y-te-*", "Trạm Y tế", "health_station", IS_MERGED, false },
	{ "th-*", "Trường Tiểu học (mẫu)", "school", GOES_ON, false },
	{ "dn-*", "Công ty TNHH Mẫu", "enterprise", GOES_ON, false },
	{ "htx-*", "Hợp tác xã Mẫu", "cooperative", GOES_ON, true },
	{ "hoi-kh-*", "Hội Khuyến học", "association", GOES_ON, false },
};

// In the reference data already; only its succession is added here.
static const char known_body[] = "tram-y-te-bach-sam";

struct version {
	const char *code, *name, *kind, *parent;
	int from, to;
};

static void version_put(struct world *world, struct version unit)
{
	DEMO_PUT(world->package, UNITS, unit.code, ymd_text(unit.from).s, ymd_text(unit.to).s,
		unit.name, unit.kind, unit.parent, "");
}

static void move_put(struct world *world, const char *code)
{
	DEMO_PUT(world->package, SUCCESSIONS, ymd_text(MERGER).s, code, code, "move", "",
		resolution);
}

// A unit that keeps its code while its commune becomes part of a ward.
static void unit_carry(struct world *world, struct version unit, const char *ward)
{
	unit.from = FOUNDED;
	unit.to = BEFORE_MERGER;
	version_put(world, unit);
	unit.from = MERGER;
	unit.to = 0;
	unit.parent = ward;
	version_put(world, unit);
	move_put(world, unit.code);
}

static const char *commune_sort(const struct commune *commune)
{
	return commune->rural ? "xã" : "phường";
}

static void body_write(struct world *world, const struct body *body, const struct commune *commune)
{
	struct code_text code = demo_at(body->pattern, commune->code);
	const char *ward = demo_wards[commune->ward].code;
	char name[160];
	struct version unit = { code.s, name, body->kind, commune->code, FOUNDED, BEFORE_MERGER };

	if (body->fate == GOES_ON) {
		snprintf(name, sizeof name, "%s %s", body->title, commune->name);
		unit_carry(world, unit, ward);
		return;
	}
	snprintf(name, sizeof name, "%s %s %s", body->title, commune_sort(commune), commune->name);
	if (strcmp(code.s, known_body) != 0)
		version_put(world, unit);
	DEMO_PUT(world->package, SUCCESSIONS, ymd_text(MERGER).s, code.s,
		demo_at(body->pattern, ward).s, "merge", "", resolution);
}

static void ward_body_write(
	struct world *world, const struct body *body, const struct ward_place *ward)
{
	struct code_text code = demo_at(body->pattern, ward->code);
	char name[160];

	if (body->fate != IS_MERGED)
		return;
	snprintf(name, sizeof name, "%s phường %s", body->title, ward->name);
	version_put(world, (struct version) { code.s, name, body->kind, ward->code, MERGER, 0 });
}

bool demo_group_is_split(int group)
{
	return strcmp(demo_communes[group / GROUPS].code, "di-su") == 0
	       && group % GROUPS >= GROUPS - 2;
}

static void group_write(struct world *world, int group)
{
	const struct commune *commune = &demo_communes[group / GROUPS];
	const char *ward = demo_wards[commune->ward].code;
	struct code_text code = demo_group(group);
	char name[160];
	struct version unit = { code.s, name, "residential_group", commune->code, FOUNDED,
		BEFORE_MERGER };

	snprintf(name, sizeof name, "%s số %d %s", commune->rural ? "Thôn" : "Tổ dân phố",
		group % GROUPS + 1, commune->name);
	if (!demo_group_is_split(group)) {
		unit_carry(world, unit, ward);
		return;
	}
	version_put(world, unit);
	unit.from = MERGER;
	unit.to = ymd_add(SPLIT, -1);
	unit.parent = ward;
	version_put(world, unit);
	unit.from = SPLIT;
	unit.to = 0;
	unit.parent = demo_wards[PHUONG_MY_HAO].code;
	version_put(world, unit);
	move_put(world, code.s);
}

// A team hangs below its group and so needs no version of its own when the group moves.
static void team_write(struct world *world, int group)
{
	char name[160];

	snprintf(name, sizeof name, "Tổ công nghệ số cộng đồng số %d %s", group % GROUPS + 1,
		demo_communes[group / GROUPS].name);
	version_put(world, (struct version) { demo_team(group).s, name, "community_team",
				   demo_group(group).s, 20220601, 0 });
}

static void split_write(struct world *world)
{
	char groups[COMMUNES * GROUPS * CODE] = "";
	size_t at = 0;

	for (int group = 0; group < COMMUNES * GROUPS; group++)
		if (demo_group_is_split(group))
			at += (size_t)snprintf(groups + at, sizeof groups - at, "%s%s",
				at > 0 ? ";" : "", demo_group(group).s);
	DEMO_PUT(world->package, SUCCESSIONS, ymd_text(SPLIT).s, demo_wards[DUONG_HAO].code,
		demo_wards[PHUONG_MY_HAO].code, "split", groups, invented);
}

// Held outside the province: classes of others, whose results come back as external completions.
static void outside_write(struct world *world)
{
	version_put(world, (struct version) { "don-vi-dao-tao-mau",
				   "Đơn vị đào tạo ngoài tỉnh (mẫu)", "other", "", FOUNDED, 0 });
}

void demo_units(struct world *world)
{
	for (int i = 0; i < COMMUNES; i++)
		for (int k = 0; k < COUNT(bodies); k++)
			if (!bodies[k].rural_only || demo_communes[i].rural)
				body_write(world, &bodies[k], &demo_communes[i]);
	for (int i = 0; i < WARDS; i++)
		for (int k = 0; k < COUNT(bodies); k++)
			ward_body_write(world, &bodies[k], &demo_wards[i]);
	for (int group = 0; group < COMMUNES * GROUPS; group++) {
		group_write(world, group);
		team_write(world, group);
	}
	split_write(world);
	outside_write(world);
}
