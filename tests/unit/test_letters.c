// SPDX-License-Identifier: GPL-3.0-or-later
// Every letter of the alphabet through TCVN3 and VNI, both cases; fonts; what is none of them stays.
#include <iconv.h>

#include "base/arena.h"
#include "base/text.h"
#include "files/letters.h"
#include "files/syllable.h"
#include "tests/unit/unit.h"

static struct arena *arena;

// A text as these letters show it; NULL when it stays.
static const char *shown(enum letters letters, const char *s)
{
	struct text out = text_new(arena, 4000);

	return letters_read(letters, s, strlen(s), &out) ? out.at : NULL;
}

// Vietnamese's letters with marks, and each as VNI writes it.
static const struct { const char *letter, *vni; } alphabet[] = {
	{ "a", "a" }, { "à", "aø" }, { "ả", "aû" }, { "ã", "aõ" }, { "á", "aù" },
	{ "ạ", "aï" }, { "ă", "aê" }, { "ằ", "aè" }, { "ẳ", "aú" }, { "ẵ", "aü" },
	{ "ắ", "aé" }, { "ặ", "aë" }, { "â", "aâ" }, { "ầ", "aà" }, { "ẩ", "aå" },
	{ "ẫ", "aã" }, { "ấ", "aá" }, { "ậ", "aä" }, { "e", "e" }, { "è", "eø" },
	{ "ẻ", "eû" }, { "ẽ", "eõ" }, { "é", "eù" }, { "ẹ", "eï" }, { "ê", "eâ" },
	{ "ề", "eà" }, { "ể", "eå" }, { "ễ", "eã" }, { "ế", "eá" }, { "ệ", "eä" },
	{ "i", "i" }, { "ì", "ì" }, { "ỉ", "æ" }, { "ĩ", "ó" }, { "í", "í" }, { "ị", "ò" },
	{ "o", "o" }, { "ò", "oø" }, { "ỏ", "oû" }, { "õ", "oõ" }, { "ó", "où" },
	{ "ọ", "oï" }, { "ô", "oâ" }, { "ồ", "oà" }, { "ổ", "oå" }, { "ỗ", "oã" },
	{ "ố", "oá" }, { "ộ", "oä" }, { "ơ", "ô" }, { "ờ", "ôø" }, { "ở", "ôû" },
	{ "ỡ", "ôõ" }, { "ớ", "ôù" }, { "ợ", "ôï" }, { "u", "u" }, { "ù", "uø" },
	{ "ủ", "uû" }, { "ũ", "uõ" }, { "ú", "uù" }, { "ụ", "uï" }, { "ư", "ö" },
	{ "ừ", "öø" }, { "ử", "öû" }, { "ữ", "öõ" }, { "ứ", "öù" }, { "ự", "öï" },
	{ "y", "y" }, { "ỳ", "yø" }, { "ỷ", "yû" }, { "ỹ", "yõ" }, { "ý", "yù" }, { "ỵ", "î" },
	{ "đ", "ñ" },
	{ "A", "A" }, { "À", "AØ" }, { "Ả", "AÛ" }, { "Ã", "AÕ" }, { "Á", "AÙ" },
	{ "Ạ", "AÏ" }, { "Ă", "AÊ" }, { "Ằ", "AÈ" }, { "Ẳ", "AÚ" }, { "Ẵ", "AÜ" },
	{ "Ắ", "AÉ" }, { "Ặ", "AË" }, { "Â", "AÂ" }, { "Ầ", "AÀ" }, { "Ẩ", "AÅ" },
	{ "Ẫ", "AÃ" }, { "Ấ", "AÁ" }, { "Ậ", "AÄ" }, { "E", "E" }, { "È", "EØ" },
	{ "Ẻ", "EÛ" }, { "Ẽ", "EÕ" }, { "É", "EÙ" }, { "Ẹ", "EÏ" }, { "Ê", "EÂ" },
	{ "Ề", "EÀ" }, { "Ể", "EÅ" }, { "Ễ", "EÃ" }, { "Ế", "EÁ" }, { "Ệ", "EÄ" },
	{ "I", "I" }, { "Ì", "Ì" }, { "Ỉ", "Æ" }, { "Ĩ", "Ó" }, { "Í", "Í" }, { "Ị", "Ò" },
	{ "O", "O" }, { "Ò", "OØ" }, { "Ỏ", "OÛ" }, { "Õ", "OÕ" }, { "Ó", "OÙ" },
	{ "Ọ", "OÏ" }, { "Ô", "OÂ" }, { "Ồ", "OÀ" }, { "Ổ", "OÅ" }, { "Ỗ", "OÃ" },
	{ "Ố", "OÁ" }, { "Ộ", "OÄ" }, { "Ơ", "Ô" }, { "Ờ", "ÔØ" }, { "Ở", "ÔÛ" },
	{ "Ỡ", "ÔÕ" }, { "Ớ", "ÔÙ" }, { "Ợ", "ÔÏ" }, { "U", "U" }, { "Ù", "UØ" },
	{ "Ủ", "UÛ" }, { "Ũ", "UÕ" }, { "Ú", "UÙ" }, { "Ụ", "UÏ" }, { "Ư", "Ö" },
	{ "Ừ", "ÖØ" }, { "Ử", "ÖÛ" }, { "Ữ", "ÖÕ" }, { "Ứ", "ÖÙ" }, { "Ự", "ÖÏ" },
	{ "Y", "Y" }, { "Ỳ", "YØ" }, { "Ỷ", "YÛ" }, { "Ỹ", "YÕ" }, { "Ý", "YÙ" }, { "Ỵ", "Î" },
	{ "Đ", "Ñ" },
};

