// SPDX-License-Identifier: GPL-3.0-or-later
// demo_courses: eleven courses of the reference data and one of the demo's own, with a test.
#include "demo/demo_courses.h"

#include <assert.h>
#include <string.h>

static const char own_code[] = "cntt-co-kiem-tra";
static const char own_scheme[] = "course:cntt-co-kiem-tra";
static const char mooc_code[] = "mooc-kns-nguoi-dan";

const struct course demo_courses[] = {
	{ "attt-cbcc", "An toàn thông tin cho CBCCVC", OFFICE, "p-vhkhtt", "p-vhxh-+", 2, 4, 0, 1,
		30, 14, 0, NULL },
	{ "kns-co-ban", "Kỹ năng số cơ bản cho người dân", CITIZENS, "ubnd-*", "ubnd-+", 1, 4, 0, 1,
		60, 24, 0, NULL },
	{ "attt-nong-cot", "An toàn thông tin cho cán bộ nòng cốt", CORE, "cong-an-tinh",
		"cong-an-tinh", 6, 4, 0, 1, 25, 4, 2, NULL },
	{ "cds-kns-cbcc", "Kỹ năng số cho CBCCVC", OFFICE, "p-noi-vu", "p-vhxh-+", 4, 4, 0, 7, 30,
		13, 0, NULL },
	{ "attt-to-cnscd", "An toàn giao dịch điện tử cho Tổ CNSCĐ", TEAM, "ubnd-*", "ubnd-+", 1, 4,
		0, 1, 30, 10, 0, NULL },
	{ "cds-lanh-dao", "Chuyển đổi số cho lãnh đạo", LEADERS, "so-khcn", "so-khcn", 5, 4, 0, 1,
		30, 4, 3, NULL },
	{ "gv-tin-hoc", "Bồi dưỡng giáo viên tin học", TEACHERS, "p-gddt", "so-gddt", 6, 4, 0, 1,
		35, 9, 2, NULL },
	{ "chuyen-gia-cds", "Bồi dưỡng chuyên gia chuyển đổi số", EXPERTS, "so-khcn", "so-khcn", 10,
		4, 0, 7, 20, 4, 0, NULL },
	{ "cds-doanh-nghiep", "Chuyển đổi số cho doanh nghiệp", BUSINESS, "p-tckh", "so-khcn", 2, 4,
		0, 7, 40, 9, 0, NULL },
	{ "ai-co-ban", "Trí tuệ nhân tạo cơ bản", OFFICE, "so-khcn", "so-khcn", 2, 4, 0, 1, 40, 4,
		6, NULL },
	{ own_code, "CNTT cơ bản có kiểm tra", OFFICE, "p-noi-vu", "so-noi-vu", 3, 4, 8, 2, 25, 6,
		0, own_scheme },
	{ mooc_code, "Kỹ năng số cho người dân (MOOC)", CITIZENS, "so-khcn", "so-khcn", 0, 0, 0, 0,
		100, 0, 0, NULL },
};

static int share_of(const struct course *course, bool outside)
{
	return outside ? course->outside : course->house;
}

const struct course *course_named(const char *code)
{
	for (int i = 0; i < COUNT(demo_courses); i++)
		if (strcmp(demo_courses[i].code, code) == 0)
			return &demo_courses[i];
	assert(!"a course of the demo");
	return NULL;
}

const struct course *course_mooc(void)
{
	return course_named(mooc_code);
}

// Strides of 37 through the shares laid end to end: 37 is prime and divides neither of the two
// sums.
const struct course *course_in_turn(int k, bool outside)
{
	int sum = 0;
	int at;

	for (int i = 0; i < COUNT(demo_courses); i++)
		sum += share_of(&demo_courses[i], outside);
	at = (int)(k * 37LL % sum);
	for (int i = 0; i < COUNT(demo_courses); i++) {
		at -= share_of(&demo_courses[i], outside);
		if (at < 0)
			return &demo_courses[i];
	}
	return NULL;
}

// Counted by periods, not sessions, with a test: the rules no course of the source documents uses.
void demo_own_course(struct world *world)
{
	DEMO_PUT(world->package, COURSES, own_code,
		"Kỹ năng công nghệ thông tin cơ bản, có kiểm tra (mẫu)", "kh-mh-daotao-2025/2.2",
		"digital_skills;digital_technology", "Cán bộ, công chức, viên chức, người lao động",
		"16", "in_person", "75", "periods", demo_truth(true), demo_truth(true), own_scheme);
}
