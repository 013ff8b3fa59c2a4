// SPDX-License-Identifier: GPL-3.0-or-later
// Codes of rows: read as written, however typed; a slip of the pen names nobody.
#include "tests/unit/unit.h"

#include <string.h>

#include "base/row_code.h"

static void a_code_names_its_person_however_it_is_typed(void **state)
{
	static const int64_t people[] = { 1, 30, 31, 961, 29791, 123456789, INT64_C(4611686018427387904) };
	char code[ROW_CODE];

	(void)state;
	for (size_t i = 0; i < COUNT(people); i++) {
		char small[2 * ROW_CODE] = "", *to = small;

		row_code(people[i], code);
		assert_int_equal(row_code_read(code), people[i]);
		for (const char *c = code; *c != '\0'; c++) {
			*to++ = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c == '0' ? 'o' : *c == '1' ? 'i' : *c);
			*to++ = c == code ? '-' : ' ';
		}
		assert_int_equal(row_code_read(small), people[i]);
	}
}

static void one_wrong_sign_or_two_swapped_name_nobody(void **state)
{
	static const char digits[] = "0123456789ACDEFGHJKLMNPQRTUVWXY";
	char code[ROW_CODE], slip[ROW_CODE];

	(void)state;
	for (int64_t person = 1; person < 40000; person += 7) {
		row_code(person, code);
		for (size_t i = 0; code[i] != '\0'; i++) {
			memcpy(slip, code, sizeof slip);
			slip[i] = digits[(size_t)(strchr(digits, code[i]) - digits + 1 + (size_t)person % 29) % (sizeof digits - 1)];
			assert_int_equal(row_code_read(slip), 0);
			if (code[i + 1] == '\0' || code[i + 1] == code[i])
				continue;
			memcpy(slip, code, sizeof slip);
			slip[i] = code[i + 1];
			slip[i + 1] = code[i];
			if (slip[i + 2] != '\0')
				assert_int_equal(row_code_read(slip), 0);
		}
	}
}

static void what_is_no_code_is_none(void **state)
{
	static const char *const none[] = { "", "0", "000", "0000", "ABCDEFGHJKLMNPQRST", "Ạ001", "00!2", "BBBB", "0000000000000000" };

	(void)state;
	for (size_t i = 0; i < COUNT(none); i++)
		assert_int_equal(row_code_read(none[i]), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_code_names_its_person_however_it_is_typed),
		cmocka_unit_test(one_wrong_sign_or_two_swapped_name_nobody),
		cmocka_unit_test(what_is_no_code_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
