// SPDX-License-Identifier: GPL-3.0-or-later
// demo_posts: tables of posts; nothing here but what a real establishment list would say.
#include "demo/demo_posts.h"

#define LEADER	  "leader_manager"
#define CADRE	  "cadre"
#define CIVIL	  "civil_servant"
#define PUBLIC	  "public_employee"
#define CONTRACT  "contract_worker"
#define PART_TIME "part_time_official"
#define ARMED	  "armed_forces"

static const struct post fixed[] = {
	// The 40 of Thượng Hồng's state bodies: 3 leaders, 22 civil servants, 12 public
	// employees, 3 on contract.
	// demo_scenario.c counts on this order.
	{ 1, LEADER, "Lãnh đạo UBND", "ubnd-my-hao", "ubnd-thuong-hong", LEADERS, 0, 0 },
	{ 1, LEADER, "Phó Chủ tịch UBND", "ubnd-bach-sam", "ubnd-thuong-hong", LEADERS, 0, 0 },
	{ 1, LEADER, "Phó Chủ tịch UBND", "ubnd-minh-duc", "ubnd-thuong-hong", LEADERS, 0, 0 },
	{ 1, CIVIL, "Chuyên viên chuyển đổi số", "p-vhkhtt", "p-vhxh-thuong-hong", OFFICE,
		DEDICATED | ONLY_LATER, 0 },
	{ 1, CIVIL, "Chuyên viên công nghệ thông tin", "ubnd-bach-sam", "vp-thuong-hong", OFFICE,
		DEDICATED, 0 },
	{ 3, CIVIL, "Chuyên viên văn hóa - xã hội", "ubnd-bach-sam", "p-vhxh-thuong-hong", OFFICE,
		0, 0 },
	{ 3, CIVIL, "Chuyên viên tổng hợp", "ubnd-minh-duc", "vp-thuong-hong", OFFICE, 0, 0 },
	{ 4, CIVIL, "Chuyên viên địa chính - xây dựng", "ubnd-duong-quang", "p-kthtdt-thuong-hong",
		OFFICE, 0, 0 },
	{ 3, CIVIL, "Chuyên viên tài chính - kế toán", "ubnd-hoa-phong", "p-kthtdt-thuong-hong",
		OFFICE, 0, 0 },
	{ 2, CIVIL, "Chuyên viên quản lý đô thị", "p-kthtdt", "p-kthtdt-thuong-hong", OFFICE, 0,
		0 },
	{ 2, CIVIL, "Chuyên viên nội vụ", "p-noi-vu", "vp-thuong-hong", OFFICE, 0, 0 },
	{ 2, CIVIL, "Chuyên viên tư pháp - hộ tịch", "ubnd-hoa-phong", "p-vhxh-thuong-hong", OFFICE,
		0, 0 },
	{ 1, CIVIL, "Chuyên viên mới tuyển dụng", "", "vp-thuong-hong", OFFICE, 0, 20251220 },
	{ 1, PUBLIC, "Viên chức truyền thanh", "dai-tt-bach-sam", "ttpvhcc-thuong-hong", OFFICE, 0,
		0 },
	{ 2, PUBLIC, "Viên chức hướng dẫn hồ sơ", "tt-vhtt-my-hao", "ttpvhcc-thuong-hong", OFFICE,
		0, 0 },
	{ 3, PUBLIC, "Nhân viên y tế", "tram-y-te-bach-sam", "tram-y-te-thuong-hong", OFFICE, 0,
		0 },
	{ 2, PUBLIC, "Nhân viên y tế", "tram-y-te-minh-duc", "tram-y-te-thuong-hong", OFFICE, 0,
		0 },
	{ 2, PUBLIC, "Nhân viên y tế", "tram-y-te-duong-quang", "tram-y-te-thuong-hong", OFFICE, 0,
		0 },
	{ 2, PUBLIC, "Nhân viên y tế", "tram-y-te-hoa-phong", "tram-y-te-thuong-hong", OFFICE, 0,
		0 },
	{ 1, CONTRACT, "Lái xe", "vp-my-hao", "vp-thuong-hong", OFFICE, 0, 0 },
	{ 1, CONTRACT, "Nhân viên một cửa", "ubnd-minh-duc", "ttpvhcc-thuong-hong", OFFICE, 0, 0 },
	{ 1, CONTRACT, "Nhân viên phục vụ", "ubnd-duong-quang", "ubnd-thuong-hong", OFFICE, 0, 0 },
	// The 41st moves up to the province and is there, and was in the town's division, the
	// only flagged one.
	{ 1, CIVIL, "Chuyên viên chuyên trách CĐS", "p-vhkhtt", "so-khcn", OFFICE, DEDICATED, 0 },
	// The province.
	{ 2, LEADER, "Giám đốc, Phó Giám đốc Sở", "so-khcn", "so-khcn", LEADERS, 0, 0 },
	{ 8, CIVIL, "Chuyên viên Sở, giảng viên", "so-khcn", "so-khcn", TRAINERS, 0, 0 },
	{ 6, CIVIL, "Chuyên gia chuyển đổi số", "so-khcn", "so-khcn", EXPERTS, EXPERT, 0 },
	{ 2, PUBLIC, "Viên chức Sở", "so-khcn", "so-khcn", OFFICE, 0, 0 },
	{ 1, LEADER, "Phó Giám đốc Sở", "so-noi-vu", "so-noi-vu", LEADERS, 0, 0 },
	{ 4, CIVIL, "Chuyên viên Sở", "so-noi-vu", "so-noi-vu", OFFICE, IN_CHARGE, 0 },
	{ 2, CIVIL, "Chuyên gia chuyển đổi số", "so-noi-vu", "so-noi-vu", EXPERTS, EXPERT, 0 },
	{ 2, CIVIL, "Chuyên viên Sở", "so-gddt", "so-gddt", OFFICE, 0, 0 },
	{ 2, CIVIL, "Chuyên gia giáo dục số", "so-gddt", "so-gddt", EXPERTS, EXPERT, 0 },
	{ 3, CIVIL, "Chuyên viên Sở", "so-y-te", "so-y-te", OFFICE, 0, 0 },
	{ 3, CIVIL, "Chuyên viên Sở", "so-tai-chinh", "so-tai-chinh", OFFICE, 0, 0 },
	{ 3, CIVIL, "Chuyên viên Sở", "so-vhttdl", "so-vhttdl", OFFICE, 0, 0 },
	{ 2, LEADER, "Lãnh đạo UBND tỉnh", "ubnd-hung-yen", "ubnd-hung-yen", LEADERS, 0, 0 },
	{ 1, LEADER, "Phó Chánh Văn phòng", "vp-ubnd-hung-yen", "vp-ubnd-hung-yen", LEADERS, 0, 0 },
	{ 2, CIVIL, "Chuyên viên", "vp-ubnd-hung-yen", "vp-ubnd-hung-yen", OFFICE, DEDICATED, 0 },
	{ 4, CIVIL, "Chuyên gia chuyển đổi số", "vp-ubnd-hung-yen", "vp-ubnd-hung-yen", EXPERTS,
		EXPERT, 0 },
	{ 8, ARMED, "Cán bộ an ninh mạng, giảng viên", "cong-an-tinh", "cong-an-tinh", TRAINERS, 0,
		0 },
	{ 3, CADRE, "Cán bộ Văn phòng Tỉnh ủy", "vp-tinh-uy", "vp-tinh-uy", OFFICE, 0, 0 },
	{ 4, PUBLIC, "Phóng viên", "bao-hung-yen", "bao-hung-yen", OFFICE, 0, 0 },
	// The town, and where its people went when it was dissolved.
	{ 1, LEADER, "Phó Chủ tịch UBND", "ubnd-my-hao", "ubnd-phuong-my-hao", LEADERS, 0, 0 },
	{ 1, LEADER, "Phó Chủ tịch UBND", "ubnd-my-hao", "ubnd-duong-hao", LEADERS, 0, 0 },
	{ 1, LEADER, "Chủ tịch UBND thị xã (nghỉ hưu)", "ubnd-my-hao", "", LEADERS, 0, 0 },
	{ 2, CIVIL, "Chuyên viên văn hóa - xã hội", "p-vhkhtt", "p-vhxh-phuong-my-hao", OFFICE, 0,
		0 },
	{ 2, CIVIL, "Chuyên viên nội vụ", "p-noi-vu", "so-noi-vu", OFFICE, 0, 0 },
	{ 1, CIVIL, "Chuyên viên tài chính", "p-tckh", "so-tai-chinh", OFFICE, 0, 0 },
	{ 2, CIVIL, "Chuyên viên tài chính", "p-tckh", "p-kthtdt-duong-hao", OFFICE, 0, 0 },
	{ 2, CIVIL, "Chuyên viên giáo dục", "p-gddt", "so-gddt", OFFICE, 0, 0 },
	{ 2, CIVIL, "Chuyên viên quản lý đô thị", "p-kthtdt", "p-kthtdt-phuong-my-hao", OFFICE, 0,
		0 },
	{ 2, CIVIL, "Chuyên viên lao động", "p-ldtbxh", "p-vhxh-duong-hao", OFFICE, 0, 0 },
	{ 1, CIVIL, "Chuyên viên môi trường", "p-tnmt", "p-kthtdt-duong-hao", OFFICE, 0, 0 },
	{ 1, CIVIL, "Chuyên viên tư pháp", "p-tu-phap", "vp-phuong-my-hao", OFFICE, 0, 0 },
	{ 2, CIVIL, "Chuyên viên tổng hợp", "vp-my-hao", "vp-duong-hao", OFFICE, IN_CHARGE, 0 },
	{ 2, PUBLIC, "Viên chức văn hóa", "tt-vhtt-my-hao", "ttpvhcc-phuong-my-hao", OFFICE, 0, 0 },
	{ 2, PUBLIC, "Viên chức y tế", "tt-y-te-my-hao", "tram-y-te-duong-hao", OFFICE, 0, 0 },
	{ 2, CADRE, "Cán bộ Thị ủy", "thi-uy-my-hao", "dang-uy-phuong-my-hao", OFFICE, 0, 0 },
	{ 2, CADRE, "Cán bộ MTTQ", "mttq-my-hao", "mttq-duong-hao", OFFICE, 0, 0 },
	{ 1, CONTRACT, "Nhân viên Hiệp hội", "hiep-hoi-dn-my-hao", "", BUSINESS, 0, 0 },
	{ 1, PUBLIC, "Viên chức thuế (nghỉ việc)", "doi-thue", "", OFFICE, 0, 0 },
	{ 1, PUBLIC, "Viên chức kho bạc (nghỉ việc)", "kho-bac", "", OFFICE, 0, 0 },
};

