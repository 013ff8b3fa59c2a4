// SPDX-License-Identifier: GPL-3.0-or-later
// Vietnamese text: what is well-formed, composed and folded, and how names are sorted.
#include "tests/unit/unit.h"

#include "base/arena.h"
#include "base/utf8.h"

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

#define BYTES(s) s, sizeof(s) - 1

static void well_formed(void **state)
{
	static const struct {
		const char *s;
		size_t len;
		bool valid;
	} rows[] = {
		{ BYTES(""), true },
		{ BYTES("abc"), true },
		{ BYTES("Nguyễn Đức"), true },
		{ BYTES("\xf0\x9f\x98\x80"), true },
		{ BYTES("\xf4\x8f\xbf\xbf"), true },
		{ BYTES("\xef\xbf\xbd"), true },
		{ BYTES("\xed\x9f\xbf"), true },
		{ BYTES("\xee\x80\x80"), true },
		{ BYTES("a\0b"), false },
		{ BYTES("\0"), false },
		{ BYTES("\x80"), false },
		{ BYTES("\xff"), false },
		{ BYTES("\xc3"), false },
		{ BYTES("\xc3("), false },
		{ BYTES("\xe1\xbb"), false },
		{ BYTES("\xe1\xbb"
			"a"),
			false },
		{ BYTES("\xf0\x9f\x98"), false },
		{ BYTES("\xc0\xaf"), false },
		{ BYTES("\xc1\xbf"), false },
		{ BYTES("\xe0\x80\xaf"), false },
		{ BYTES("\xe0\x9f\xbf"), false },
		{ BYTES("\xf0\x80\x80\xaf"), false },
		{ BYTES("\xed\xa0\x80"), false },
		{ BYTES("\xed\xbf\xbf"), false },
		{ BYTES("\xf4\x90\x80\x80"), false },
		{ BYTES("\xf5\x80\x80\x80"), false },
		{ "\xc3\xa9", 1, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (utf8_valid(rows[i].s, rows[i].len) != rows[i].valid)
			fail_msg("row %zu", i);
}

static void lengths(void **state)
{
	(void)state;
	assert_int_equal(utf8_length(""), 0);
	assert_int_equal(utf8_length("Đức"), 3);
	assert_int_equal(utf8_length("Hoa\xcc\x80"), 4);
	assert_int_equal(utf8_length("\xf0\x9f\x98\x80!"), 2);
}

static void controls(void **state)
{
	static const struct {
		const char *s;
		bool control, with_lines;
	} rows[] = {
		{ "", false, false },
		{ "Hà Nam", false, false },
		{ "a\nb", true, false },
		{ "a\tb\r\n", true, false },
		{ "a\x01", true, true },
		{ "\x1b[0m", true, true },
		{ "\x7f", true, true },
		{ "\xc2\x85", true, true },
		{ "\xc2\x80", true, true },
		{ "\xc2\x9f", true, true },
		{ "\xc2\xa0", false, false },
		{ "\xe1\xba\x80", false, false },
		{ "\v", true, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(utf8_control(rows[i].s, false), rows[i].control);
		assert_int_equal(utf8_control(rows[i].s, true), rows[i].with_lines);
	}
}

static void invisible(void **state)
{
	static const char *const seen[] = { "", "Nguyễn Văn An", "\xF0\x9F\x98\x80", "a b", "\xC2\xA0" };
	static const char *const unseen[] = { "\xE2\x80\x8B", "An\xE2\x80\xAE", "\xE2\x81\xA6x", "\xEF\xBB\xBFx",
		"a\xC2\xADz", "\xE2\x80\xA8", "\xE2\x80\x8D" };

	(void)state;
	for (size_t i = 0; i < COUNT(seen); i++)
		assert_false(utf8_invisible(seen[i]));
	for (size_t i = 0; i < COUNT(unseen); i++)
		assert_true(utf8_invisible(unseen[i]));
}

// The text `s` so many times, and once more `end`.
static const char *times(const char *s, int n, const char *end)
{
	const char *all = end;

	while (n-- > 0)
		all = arena_printf(a, "%s%s", s, all);
	return all;
}

static void piled(void **state)
{
	(void)state;
	assert_false(utf8_piled(""));
	assert_false(utf8_piled("Trường Đại học Hòa Bình"));
	assert_false(utf8_piled(times("o\xcc\x9b\xcc\x89", 100, "")));	// a letter with its two marks
	assert_false(utf8_piled(times("\xcc\x81", 30, "a")));
	assert_true(utf8_piled(times("\xcc\x81", 31, "")));
	assert_false(utf8_piled(times("\xcc\x81", 30, times("a\xcc\x81", 2, ""))));
	assert_true(utf8_piled(times("\xcc\x81\xe2\x80\x8d", 31, "a")));	// U+200D is taken away by folding
	assert_true(utf8_piled(times("\xcc\x81\xc2\xad", 31, "a")));	// U+00AD too
}

static void composed(void **state)
{
	static const struct {
		const char *from, *to;
	} rows[] = {
		{ "", "" }, { "abc", "abc" }, { "Hoà", "Hoà" }, { "Hoa\xcc\x80", "Hoà" },
		{ "Nguye\xcc\x82\xcc\x83n", "Nguyễn" }, { "Nguy\xc3\xaa\xcc\x83n", "Nguyễn" },
		{ "u\xcc\x9b\xcc\x81", "ứ" },
		{ "\xe1\xba\xb9\xcc\x82", "ệ" }, // dot below, then circumflex
		{ "e\xcc\x82\xcc\xa3", "ệ" },
		{ "\xef\xac\x81", "\xef\xac\x81" }, // NFC keeps the ligature
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *got = utf8_nfc(rows[i].from, a);

		assert_string_equal(got, rows[i].to);
		assert_ptr_equal(utf8_nfc(got, a), got);
	}
	assert_null(utf8_nfc(NULL, a));
}

static void trimmed(void **state)
{
	static const struct {
		const char *from, *to;
	} rows[] = {
		{ "", "" },
		{ "   ", "" },
		{ " a ", "a" },
		{ "a  b", "a b" },
		{ "a\t\r\n b", "a b" },
		{ "\xc2\xa0"
		  "Đức\xe3\x80\x80\xe2\x80\x83"
		  "Anh\xc2\xa0",
			"Đức Anh" },
		{ "a b", "a b" },
		{ "\xe2\x80\xa8x\xe2\x80\xa9", "x" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_string_equal(utf8_trim(rows[i].from, a), rows[i].to);
	assert_null(utf8_trim(NULL, a));
}

static void folded(void **state)
{
	static const struct {
		const char *from, *to;
	} rows[] = {
		{ "", "" },
		{ " .,- ", "" },
		{ "Hoà Đức", "hoa duc" },
		{ "Hoà", "hoa" },
		{ "Hòa", "hoa" },
		{ "Hoa\xcc\x80", "hoa" },
		{ "Ho\xcc\x80"
		  "a",
			"hoa" },
		{ "ĐẶNG THỊ ÁNH TUYẾT", "dang thi anh tuyet" },
		{ "Nguye\xcc\x82\xcc\x83n", "nguyen" },
		{ "Nguyễn", "nguyen" },
		{ "đường Ưu tú ỷ", "duong uu tu y" },
		{ "H'Hen Niê", "h hen nie" },
		{ "Y\xe2\x80\x93Moan  Ênuôl.", "y moan enuol" },
		{ "xã Phù Vân (cũ)/TP. Phủ Lý", "xa phu van cu tp phu ly" },
		{ "NQ 57-NQ/TW", "nq 57 nq tw" },
		{ "Lê\xc2\xa0"
		  "Lợi",
			"le loi" },
		{ "L\xe2\x80\x8b\xc3\xaa", "le" }, // a zero width space from a paste
		{ "Straße İ", "strasse i" },
		{ "\xf0\x9f\x98\x80 vui", "vui" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *got = utf8_fold(rows[i].from, a);

		assert_string_equal(got, rows[i].to);
		assert_string_equal(utf8_fold(got, a), got);
	}
	assert_null(utf8_fold(NULL, a));
}

// Every letter of Vietnamese, composed and as a letter with its marks, which takes the other way through folding.
static void every_letter_folded(void **state)
{
	static const char letters[] = "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯưẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊị"
		"ỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹ";
	static const char bare[] = "aaaaeeeiioooouuyaaaaeeeiioooouuyaaddiiuuoouuaaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiii"
		"oooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy";
	const char *next = letters;

	(void)state;
	for (size_t i = 0; *next != '\0'; i++) {
		size_t len = (unsigned char)*next < 0xe0 ? 2 : 3;
		const char *one = arena_copyn(a, next, len), wanted[] = { bare[i], '\0' };

		assert_string_equal(utf8_fold(one, a), wanted);
		// U+200B is taken away by folding, and known to Unicode's tables alone.
		assert_string_equal(utf8_fold(arena_printf(a, "%s\xe2\x80\x8b", one), a), wanted);
		next += len;
	}
	for (int c = 1; c < 0x80; c++) {
		const char *plain = arena_printf(a, "x%cY %c", c, c);

		assert_string_equal(utf8_fold(plain, a), utf8_fold(arena_printf(a, "%s\xe2\x80\x8b", plain), a));
	}
}

static void printable(void **state)
{
	(void)state;
	assert_true(utf8_printable("", 0) && utf8_printable(" a~Z9", 5));
	assert_false(utf8_printable("a\x1f", 2) || utf8_printable("\x7f", 1) || utf8_printable("a\0b", 3) || utf8_printable("é", 2));
}

static void sort_keys(void **state)
{
	static const struct {
		const char *name, *key;
	} rows[] = {
		{ "Nguyễn Văn An", "An Nguyễn Văn" },
		{ "An", "An" },
		{ "Lê Lợi", "Lợi Lê" },
		{ "", "" },
		{ "  Trần   Thị\tBình ", "Bình Trần Thị" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_string_equal(name_sort_key(rows[i].name, a), rows[i].key);
	assert_null(name_sort_key(NULL, a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(well_formed),
		cmocka_unit_test(lengths),
		cmocka_unit_test(controls),
		cmocka_unit_test(invisible),
		cmocka_unit_test(piled),
		cmocka_unit_test(composed),
		cmocka_unit_test(trimmed),
		cmocka_unit_test(folded),
		cmocka_unit_test(every_letter_folded),
		cmocka_unit_test(printable),
		cmocka_unit_test(sort_keys),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
