// SPDX-License-Identifier: GPL-3.0-or-later
// Fields and templates of letters: what is filled in, what is refused and where; ZIP archives of stored files.
#include "tests/unit/unit.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/field.h"
#include "features/paper/template.h"
#include "files/zip_write.h"

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

static void fields_are_filled_and_unknown_ones_named(void **state)
{
	static const struct field_value values[] = { { "name", "Học Viên Mẫu 001" }, { "unit", NULL }, { "n", "1" } };
	static const struct { const char *template, *filled, *wrong; } cases[] = {
		{ "", "", NULL }, { "không có gì", "không có gì", NULL }, { "{name}", "Học Viên Mẫu 001", NULL },
		{ "{n}. {name}, {unit}.", "1. Học Viên Mẫu 001, .", NULL }, { "{n}{n}", "11", NULL }, { "}", "}", NULL },
		{ "{ten}", NULL, "ten" }, { "{}", NULL, "" }, { "a {name", NULL, "name" }, { "{nam}", NULL, "nam" },
		{ "{name }", NULL, "name " }, { "{{name}}", NULL, "{name" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *wrong = NULL, *s = fields_fill(a, cases[i].template, values, 3, &wrong);

		if (cases[i].filled == NULL)
			assert_null(s);
		else
			assert_string_equal(s, cases[i].filled);
		if (cases[i].wrong != NULL)
			assert_string_equal(wrong, cases[i].wrong);
	}
}

static const struct template *parsed(const char *text, struct template_wrong *wrong)
{
	return template_read(arena_copyn(a, text, strlen(text)), a, wrong);
}

static void a_template_is_its_lines(void **state)
{
	struct template_wrong wrong = { 0 };
	const struct template *t = parsed("# lời\n\n@head V/v {class}\r\n  Một dòng \n@table trainees\n@column 12 TT = {n}\n"
		"@column 0 Họ và tên = {name} = \n@sign CHỦ TỊCH | Như trên; Lưu: VT\n@page\n", &wrong);

	(void)state;
	assert_non_null(t);
	assert_int_equal(t->n, 5);
	assert_int_equal(t->blocks[0].kind, BLOCK_HEAD);
	assert_int_equal(t->blocks[0].line, 3);
	assert_string_equal(t->blocks[0].text, "V/v {class}");
	assert_string_equal(t->blocks[1].text, "Một dòng");
	assert_int_equal(t->blocks[2].columns_n, 2);
	assert_string_equal(t->blocks[2].columns[1].title, "Họ và tên");
	assert_string_equal(t->blocks[2].columns[1].cell, "{name} =");
	assert_string_equal(t->blocks[3].text, "CHỦ TỊCH");
	assert_string_equal(t->blocks[3].more, "Như trên; Lưu: VT");
	assert_int_equal(t->blocks[4].kind, BLOCK_PAGE);
}

static void what_cannot_be_read_is_named_with_its_line(void **state)
{
	static const struct { const char *text; int line; const char *code; } cases[] = {
		{ "@", 1, "template_word_unknown" }, { "x\n@x", 2, "template_word_unknown" }, { "@column 1 A = b", 1, "template_column_alone" },
		{ "@table x\n\n@column 1 A", 3, "template_column_form" }, { "@table x\n@column -1 A = b", 2, "template_column_form" },
		{ "@table x\n@column nan A = b", 2, "template_column_form" }, { "@table x\n@column 1e9 A = b", 2, "template_column_form" },
		{ "@table x", 1, "template_table_empty" }, { "x\n@table x\ny", 2, "template_table_empty" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct template_wrong wrong = { 0 };

		assert_null(parsed(cases[i].text, &wrong));
		assert_int_equal(wrong.line, cases[i].line);
		assert_string_equal(wrong.code, cases[i].code);
	}
}

static void a_stored_file_has_its_sum(void **state)
{
	struct text out = text_new(a, 1000);
	struct zip *z = arena_one(a, struct zip);

	(void)state;
	zip_begin(z, &out, (struct instant){ INT64_C(1788577200000000) });
	zip_add(z, "a.txt", "123456789", 9);
	zip_end(z);
	assert_int_equal(z->files[0].crc, 0xcbf43926);	// the check value of this sum
	assert_memory_equal(out.at, "PK\3\4", 4);
	assert_memory_equal(out.at + 30, "a.txt123456789PK\1\2", 18);
	assert_false(out.over);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(fields_are_filled_and_unknown_ones_named, begin, end),
		cmocka_unit_test_setup_teardown(a_template_is_its_lines, begin, end),
		cmocka_unit_test_setup_teardown(what_cannot_be_read_is_named_with_its_line, begin, end),
		cmocka_unit_test_setup_teardown(a_stored_file_has_its_sum, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
