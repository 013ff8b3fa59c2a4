// SPDX-License-Identifier: GPL-3.0-or-later
// One-time codes against the vectors of RFC 6238 (its last six digits), the window, and secrets that are none.
#include "tests/unit/unit.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "base/totp.h"

#define SECRET "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"	// "12345678901234567890", RFC 6238 appendix B

static struct instant at(int64_t seconds)
{
	return (struct instant){ seconds * 1000000 };
}

static void vectors(void **state)
{
	static const struct { int64_t seconds; const char *code; } rows[] = {
		{ 59, "287082" }, { 1111111109, "081804" }, { 1111111111, "050471" }, { 1234567890, "005924" },
		{ 2000000000, "279037" }, { 20000000000, "353130" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(totp_step(SECRET, rows[i].code, at(rows[i].seconds)), rows[i].seconds / 30);
}

static void window(void **state)
{
	(void)state;
	assert_int_equal(totp_step(SECRET, "279037", at(2000000000 + 30)), 2000000000 / 30);
	assert_int_equal(totp_step(SECRET, "279037", at(2000000000 - 30)), 2000000000 / 30);
	assert_int_equal(totp_step(SECRET, "279037", at(2000000000 + 70)), 0);
	assert_int_equal(totp_step(SECRET, "279038", at(2000000000)), 0);
	assert_int_equal(totp_step(SECRET, "27903", at(2000000000)), 0);
	assert_int_equal(totp_step(SECRET, "", at(2000000000)), 0);
	assert_int_equal(totp_step("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1", "279037", at(2000000000)), 0);
}

static void fresh(void **state)
{
	struct arena *a = arena_new();
	const char *one = totp_secret(a), *other = totp_secret(a);

	(void)state;
	assert_int_equal(strlen(one), 32);
	assert_string_not_equal(one, other);
	assert_int_equal(strspn(one, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), 32);
	assert_string_equal(totp_uri(SECRET, "lan", a),
		"otpauth://totp/hocvu:lan?secret=" SECRET "&issuer=hocvu&algorithm=SHA1&digits=6&period=30");
	arena_drop(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors), cmocka_unit_test(window), cmocka_unit_test(fresh),
	};

	crypto_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