static const struct post commune_posts[] = {
	{ 1, LEADER, "Phó Chủ tịch UBND", "ubnd-*", "ubnd-+", LEADERS, 0, 0 },
	{ 1, CADRE, "Cán bộ Đảng ủy", "dang-uy-*", "dang-uy-+", OFFICE, 0, 0 },
	{ 2, CIVIL, "Văn phòng - thống kê", "ubnd-*", "vp-+", OFFICE, 0, 0 },
	{ 1, CIVIL, "Công chức phụ trách CNTT", "ubnd-*", "p-vhxh-+", OFFICE, IN_CHARGE, 0 },
	{ 1, CIVIL, "Văn hóa - xã hội", "ubnd-*", "p-vhxh-+", OFFICE, 0, 0 },
	{ 1, CIVIL, "Công chức chuyên trách CĐS", "ubnd-*", "p-kthtdt-+", OFFICE, DEDICATED, 0 },
	{ 1, CIVIL, "Địa chính - xây dựng", "ubnd-*", "p-kthtdt-+", OFFICE, 0, 0 },
	{ 1, PUBLIC, "Viên chức một cửa", "ubnd-*", "ttpvhcc-+", OFFICE, 0, 0 },
	{ 1, CONTRACT, "Nhân viên một cửa", "ubnd-*", "ttpvhcc-+", OFFICE, 0, 0 },
	{ 2, PUBLIC, "Nhân viên y tế", "tram-y-te-*", "tram-y-te-+", OFFICE, 0, 0 },
	{ 2, ARMED, "Cán bộ công an", "ca-*", "ca-+", OFFICE, 0, 0 },
	{ 1, PART_TIME, "Người hoạt động không chuyên trách", "mttq-*", "mttq-+", OFFICE, 0, 0 },
};