static void vni_alphabet(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(alphabet); i++) {
		const char *said = shown(LETTERS_VNI, alphabet[i].vni);

		if (said == NULL)	// a, and the two that are the same in Unicode
			assert_string_equal(alphabet[i].letter, alphabet[i].vni);
		else
			assert_string_equal(said, alphabet[i].letter);
	}
}

// The C library knows the table of TCVN 5712 too.
static void tcvn3_alphabet(void **state)
{
	iconv_t from = iconv_open("TCVN5712-1", "UTF-8");

	(void)state;
	assert_true(from != (iconv_t)-1);
	for (size_t i = 0; i < COUNT(alphabet) / 2; i++) {
		char bytes[8], *in = (char *)(uintptr_t)alphabet[i].letter, *out = bytes;
		size_t left = strlen(in), room = sizeof bytes;
		const char *signs, *small, *capital;

		assert_true(iconv(from, &in, &left, &out, &room) != (size_t)-1);
		iconv(from, NULL, NULL, &out, &room);
		signs = letters_signs(bytes, (size_t)(out - bytes), arena);
		small = shown(LETTERS_TCVN3, signs);
		capital = shown(LETTERS_TCVN3_CAPITAL, signs);
		if (small == NULL)	// ASCII
			continue;
		assert_string_equal(small, alphabet[i].letter);
		assert_string_equal(capital, alphabet[i + COUNT(alphabet) / 2].letter);
	}
	iconv_close(from);
}

static const struct { enum letters letters; const char *stands, *shows; } texts[] = {
	{ LETTERS_TCVN3, "Häc Viªn MÉu 001 (§¹i häc)", "Học Viên Mẫu 001 (Đại học)" },
	{ LETTERS_TCVN3, "ñy ban nh©n d©n x\u2219 A – tæ \u03bc", "ủy ban nhân dân xã A – tổ à" },
	{ LETTERS_TCVN3, "NGUYÔN V¡N Lª", "NGUYỄN VĂN Lê" },
	{ LETTERS_TCVN3, "25° C, m²: trêi", "25° C, m²: trời" },
	{ LETTERS_TCVN3_CAPITAL, "Céng hßa x· héi", "CỘNG HÒA XÃ HỘI" },
	{ LETTERS_VNI, "Hoïc Vieân Maãu 001 (ñaïi hoïc)", "Học Viên Mẫu 001 (đại học)" },
	{ LETTERS_VNI, "COÄNG HOØA, Ñöôøng Nguyeãn Vaên Cöø", "CỘNG HÒA, Đường Nguyễn Văn Cừ" },
	{ LETTERS_VNI, "AÙo, Aø", "Áo, À" },
	// Unicode under an old font, ASCII, signs of elsewhere: as they stand.
	{ LETTERS_TCVN3, "Trần Thị Mẫu", NULL }, { LETTERS_TCVN3, "Hà Nội", NULL }, { LETTERS_TCVN3, "Mau 01", NULL },
	{ LETTERS_TCVN3, "Đoan", NULL }, { LETTERS_VNI, "Lê Mẫu", NULL }, { LETTERS_VNI, "Lê", NULL }, { LETTERS_VNI, "Café", NULL },
	{ LETTERS_VNI, "la\u0301", NULL }, { LETTERS_TCVN3, "ha\u0300", NULL }, { LETTERS_VNI, "中文", NULL },
	{ LETTERS_PLAIN, "Häc Viªn", NULL }, { LETTERS_TCVN3_CAPITAL, "hv-0001", NULL },
};

