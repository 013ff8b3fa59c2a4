// SPDX-License-Identifier: GPL-3.0-or-later
// Which Host is ours, and which neighbour is believed.
#include "base/settings.h"
#include "http/host.h"
#include "unit.h"

static void set(const char *name, const char *value)
{
	assert_true(settings_set(name, value, "test"));
}

static void loopback_is_ours_and_the_public_name_when_there_is_one(void **state)
{
	static const struct { const char *public_url, *authority; bool ours; } rows[] = {
		{ "", "localhost", true }, { "", "LocalHost:8080", true }, { "", "localhost:", true },
		{ "", "127.0.0.1", true }, { "", "127.0.0.1:8080", true }, { "", "127.255.255.254", true },
		{ "", "[::1]", true }, { "", "[::1]:8080", true }, { "", "[::ffff:127.0.0.1]", true },
		{ "", "", false }, { "", ":8080", false }, { "", "localhost.", false }, { "", "localhost x", false },
		{ "", "localhost:8080:8080", false }, { "", "localhost:http", false }, { "", "localhos", false },
		{ "", "localhost.evil.example", false }, { "", "127.0.0.1.evil.example", false }, { "", "127.1", false },
		{ "", "128.0.0.1", false }, { "", "0.0.0.0", false }, { "", "::1", false }, { "", "[::1", false },
		{ "", "::1]", false }, { "", "[127.0.0.1]", false }, { "", "[]", false }, { "", "[::2]", false },
		{ "", "[::1]x", false }, { "", "a\"><script>", false }, { "", "hocvu.example", false },
		{ "https://hocvu.example", "hocvu.example", true }, { "https://hocvu.example/", "HOCVU.example:443", true },
		{ "https://hocvu.example:8443/x", "hocvu.example", true }, { "http://hocvu.example", "localhost", true },
		{ "https://hocvu.example", "hocvu.example.evil", false }, { "https://hocvu.example", "hocvu.exampl", false },
		{ "https://hocvu.example", "ocvu.example", false }, { "https://hocvu.example", "evil@hocvu.example", false },
		{ "https://[2001:db8::1]/", "[2001:db8::1]", true }, { "hocvu.example", "hocvu.example", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		set("public_url", rows[i].public_url);
		if (host_ours(rows[i].authority) != rows[i].ours)
			fail_msg("%s with public_url %s", rows[i].authority, rows[i].public_url);
	}
}

static void only_the_unix_socket_and_listed_proxies_speak_for_others(void **state)
{
	static const struct { const char *proxies, *peer; bool believed; } rows[] = {
		{ "", "unix", true }, { "", "127.0.0.1", false }, { "", "", false },
		{ "127.0.0.1", "127.0.0.1", true }, { "127.0.0.1", "::ffff:127.0.0.1", true },
		{ "127.0.0.1", "127.0.0.10", false }, { "127.0.0.10", "127.0.0.1", false },
		{ "10.0.0.1 2001:DB8::1", "2001:db8::1", true }, { "10.0.0.1, 10.0.0.2", "10.0.0.2", true },
		{ "10.0.0.1", "unix", true }, { "  ", "", false }, { "10.0.0.0/8", "10.9.9.9", true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		set("proxies", rows[i].proxies);
		if (host_proxy(rows[i].peer) != rows[i].believed)
			fail_msg("%s among %s", rows[i].peer, rows[i].proxies);
	}
}

// 10.0.0.0/24 and the unix socket are believed; "-": nobody can be named.
static void the_rightmost_address_that_is_not_a_proxy_counts(void **state)
{
	static const struct { const char *forwarded, *peer, *said, *client; } rows[] = {
		{ "off", "unix", NULL, "-" }, { "off", "unix", "203.0.113.9", "203.0.113.9" },
		{ "off", "unix", "1.1.1.1, 203.0.113.9", "203.0.113.9" },
		{ "off", "unix", "127.0.0.1,203.0.113.9", "203.0.113.9" },
		{ "off", "unix", "203.0.113.9, 10.0.0.2, 10.0.0.3", "203.0.113.9" },
		{ "off", "unix", "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9" },
		{ "off", "unix", "10.0.0.2,10.0.0.3", "10.0.0.2" },
		{ "off", "unix", "203.0.113.9, lies, 10.0.0.3", "10.0.0.3" },
		{ "off", "unix", "203.0.113.9,", "-" }, { "off", "unix", "", "-" }, { "off", "unix", ",", "-" },
		{ "off", "unix", "unknown", "-" }, { "off", "unix", "localhost", "-" },
		{ "off", "unix", "203.0.113.9:4711", "203.0.113.9" },
		{ "off", "unix", "[2001:db8::9]:4711", "2001:db8::9" }, { "off", "unix", "2001:db8::9", "2001:db8::9" },
		{ "off", "unix", "[2001:db8::9", "2001:db8::9" }, { "off", "unix", "[", "-" }, { "off", "unix", "\"", "-" },
		{ "off", "10.0.0.9", "203.0.113.9", "203.0.113.9" }, { "off", "10.0.1.9", "203.0.113.9", "-" },
		{ "off", "::ffff:10.0.0.9", "203.0.113.9", "203.0.113.9" }, { "off", "203.0.113.1", "127.0.0.1", "-" },
		{ "off", "unix", "for=203.0.113.9", "-" },
		{ "on", "unix", "for=203.0.113.9", "203.0.113.9" }, { "on", "unix", "203.0.113.9", "-" },
		{ "on", "unix", "for=1.1.1.1, For=\"203.0.113.9:80\";proto=https", "203.0.113.9" },
		{ "on", "unix", "proto=https; for=\"[2001:db8::9]:80\" ;by=10.0.0.1", "2001:db8::9" },
		{ "on", "unix", "for=203.0.113.9,for=10.0.0.2", "203.0.113.9" },
		{ "on", "unix", "for=_hidden", "-" }, { "on", "unix", "for=unknown", "-" }, { "on", "unix", "for=", "-" },
		{ "on", "unix", "by=203.0.113.9", "-" }, { "on", "unix", "for=1.1.1.1;for=203.0.113.9", "1.1.1.1" },
		{ "on", "10.0.1.9", "for=203.0.113.9", "-" },
	};

	(void)state;
	set("proxies", "10.0.0.0/24");
	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[ADDRESS_TEXT] = "-";
		struct address client;

		set("forwarded", rows[i].forwarded);
		if (host_client(rows[i].peer, rows[i].said, &client))
			address_text(&client, text);
		if (strcmp(text, rows[i].client) != 0)
			fail_msg("%s by %s gave %s", rows[i].said, rows[i].peer, text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loopback_is_ours_and_the_public_name_when_there_is_one),
		cmocka_unit_test(only_the_unix_socket_and_listed_proxies_speak_for_others),
		cmocka_unit_test(the_rightmost_address_that_is_not_a_proxy_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
