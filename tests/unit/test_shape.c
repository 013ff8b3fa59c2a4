// SPDX-License-Identifier: GPL-3.0-or-later
// Shapes: PostgreSQL's text in and out, JSON by both ways, what is unknown.
#include "tests/unit/unit.h"

#include "base/arena.h"
#include "base/shape.h"
#include "base/text.h"

struct thing {
	bool open;
	enum tri agreed;
	int64_t seats;
	const char *name, *percent, *secret;
	struct date day;
	struct hhmm start;
	struct instant made;
	struct list parts;
};

static SHAPE(thing, FIELD(thing, open, REQUIRED), FIELD(thing, agreed, OPTIONAL),
	FIELD(thing, seats, OPTIONAL, .min = 1, .max = 500),
	FIELD(thing, name, REQUIRED, .max = 200), FIELD(thing, percent, OPTIONAL, .decimal = true),
	FIELD(thing, secret, OPTIONAL, .hidden = true), FIELD(thing, day, OPTIONAL),
	FIELD(thing, start, OPTIONAL), FIELD(thing, made, OPTIONAL),
	FIELD(thing, parts, OPTIONAL, .item = T_INT));

struct key {
	const char *secret;
};
static SHAPE(key, FIELD(key, secret, REQUIRED, .hidden = true));

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

static void fields_have_the_type_of_their_member(void **state)
{
	static const struct {
		const char *name;
		enum type type;
	} rows[] = {
		{ "open", T_BOOL },
		{ "agreed", T_TRI },
		{ "seats", T_INT },
		{ "name", T_TEXT },
		{ "day", T_DATE },
		{ "start", T_HHMM },
		{ "made", T_INSTANT },
		{ "parts", T_LIST },
	};

	(void)state;
	assert_int_equal(shape_fields(&thing_shape), 10);
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(shape_field(&thing_shape, rows[i].name)->type, rows[i].type);
	assert_null(shape_field(&thing_shape, "nam"));
	assert_null(shape_field(&thing_shape, ""));
}

