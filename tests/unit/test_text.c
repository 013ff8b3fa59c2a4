// SPDX-License-Identifier: GPL-3.0-or-later
// Texts: growth, the ceiling at every length, JSON and HTML escapes.
#include "tests/unit/unit.h"

#include "base/arena.h"
#include "base/text.h"

static struct arena *a;

static int begin(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_drop(a);
	return 0;
}

static void what_is_expected_is_not_yet_written(void **state)
{
	struct text t = text_new(a, 10);

	(void)state;
	text_add(&t, "ab");
	text_expect(&t, 1000);
	assert_false(t.over);
	assert_string_equal(t.at, "ab");
	text_add(&t, "cdefghij");
	text_expect(&t, 1);
	assert_false(t.over);
	text_char(&t, 'k');
	assert_true(t.over);
	text_expect(&t, 5);
	assert_string_equal(t.at, "abcdefghij");
}

static void pieces_follow_each_other(void **state)
{
	struct text t = text_new(a, 10000);

	(void)state;
	assert_string_equal(t.at, "");
	text_add(&t, "a");
	text_addn(&t, "bcd", 2);
	text_char(&t, '-');
	text_int(&t, 42);
	text_printf(&t, "%s%d", "x", 7);
	text_add(&t, NULL);
	text_add(&t, "");
	text_printf(&t, "%s", "");
	assert_string_equal(t.at, "abc-42x7");
	assert_int_equal(t.len, 8);
	assert_false(t.over);
}

static void it_grows_to_its_ceiling_and_no_further(void **state)
{
	(void)state;
	for (size_t ceiling = 0; ceiling < 600; ceiling++) {
		struct text t = text_new(a, ceiling);

		for (size_t i = 0; i < ceiling; i++)
			text_char(&t, 'x');
		assert_false(t.over);
		assert_int_equal(t.len, ceiling);
		text_char(&t, 'y');
		assert_true(t.over);
		assert_int_equal(t.len, ceiling);
		assert_int_equal(strlen(t.at), ceiling);
		assert_null(strchr(t.at, 'y'));
	}
}

static void what_does_not_fit_is_dropped_whole(void **state)
{
	struct text t = text_new(a, 5);

	(void)state;
	text_add(&t, "abc");
	text_add(&t, "def");
	assert_string_equal(t.at, "abc");
	assert_true(t.over);
	text_add(&t, "d"); // sticky: the text stays a true beginning
	text_printf(&t, "%d", 1);
	text_int(&t, 1);
	text_json(&t, NULL);
	text_html(&t, "x");
	assert_string_equal(t.at, "abc");
	assert_true(t.over);
}

static void printf_at_the_ceiling(void **state)
{
	(void)state;
	for (int len = 0; len < 400; len++) {
		struct text t = text_new(a, 200);

		text_add(&t, "ab");
		text_printf(&t, "%*s", len, "");
		assert_int_equal(t.over, len > 198);
		assert_int_equal(t.len, len > 198 ? 2 : 2 + len);
		assert_int_equal(strlen(t.at), t.len);
	}
}

static void escapes_at_the_ceiling(void **state)
{
	(void)state;
	for (size_t ceiling = 0; ceiling < 16; ceiling++) {
		struct text json = text_new(a, ceiling), html = text_new(a, ceiling);

		text_json(&json, "a\n\x01"); // "a\n\u0001": 11 bytes
		assert_int_equal(json.len, ceiling >= 11 ? 11 : 0);
		assert_int_equal(json.over, ceiling < 11);
		assert_int_equal(json.at[json.len], '\0');
		text_html(&html, "<b>x"); // &lt;b&gt;x: 10 bytes
		assert_int_equal(html.len, ceiling >= 10 ? 10 : 0);
		assert_int_equal(html.over, ceiling < 10);
	}
}

static void integers(void **state)
{
	static const struct {
		int64_t value;
		const char *text;
	} rows[] = {
		{ 0, "0" },
		{ 7, "7" },
		{ 10, "10" },
		{ -1, "-1" },
		{ 1234567890, "1234567890" },
		{ INT64_MAX, "9223372036854775807" },
		{ INT64_MIN, "-9223372036854775808" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct text t = text_new(a, 100);

		text_int(&t, rows[i].value);
		assert_string_equal(t.at, rows[i].text);
	}
}

static void json_strings(void **state)
{
	static const struct {
		const char *plain, *json;
	} rows[] = {
		{ NULL, "null" },
		{ "", "\"\"" },
		{ "Nguyễn Văn An", "\"Nguyễn Văn An\"" },
		{ "a\"b\\c/d", "\"a\\\"b\\\\c/d\"" },
		{ "\b\t\n\f\r", "\"\\b\\t\\n\\f\\r\"" },
		{ "\x01\x0b\x1f\x7f", "\"\\u0001\\u000b\\u001f\x7f\"" },
		{ "\xe2\x80\xa8", "\"\xe2\x80\xa8\"" },
		{ "12345678\"", "\"12345678\\\"\"" },
		{ "\"\"", "\"\\\"\\\"\"" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct text t = text_new(a, 1000);

		text_json(&t, rows[i].plain);
		assert_string_equal(t.at, rows[i].json);
	}
}

// Every byte at every place of a word of eight and around it.
static void json_escapes_at_every_place(void **state)
{
	(void)state;
	for (int byte = 0; byte < 256; byte++) {
		for (size_t at = 0; at < 19; at++) {
			bool special = byte == '"' || byte == '\\' ||
				       (byte >= 8 && byte <= 13 && byte != 11);
			size_t more = byte < 0x20 && !special ? 5 : special ? 1 : 0;
			char plain[19];
			struct text t = text_new(a, 200);

			memset(plain, 'x', sizeof(plain));
			plain[at] = (char)byte;
			text_jsonn(&t, plain, sizeof(plain));
			assert_int_equal(t.len, sizeof(plain) + 2 + more);
			assert_int_equal(t.at[at + 1], more > 0 ? '\\' : (char)byte);
			assert_int_equal(t.at[t.len - 1], '"');
		}
	}
}

static void html(void **state)
{
	static const struct {
		const char *plain, *html;
	} rows[] = {
		{ NULL, "" },
		{ "", "" },
		{ "Đức", "Đức" },
		{ "<a href=\"x\" title='y'>&amp;", "&lt;a href=&quot;x&quot; "
						   "title=&#39;y&#39;&gt;&amp;amp;" },
		{ "<", "&lt;" },
		{ "a>", "a&gt;" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct text t = text_new(a, 1000);

		text_html(&t, rows[i].plain);
		assert_string_equal(t.at, rows[i].html);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_follow_each_other),
		cmocka_unit_test(what_is_expected_is_not_yet_written),
		cmocka_unit_test(it_grows_to_its_ceiling_and_no_further),
		cmocka_unit_test(what_does_not_fit_is_dropped_whole),
		cmocka_unit_test(printf_at_the_ceiling),
		cmocka_unit_test(escapes_at_the_ceiling),
		cmocka_unit_test(integers),
		cmocka_unit_test(json_strings),
		cmocka_unit_test(json_escapes_at_every_place),
		cmocka_unit_test(html),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