// In Thượng Hồng nobody but the scenario's 40 may hold a post that target T1 counts.
static const struct post scenario_commune_posts[] = {
	{ 1, CIVIL, "Công chức (nghỉ việc khi sắp xếp)", "ubnd-*", "", OFFICE, 0, 0 },
	{ 1, CADRE, "Cán bộ Đảng ủy (nghỉ hưu)", "dang-uy-*", "", OFFICE, 0, 0 },
	{ 2, ARMED, "Cán bộ công an", "ca-*", "ca-+", OFFICE, 0, 0 },
	{ 1, PART_TIME, "Người hoạt động không chuyên trách", "mttq-*", "mttq-+", OFFICE, 0, 0 },
};

static const struct post trade_posts[] = {
	{ 1, LEADER, "Hiệu trưởng", "th-*", "th-*", TEACHERS, 0, 0 },
	{ 4, PUBLIC, "Giáo viên", "th-*", "th-*", TEACHERS, 0, 0 },
	{ 1, CONTRACT, "Nhân viên trường học", "th-*", "th-*", TEACHERS, 0, 0 },
	{ 1, LEADER, "Giám đốc", "dn-*", "dn-*", BUSINESS, 0, 0 },
	{ 4, "worker", "Nhân viên", "dn-*", "dn-*", BUSINESS, 0, 0 },
	{ 1, LEADER, "Chủ tịch Hội", "hoi-kh-*", "hoi-kh-*", BUSINESS, 0, 0 },
	{ 1, CONTRACT, "Nhân viên Hội", "hoi-kh-*", "hoi-kh-*", BUSINESS, 0, 0 },
};

static const struct post cooperative_posts[] = {
	{ 3, "board_member", "Ủy viên Ban quản lý", "htx-*", "htx-*", BUSINESS, 0, 0 },
	{ 1, "worker", "Xã viên", "htx-*", "htx-*", BUSINESS, 0, 0 },
};

static const struct post extra_posts[] = {
	{ 1, "worker", "Nhân viên", "dn-*", "dn-*", BUSINESS, 0, 0 },
	{ 1, PUBLIC, "Giáo viên", "th-*", "th-*", TEACHERS, 0, 0 },
	{ 1, "worker", "Công nhân", "dn-*", "dn-*", BUSINESS, 0, 0 },
};

#define LIST(table) ((struct post_list) { table, COUNT(table) })

struct post_list posts_fixed(void)
{
	return LIST(fixed);
}

struct post_list posts_of_commune(const struct commune *commune)
{
	return commune->ward == THUONG_HONG ? LIST(scenario_commune_posts) : LIST(commune_posts);
}

struct post_list posts_of_trade(void)
{
	return LIST(trade_posts);
}

struct post_list posts_of_cooperative(void)
{
	return LIST(cooperative_posts);
}

struct post_list posts_extra(void)
{
	return LIST(extra_posts);
}
