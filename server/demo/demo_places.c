// SPDX-License-Identifier: GPL-3.0-or-later
// demo_places: the communes before and the wards after the merger, and how codes are spelled.
#include "demo/demo_world.h"

#include <stdio.h>
#include <string.h>

// Names and the merger are real (the reference data hold these units); the figures are invented.
const struct commune demo_communes[COMMUNES] = {
	{ "bach-sam", "Bạch Sam", THUONG_HONG, false, 7020 },
	{ "minh-duc", "Minh Đức", THUONG_HONG, false, 6450 },
	{ "duong-quang", "Dương Quang", THUONG_HONG, true, 4980 },
	{ "hoa-phong", "Hòa Phong", THUONG_HONG, true, 5210 },
	{ "ban-yen-nhan", "Bần Yên Nhân", PHUONG_MY_HAO, false, 9130 },
	{ "phan-dinh-phung", "Phan Đình Phùng", PHUONG_MY_HAO, false, 5240 },
	{ "cam-xa", "Cẩm Xá", PHUONG_MY_HAO, true, 5760 },
	{ "nhan-hoa", "Nhân Hòa", PHUONG_MY_HAO, false, 6890 },
	{ "di-su", "Dị Sử", DUONG_HAO, false, 6310 },
	{ "phung-chi-kien", "Phùng Chí Kiên", DUONG_HAO, false, 4020 },
	{ "xuan-duc", "Xuân Dục", DUONG_HAO, true, 4470 },
	{ "ngoc-lam", "Ngọc Lâm", DUONG_HAO, true, 3950 },
	{ "hung-long", "Hưng Long", DUONG_HAO, true, 3880 },
};

const struct ward_place demo_wards[WARDS] = {
	[PHUONG_MY_HAO] = { "phuong-my-hao", "Mỹ Hào" },
	[THUONG_HONG] = { "thuong-hong", "Thượng Hồng" },
	[DUONG_HAO] = { "duong-hao", "Đường Hào" },
};

struct code_text demo_person(int person)
{
	struct code_text code;

	snprintf(code.s, sizeof code.s, "hv-%04d", person + 1);
	return code;
}

static struct code_text group_text(const char *prefix, int group)
{
	struct code_text code;

	snprintf(code.s, sizeof code.s, "%s-%.30s-%d", prefix, demo_communes[group / GROUPS].code,
		group % GROUPS + 1);
	return code;
}

struct code_text demo_group(int group)
{
	return group_text("tdp", group);
}

struct code_text demo_team(int group)
{
	return group_text("tcn", group);
}

struct code_text demo_at(const char *pattern, const char *place)
{
	struct code_text code;
	const char *star = strchr(pattern, '*');

	if (star == NULL)
		snprintf(code.s, sizeof code.s, "%s", pattern);
	else
		snprintf(code.s, sizeof code.s, "%.*s%s%s", (int)(star - pattern), pattern, place,
			star + 1);
	return code;
}

struct code_text demo_number(int number)
{
	struct code_text text;

	snprintf(text.s, sizeof text.s, "%d", number);
	return text;
}

const char *demo_truth(bool yes)
{
	return yes ? "true" : "false";
}

enum ward demo_ward(int group, int ymd)
{
	// The two groups of the invented split, see demo_units.c.
	if (ymd >= SPLIT && demo_group_is_split(group))
		return PHUONG_MY_HAO;
	return demo_communes[group / GROUPS].ward;
}