static void texts_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		const char *said = shown(texts[i].letters, texts[i].stands);

		if (texts[i].shows == NULL && said != NULL)
			fail_msg("%s becomes %s", texts[i].stands, said);
		else if (texts[i].shows != NULL && said == NULL)
			fail_msg("%s stays", texts[i].stands);
		else if (said != NULL)
			assert_string_equal(said, texts[i].shows);
	}
}

static void fonts_are_known(void **state)
{
	static const struct { const char *font; enum letters letters; } fonts[] = {
		{ ".VnTime", LETTERS_TCVN3 }, { ".VnTimeH", LETTERS_TCVN3_CAPITAL }, { ".vnarial", LETTERS_TCVN3 }, { "VnTime", LETTERS_TCVN3 },
		{ ".VnArialH", LETTERS_TCVN3_CAPITAL }, { "VNI-Times", LETTERS_VNI }, { "vni-helve", LETTERS_VNI }, { "VNI Times", LETTERS_VNI },
		{ "Times New Roman", LETTERS_PLAIN }, { "VNswitzerland", LETTERS_PLAIN }, { "Vn", LETTERS_PLAIN }, { "", LETTERS_PLAIN },
		{ "VNI", LETTERS_PLAIN }, { NULL, LETTERS_PLAIN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(fonts); i++)
		assert_int_equal(letters_of_font(fonts[i].font), fonts[i].letters);
}

static void letters_are_guessed(void **state)
{
	static const struct { const char *text; enum letters letters; } guesses[] = {
		{ "TT,Hä vµ tªn,Ngµy sinh\n1,Häc Viªn MÉu,1990\n", LETTERS_TCVN3 },
		{ "TT,Hoï vaø teân,Ngaøy sinh\n1,Hoïc Vieân Maãu,1990\n", LETTERS_VNI },
		{ "TT,Họ và tên,Ngày sinh\n1,Lê Thị Hà,1990\n", LETTERS_PLAIN },
		{ "TT,Ho\u0323 va\u0300 te\u0302n,la\u0301,ca\u0301,ha\u0300,va\u0300,na\u0300y\n", LETTERS_PLAIN },
		{ "Café,Orléans,Zürich,garçon,naïve,fête\n", LETTERS_PLAIN },
		{ "Lê,Hà,Hòa,Tú,Cúc,Lý\n", LETTERS_PLAIN }, { "Hä tªn\n", LETTERS_PLAIN }, { "", LETTERS_PLAIN }, { "5 m²,25°,½\n", LETTERS_PLAIN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(guesses); i++)
		if (letters_guess(guesses[i].text, guesses[i].text, arena) != guesses[i].letters)
			fail_msg("taken for something else: %s", guesses[i].text);
}

static void syllables_are_told(void **state)
{
	static const char16_t good[] = u"Nguyễn quốc quý giếng khuỷu ngoằn nghiệp đường uyển", bad[] = u"Lờợ tháị ngờn- bậth cảt ơôi µ";
	uint32_t points[100];
	size_t words;

	(void)state;
	for (size_t i = 0; i < COUNT(good) - 1; i++)
		points[i] = good[i];
	assert_int_equal(syllable_count(points, COUNT(good) - 1, &words), 9);
	assert_int_equal(words, 9);
	for (size_t i = 0; i < COUNT(bad) - 1; i++)
		points[i] = bad[i];
	assert_int_equal(syllable_count(points, COUNT(bad) - 1, &words), 1);	// ngờn
	assert_int_equal(words, 7);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(vni_alphabet), cmocka_unit_test(tcvn3_alphabet), cmocka_unit_test(texts_are_read),
		cmocka_unit_test(fonts_are_known), cmocka_unit_test(letters_are_guessed), cmocka_unit_test(syllables_are_told),
	};
	int failed;

	arena = arena_new();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_drop(arena);
	return failed;
}
