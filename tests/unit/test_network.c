// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses and networks: what is read, what a network holds, what an operator mistyped.
#include "base/network.h"
#include "unit.h"

static struct address must_read(const char *s)
{
	struct address a;

	assert_true(address_read(s, strlen(s), &a));
	return a;
}

static void addresses_are_read_and_written_back(void **state)
{
	static const struct { const char *said, *text; bool loopback; } rows[] = {
		{ "192.0.2.7", "192.0.2.7", false }, { "::ffff:192.0.2.7", "192.0.2.7", false },
		{ "2001:DB8::1", "2001:db8::1", false }, { "127.0.0.1", "127.0.0.1", true },
		{ "127.255.1.2", "127.255.1.2", true }, { "::1", "::1", true },
		{ "::ffff:127.0.0.1", "127.0.0.1", true }, { "128.0.0.1", "128.0.0.1", false },
		{ "::2", "::2", false }, { "0.0.0.0", "0.0.0.0", false },
	};
	static const char *const bad[] = { "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "localhost", "[::1]", "::1%lo",
		"1.2.3.4:80", "1.2.3.4/8", " 1.2.3.4", "0x7f.1", "01.2.3.4",
		"2001:0db8:0000:0000:0000:0000:0000:0001:0000:00" };
	char text[ADDRESS_TEXT];
	struct address a;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		a = must_read(rows[i].said);
		address_text(&a, text);
		assert_string_equal(text, rows[i].text);
		if (address_loopback(&a) != rows[i].loopback)
			fail_msg("%s", rows[i].said);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		if (address_read(bad[i], strlen(bad[i]), &a))
			fail_msg("'%s' is no address", bad[i]);
	assert_false(address_read("1.2.3.4", 8, &a));		// a NUL inside
}

static void a_network_holds_its_addresses_and_no_other(void **state)
{
	static const struct { const char *list, *address; bool held; } rows[] = {
		{ "", "10.0.0.1", false }, { " , ", "10.0.0.1", false },
		{ "10.0.0.0/8", "10.255.0.1", true }, { "10.0.0.0/8", "11.0.0.1", false },
		{ "10.0.0.7", "10.0.0.7", true }, { "10.0.0.7", "10.0.0.70", false },
		{ "192.0.2.16/28", "192.0.2.31", true }, { "192.0.2.16/28", "192.0.2.32", false },
		{ "192.0.2.16/31", "192.0.2.17", true }, { "192.0.2.16/31", "192.0.2.18", false },
		{ "0.0.0.0/0", "203.0.113.9", true }, { "0.0.0.0/0", "2001:db8::1", false },
		{ "::/0", "2001:db8::1", true }, { "2001:db8::/33", "2001:db8:7fff::1", true },
		{ "2001:db8::/33", "2001:db8:8000::1", false }, { "1.1.1.1, 10.0.0.0/8", "10.1.1.1", true },
		{ "10.0.0.0/8", "::ffff:10.1.1.1", true }, { "nonsense 10.0.0.1", "10.0.0.1", true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct address a = must_read(rows[i].address);

		if (network_holds(rows[i].list, &a) != rows[i].held)
			fail_msg("%s in '%s'", rows[i].address, rows[i].list);
	}
}

static void what_is_no_network_is_named(void **state)
{
	static const struct { const char *list, *wrong; } rows[] = {
		{ "", NULL }, { "10.0.0.1 2001:db8::/32,0.0.0.0/0", NULL }, { "10.0.0.0/33", "10.0.0.0/33" },
		{ "::/129", "::/129" }, { "10.0.0.1, proxy", "proxy" }, { "10.0.0.0/", "10.0.0.0/" },
		{ "10.0.0.0/8x", "10.0.0.0/8x" }, { "10.0.0.0/-1", "10.0.0.0/-1" }, { "/8", "/8" },
		{ "10.0.0.0/0008", "10.0.0.0/0008" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t len = 0;
		const char *wrong = network_wrong(rows[i].list, &len);

		if ((wrong == NULL) != (rows[i].wrong == NULL))
			fail_msg("'%s'", rows[i].list);
		if (wrong != NULL)
			assert_memory_equal(wrong, rows[i].wrong, strlen(rows[i].wrong));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_read_and_written_back),
		cmocka_unit_test(a_network_holds_its_addresses_and_no_other),
		cmocka_unit_test(what_is_no_network_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
