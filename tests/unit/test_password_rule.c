// SPDX-License-Identifier: GPL-3.0-or-later
// Passwords that are guessed at once, and ones that are not.
#include "tests/unit/unit.h"

#include "base/arena.h"
#include "features/access/password_rule.h"

#define OWNER "lan.pho-noi Học Viên Mẫu 001 Thượng Hồng thuong-hong Phường"

static void guessed(void **state)
{
	static const char *const rows[] = {
		"password123456789", "Mật Khẩu 123456", "matkhau@2026matkhau", "qwertyuiop1234", "11111111111111", "aaaaaaaaaaaaaaaaa",
		"abcdefghijklmnop", "9876543210987654", "lan.pho-noi-2026!!", "HocVienMau001hvm", "Thượng Hồng 2025!", "phường thượng hồng",
		"zxcvbnm,./asdfg", "anhyeuem1234567", "!!!!!!!!!!!!!!!", "1qaz2wsx3edc4rf",
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (!password_common(rows[i], OWNER, a))
			fail_msg("%s", rows[i]);
	arena_drop(a);
}

static void own(void **state)
{
	static const char *const rows[] = {
		"một mật khẩu đủ dài", "ba con vịt qua cầu", "k7mw-x3np-tq9h-ub4z", "correct horse battery", "中文密码也可以用的吧",
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (password_common(rows[i], OWNER, a))
			fail_msg("%s", rows[i]);
	arena_drop(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(guessed), cmocka_unit_test(own) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
