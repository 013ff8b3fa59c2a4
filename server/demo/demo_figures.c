// SPDX-License-Identifier: GPL-3.0-or-later
// demo_figures: populations that units gave, and events of which only a headcount is known.
#include "demo/demo_world.h"

static const char invented[] = "Nhập cho bản demo (số giả định)";

// Thượng Hồng has its own figure at the end of 2025 and, before it, the sum of the four communes'.
// Between the invented split of 1/1/2026 and 31/3/2026 the two wards in it have none of their own.
static const struct figure {
	const char *unit, *base, *definition;
	int as_of, count;
} figures[] = {
	{ "thuong-hong", "working_age", "labour_code", 20251231, 24000 },
	{ "thuong-hong", "all", "imported", 20251231, 38600 },
	{ "thuong-hong", "adult_18plus", "imported", 20251231, 27900 },
	{ "thuong-hong", "age_15plus", "imported", 20251231, 29300 },
	{ "phuong-my-hao", "working_age", "labour_code", 20251231, 27400 },
	{ "phuong-my-hao", "working_age", "labour_code", 20260331, 30250 },
	{ "duong-hao", "working_age", "labour_code", 20251231, 22900 },
	{ "duong-hao", "working_age", "labour_code", 20260331, 20050 },
	// The statistical band beside the legal one, on the same day: the legal one is used.
	{ "phuong-my-hao", "working_age", "gso_fixed", 20251231, 26100 },
};

static const struct {
	const char *unit, *title;
	int date, count;
} events[] = {
	{ "thuong-hong", "Lớp trực tuyến toàn tỉnh \"Bình dân học vụ số\"", 20251101, 1800 },
	{ "phuong-my-hao", "Lớp trực tuyến toàn tỉnh \"Bình dân học vụ số\"", 20251101, 2150 },
	{ "duong-hao", "Lớp trực tuyến toàn tỉnh \"Bình dân học vụ số\"", 20251101, 1640 },
	{ "duong-hao", "Ngày hội chuyển đổi số phường Đường Hào", 20261010, 720 },
	{ "bach-sam", "Ra quân Tổ công nghệ số cộng đồng, phường Bạch Sam", 20250419, 160 },
};

static void figure_put(struct world *world, struct figure figure)
{
	DEMO_PUT(world->package, POPULATIONS, figure.unit, figure.base, figure.definition,
		ymd_text(figure.as_of).s, demo_number(figure.count).s, invented);
}

void demo_figures(struct world *world)
{
	for (int i = 0; i < COMMUNES; i++)
		figure_put(world, (struct figure) { demo_communes[i].code, "working_age",
					  "labour_code", 20241231, demo_communes[i].working_age });
	for (int i = 0; i < COUNT(figures); i++)
		figure_put(world, figures[i]);
	for (int i = 0; i < COUNT(events); i++)
		DEMO_PUT(world->package, HEADCOUNTS, events[i].unit, events[i].title,
			ymd_text(events[i].date).s, demo_number(events[i].count).s);
}