static void closed_lists(void **state)
{
	static const struct {
		const char *list, *value;
		bool in;
	} rows[] = {
		{ "a|b|c", "a", true },
		{ "a|b|c", "c", true },
		{ "present", "present", true },
		{ "a|b|c", "", false },
		{ "a|b|c", "d", false },
		{ "a|b|c", "a|b", false },
		{ "late|excused", "lat", false },
		{ "late|excused", "lateness", false },
		{ "", "", false },
		{ "", "a", false },
		{ "a||b", "b", true },
		{ "a||b", "", false },
		{ NULL, "a", false },
		{ "a", NULL, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(one_of(rows[i].list, rows[i].value), rows[i].in);
}

static const char *json_of(const struct thing *t)
{
	struct text out = text_new(a, 10000);

	shape_json(&thing_shape, t, &out);
	return out.at;
}

static void a_cleared_struct_is_unknown_everywhere(void **state)
{
	struct thing t;

	(void)state;
	memset(&t, 0x5a, sizeof(t));
	shape_clear(&thing_shape, &t);
	assert_false(t.open);
	assert_int_equal(t.agreed, UNSAID);
	assert_true(t.seats == NONE && t.made.us == INT64_MIN);
	assert_string_equal(json_of(&t), "{\"open\":false,\"agreed\":null,\"seats\":null,\"name\":"
					 "null,"
					 "\"percent\":null,\"day\":null,\"start\":null,\"made\":"
					 "null,\"parts\":null}");
	for (const struct field *f = thing_shape.fields + 1; f->name != NULL; f++)
		assert_null(field_pg(f, &t, a));
	assert_string_equal(field_pg(thing_shape.fields, &t, a), "f");
}

// One value: PostgreSQL's text, the JSON it becomes, the text it goes back as (NULL: the same).
static const struct {
	const char *field, *pg, *json, *back;
} values[] = {
	{ "open", "t", "true", NULL },
	{ "open", "f", "false", NULL },
	{ "agreed", "t", "true", NULL },
	{ "agreed", "f", "false", NULL },
	{ "seats", "0", "0", NULL },
	{ "seats", "-7", "-7", NULL },
	{ "seats", "9223372036854775807", "9223372036854775807", NULL },
	{ "name", "", "\"\"", NULL },
	{ "name", "Phù \"Vân\"\n", "\"Phù \\\"Vân\\\"\\n\"", NULL },
	{ "percent", "12.50", "12.50", NULL },
	{ "percent", "-0.5", "-0.5", NULL },
	{ "percent", "0", "0", NULL },
	{ "percent", "100", "100", NULL },
	{ "percent", "1e-7", "1e-7", NULL },
	{ "percent", "NaN", "null", NULL },
	{ "percent", "Infinity", "null", NULL },
	{ "percent", "-Infinity", "null", NULL },
	{ "percent", "", "null", NULL },
	{ "percent", "007", "null", NULL },
	{ "percent", "1.", "null", NULL },
	{ "percent", ".5", "null", NULL },
	{ "percent", "1,\"x\":2", "null", NULL },
	{ "percent", "1e", "null", NULL },
	{ "percent", "-", "null", NULL },
	{ "day", "2024-02-29", "\"2024-02-29\"", NULL },
	{ "start", "08:00:00", "\"08:00\"", "08:00" },
	{ "start", "23:59:59.999", "\"23:59\"", "23:59" },
	{ "start", "00:00", "\"00:00\"", "00:00" },
	{ "made", "2026-09-05 01:00:00+00", "\"2026-09-05T01:00:00Z\"", "2026-09-05T01:00:00Z" },
	{ "made", "2026-09-05 01:00:00.5+00", "\"2026-09-05T01:00:00.5Z\"",
		"2026-09-05T01:00:00.5Z" },
	{ "made", "1969-12-31 23:59:59.999999+00", "\"1969-12-31T23:59:59.999999Z\"",
		"1969-12-31T23:59:59.999999Z" },
	{ "parts", "[1, 2]", "[1, 2]", NULL },
	{ "parts", "{}", "{}", NULL },
	{ "parts", "null", "null", NULL },
};

static void values_go_round(void **state)
{
	struct thing t;

	(void)state;
	for (size_t i = 0; i < COUNT(values); i++) {
		const struct field *f = shape_field(&thing_shape, values[i].field);
		struct text direct = text_new(a, 1000);
		char wanted[200];

		shape_clear(&thing_shape, &t);
		assert_true(field_read(f, &t, values[i].pg, a));
		assert_string_equal(
			field_pg(f, &t, a), values[i].back == NULL ? values[i].pg : values[i].back);
		snprintf(wanted, sizeof(wanted), "\"%s\":%s", f->name, values[i].json);
		if (strstr(json_of(&t), wanted) == NULL)
			fail_msg("%s not in %s", wanted, json_of(&t));
		field_json_pg(f, values[i].pg, &direct);
		assert_string_equal(direct.at, values[i].json);
	}
}

static void the_unknown_goes_round(void **state)
{
	struct thing t;

	(void)state;
	memset(&t, 0x5a, sizeof(t));
	for (const struct field *f = thing_shape.fields; f->name != NULL; f++) {
		struct text direct = text_new(a, 1000);

		assert_true(field_read(f, &t, NULL, a));
		field_json_pg(f, NULL, &direct);
		assert_string_equal(direct.at, f->type == T_BOOL ? "false" : "null");
	}
	assert_string_equal(field_pg(thing_shape.fields, &t, a), "f");
	for (const struct field *f = thing_shape.fields + 1; f->name != NULL; f++)
		assert_null(field_pg(f, &t, a));
}

static void endless_days_are_unknown(void **state)
{
	static const char *const fields[] = { "day", "made" }, *const texts[] = { "infinity", "-inf"
											      "init"
											      "y" };
	struct thing t;

	(void)state;
	for (size_t i = 0; i < COUNT(fields); i++) {
		for (size_t j = 0; j < COUNT(texts); j++) {
			const struct field *f = shape_field(&thing_shape, fields[i]);
			struct text direct = text_new(a, 100);

			memset(&t, 0x5a, sizeof(t));
			assert_true(field_read(f, &t, texts[j], a));
			assert_null(field_pg(f, &t, a));
			field_json_pg(f, texts[j], &direct);
			assert_string_equal(direct.at, "null");
		}
	}
}

static void other_texts_do_not_parse(void **state)
{
	static const struct {
		const char *field, *pg;
	} rows[] = {
		{ "open", "" },
		{ "open", "true" },
		{ "open", "1" },
		{ "agreed", "yes" },
		{ "agreed", "" },
		{ "seats", "" },
		{ "seats", "1.0" },
		{ "seats", " 1" },
		{ "seats", "+1" },
		{ "seats", "1 " },
		{ "seats", "-" },
		{ "seats", "9223372036854775808" },
		{ "seats", "-9223372036854775808" },
		{ "seats", "0x10" },
		{ "day", "" },
		{ "day", "2024-02-30" },
		{ "day", "0044-03-15 BC" },
		{ "day", "2026-09-05 01:00:00+00" },
		{ "start", "" },
		{ "start", "8:00:00" },
		{ "start", "24:00:00" },
		{ "start", "08:00:00+07" },
		{ "start", "08:0" },
		{ "made", "" },
		{ "made", "2026-09-05" },
		{ "made", "2026-09-05 08:00:00+07" },
		{ "made", "2026-09-05 01:00:00" },
		{ "made", "2026-09-05 01:00:00+00 BC" },
		{ "made", "10000-09-05 01:00:00+00" },
		{ "made", "2026-09-05 01:00:00.000000000000000000+00" },
	};
	struct thing t;

	(void)state;
	shape_clear(&thing_shape, &t);
	for (size_t i = 0; i < COUNT(rows); i++)
		if (field_read(shape_field(&thing_shape, rows[i].field), &t, rows[i].pg, a))
			fail_msg("'%s' was read as %s", rows[i].pg, rows[i].field);
}

static void what_is_read_is_copied(void **state)
{
	char pg[] = "Hà Nam";
	struct thing t;

	(void)state;
	shape_clear(&thing_shape, &t);
	assert_true(field_read(shape_field(&thing_shape, "name"), &t, pg, a));
	pg[0] = 'X';
	assert_string_equal(t.name, "Hà Nam");
}

static void lists_and_hidden_members(void **state)
{
	const struct key keys[] = { { "s1" }, { "s2" } };
	struct thing things[2];
	struct text out = text_new(a, 10000), none = text_new(a, 100), hidden = text_new(a, 100);

	(void)state;
	shape_clear(&thing_shape, &things[0]);
	shape_clear(&thing_shape, &things[1]);
	things[0].secret = "never";
	things[1].open = true;
	shape_json_list(&thing_shape, things, 2, &out);
	assert_ptr_equal(strstr(out.at, "[{\"open\":false,"), out.at);
	assert_non_null(strstr(out.at, "},{\"open\":true,"));
	assert_string_equal(out.at + out.len - 2, "}]");
	assert_null(strstr(out.at, "never"));
	assert_null(strstr(out.at, "secret"));
	shape_json_list(&thing_shape, things, 0, &none);
	assert_string_equal(none.at, "[]");
	shape_json_list(&key_shape, keys, 2, &hidden);
	assert_string_equal(hidden.at, "[{},{}]");
	assert_string_equal(field_pg(shape_field(&thing_shape, "secret"), &things[0], a), "never");
}

static void json_beyond_the_ceiling_is_marked(void **state)
{
	struct thing t;
	size_t whole;

	(void)state;
	shape_clear(&thing_shape, &t);
	whole = strlen(json_of(&t));
	for (size_t ceiling = 0; ceiling <= whole; ceiling++) {
		struct text out = text_new(a, ceiling);

		shape_json(&thing_shape, &t, &out);
		assert_int_equal(out.over, ceiling < whole);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_have_the_type_of_their_member),
		cmocka_unit_test(closed_lists),
		cmocka_unit_test(a_cleared_struct_is_unknown_everywhere),
		cmocka_unit_test(values_go_round),
		cmocka_unit_test(the_unknown_goes_round),
		cmocka_unit_test(endless_days_are_unknown),
		cmocka_unit_test(other_texts_do_not_parse),
		cmocka_unit_test(what_is_read_is_copied),
		cmocka_unit_test(lists_and_hidden_members),
		cmocka_unit_test(json_beyond_the_ceiling_is_marked),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
