// SPDX-License-Identifier: GPL-3.0-or-later
// Files carried inside: found by their whole path or not at all. The table is this test's own.
#include "tests/unit/unit.h"

#include "base/embed.h"

const struct embedded embedded[] = {
	{ "schema/0001_units.sql", "SELECT 1", 8 },
	{ "web/messages/vi.json", "", 0 },
	{ NULL, NULL, 0 },
};

static void files_are_found_by_their_path(void **state)
{
	(void)state;
	assert_ptr_equal(embedded_find("schema/0001_units.sql"), &embedded[0]);
	assert_ptr_equal(embedded_find("web/messages/vi.json"), &embedded[1]);
	assert_null(embedded_find("schema/0001"));
	assert_null(embedded_find("0001_units.sql"));
	assert_null(embedded_find(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(files_are_found_by_their_path) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
