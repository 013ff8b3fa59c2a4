// SPDX-License-Identifier: GPL-3.0-or-later
// Reads cells as Vietnamese offices fill them.
#include "features/lists/said.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/bounds.h"
#include "base/personal.h"
#include "base/shape.h"
#include "base/utf8.h"
#include "base/words.h"
#include "http/word.h"

#define DIGITS "0123456789"

enum {
	ID_DIGITS = 12, OLD_CARD_DIGITS = 9,
	MOBILE_DIGITS = 9,
	TEXT_MOST = 200, NAME_MOST = 100,
	SERIAL_FIRST = 3654, SERIAL_LAST = 73050,	// days of 1910 to 2099 as Excel counts them
	CENTURY = 100,
};

// The words for categories of staff, folded. Longer ones first where one begins another.
static const struct { const char *spelling, *category; } categories[] = {
	{ "lanh dao quan ly", "leader_manager" }, { "lanh dao", "leader_manager" }, { "quan ly", "leader_manager" },
	{ "can bo lanh dao quan ly", "leader_manager" }, { "can bo lanh dao", "leader_manager" }, { "can bo", "cadre" },
	{ "cong chuc", "civil_servant" }, { "cc", "civil_servant" }, { "vien chuc", "public_employee" },
	{ "vc", "public_employee" }, { "giao vien", "public_employee" }, { "hop dong", "contract_worker" },
	{ "lao dong hop dong", "contract_worker" }, { "hop dong lao dong", "contract_worker" }, { "ldhd", "contract_worker" },
	{ "nguoi lao dong hop dong", "contract_worker" }, { "khong chuyen trach", "part_time_official" },
	{ "nguoi hoat dong khong chuyen trach", "part_time_official" }, { "can bo khong chuyen trach", "part_time_official" },
	{ "cbkct", "part_time_official" }, { "luc luong vu trang", "armed_forces" }, { "cong an", "armed_forces" },
	{ "quan doi", "armed_forces" }, { "nguoi lao dong", "worker" }, { "lao dong", "worker" }, { "cong nhan", "worker" },
	{ "nld", "worker" }, { "thanh vien hoi dong quan tri", "board_member" }, { "hoi dong quan tri", "board_member" },
	{ "hdqt", "board_member" }, { "ban quan ly hop tac xa", "board_member" }, { "thanh vien to cong nghe so cong dong", "team_member" },
	{ "to cong nghe so cong dong", "team_member" }, { "thanh vien to cong nghe so", "team_member" }, { "to cnscd", "team_member" }, { "thanh vien to", "team_member" },
};

static const struct { const char *spelling, *sex; } sexes[] = {
	{ "nam", "male" }, { "male", "male" }, { "m", "male" }, { "trai", "male" },
	{ "nu", "female" }, { "female", "female" }, { "f", "female" }, { "gai", "female" },
};

static const char *const yes[] = { "x", "co", "1", "true", "yes", "v", "dung" };
static const char *const no[] = { "", "khong", "0", "false", "no", "k" };

static bool listed(const char *const *list, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], word) == 0)
			return true;
	return false;
}

// The digits of the text in the arena; *others: is there anything but digits and what parts them?
static const char *digits_of(const struct said *s, bool *others)
{
	char *out = arena_alloc(s->arena, strlen(s->text) + 1), *to = out;

	*others = false;
	for (const char *p = s->text; *p != '\0'; p++) {
		if (*p >= '0' && *p <= '9')
			*to++ = *p;
		else if (strchr(" .-'()+", *p) == NULL)
			*others = true;
	}
	return out;
}

const char *said_text(struct said *s)
{
	s->value = s->text;
	if (utf8_length(s->text) > TEXT_MOST)
		return "text_too_long";
	return NULL;
}

// Letters of any alphabet; digits, and a word alone, which may be half a name, are told.
const char *said_name(struct said *s)
{
	s->value = s->text;
	if (strpbrk(s->text, "@/\\<>{}[]=") != NULL)
		return "name_form";
	if (utf8_length(s->text) > NAME_MOST)
		return "text_too_long";
	if (strpbrk(s->text, DIGITS) != NULL)
		s->note = "name_digits";
	else if (strchr(s->text, ' ') == NULL)
		s->note = "name_one_word";
	return NULL;
}

// A year of two digits: the last one before today that ends so.
static int year_whole(const struct said *s, int year)
{
	int now = date_civil(s->today).year;

	if (year >= CENTURY)
		return year;
	year += now - now % CENTURY;
	return year > now ? year - CENTURY : year;
}

// Up to three numbers parted by / . - or blanks; gives how many, 0 when there is something else. Time of day behind a
// day ("00:00:00") is left away.
static int numbers_of(const char *s, int out[3], size_t digits[3])
{
	int n = 0;

	while (*s != '\0') {
		size_t len = strspn(s, DIGITS);

		if (len == 0 || len > 4)
			return 0;
		if (n == 3)
			return s[len] == ':' ? 3 : 0;
		out[n] = (int)strtol(s, NULL, 10);
		digits[n++] = len;
		s += len;
		s += strspn(s, " ");
		if (*s != '\0' && strchr("/.-", *s) != NULL)
			s++;
		s += strspn(s, " ");
	}
	return n;
}

// Days as d/m/yyyy, d/m/yy and yyyy-m-d.
static const char *three_read(struct said *s, const int part[3], const size_t digits[3])
{
	bool year_first = digits[0] == 4, short_year = !year_first && digits[2] == 2;
	int day = year_first ? part[2] : part[0], year = year_whole(s, year_first ? part[0] : part[2]);
	char out[DATE_TEXT];

	if (!year_first && digits[2] != 4 && !short_year)
		return "date_form";
	if (!date_valid(year, part[1], day))
		return part[1] > 12 && day <= 12 ? "date_order" : "date_form";
	date_text(date_from(year, part[1], day), out);
	s->value = arena_copy(s->arena, out);
	s->note = short_year ? "year_short" : s->note;
	return NULL;
}

// A number without a format: a day as Excel counts (18.17.4 of ECMA-376: 1 is 1 January 1900).
static bool serial_read(struct said *s)
{
	long number = strtol(s->text, NULL, 10);
	struct date day = date_from(1899, 12, 30);
	char out[DATE_TEXT];

	if (s->kind != CELL_NUMBER || strlen(s->text) != 5 || number < SERIAL_FIRST || number > SERIAL_LAST)
		return false;
	day.days += (int32_t)number;
	date_text(day, out);
	s->value = arena_copy(s->arena, out);
	s->note = "date_serial";
	return true;
}

// ddmmyyyy typed as one number, perhaps without its first zero.
static bool run_read(struct said *s)
{
	size_t len = strlen(s->text);
	const char *eight = len == 7 ? arena_printf(s->arena, "0%s", s->text) : s->text;
	const int part[3] = { (eight[0] - '0') * 10 + eight[1] - '0', (eight[2] - '0') * 10 + eight[3] - '0',
		(int)strtol(eight + 4, NULL, 10) };
	const size_t digits[3] = { 2, 2, 4 };

	if (three_read(s, part, digits) != NULL)
		return false;
	s->note = "date_run";
	return true;
}

const char *said_day(struct said *s)
{
	size_t digits[3], len = strlen(s->text);
	int part[3];

	if (serial_read(s))
		return NULL;
	if (strspn(s->text, DIGITS) == len && (len == 7 || len == 8))
		return run_read(s) ? NULL : "date_form";
	return numbers_of(s->text, part, digits) == 3 ? three_read(s, part, digits) : "date_form";
}

// A whole day, or only a year, which stands for itself. Of a month and a year only the year can be kept.
const char *said_birth(struct said *s)
{
	size_t digits[3];
	int part[3], n;
	const char *wrong;
	struct date day;

	if (!serial_read(s)) {
		n = numbers_of(s->text, part, digits);
		if (n == 1 && digits[0] == 4)
			s->value = arena_printf(s->arena, "%d", part[0]);
		else if (n == 2 && digits[1] == 4 && part[0] >= 1 && part[0] <= 12)
			s->value = arena_printf(s->arena, "%d", part[1]);
		s->note = n == 2 && s->value != NULL ? "birth_month" : NULL;
		wrong = s->value == NULL ? said_day(s) : NULL;
		if (wrong != NULL)
			return wrong;
	}
	day = NO_DATE;
	if (strlen(s->value) == 4 && s->value[0] != '0')
		day = date_from((int)strtol(s->value, NULL, 10), 1, 1);
	else if (!date_parse(s->value, &day))
		return "date_form";
	return birth_fits(day, s->today) ? NULL : "birth_range";
}

const char *said_sex(struct said *s)
{
	const char *folded = utf8_fold(s->text, s->arena);

	for (size_t i = 0; i < sizeof sexes / sizeof *sexes; i++)
		if (strcmp(sexes[i].spelling, folded) == 0)
			s->value = sexes[i].sex;
	return s->value == NULL ? "sex_form" : NULL;
}

const char *said_flag(struct said *s)
{
	const char *folded = utf8_fold(s->text, s->arena);

	if (listed(yes, sizeof yes / sizeof *yes, folded))
		s->value = "true";
	else if (!listed(no, sizeof no / sizeof *no, folded))
		return "flag_form";
	return NULL;
}

// 12 digits. A spreadsheet that took them for a number lost the zeros in front (001 to 096 are provinces, 000 ours).
const char *said_national_id(struct said *s)
{
	bool others;
	const char *digits = digits_of(s, &others);
	size_t n = strlen(digits);

	if (strpbrk(s->text, "eE") != NULL && others)
		return "id_rounded";
	if (others || n == 0 || n > ID_DIGITS)
		return "id_form";
	if (n == OLD_CARD_DIGITS && s->kind != CELL_NUMBER)
		return "id_old_card";
	if (n < OLD_CARD_DIGITS)
		return "id_form";
	s->value = arena_printf(s->arena, "%.*s%s", (int)(ID_DIGITS - n), "000", digits);
	s->note = n < ID_DIGITS ? "id_zeros" : NULL;
	return NULL;
}

const char *said_phone(struct said *s)
{
	bool others;
	const char *digits = digits_of(s, &others);
	size_t n = strlen(digits);

	if (others || !personal_phone_fits(digits))
		return "phone_form";
	s->value = digits;
	if (strncmp(digits, "84", 2) == 0 && n == MOBILE_DIGITS + 2) {
		s->value = arena_printf(s->arena, "0%s", digits + 2);
		s->note = "phone_country";
	} else if (n == MOBILE_DIGITS && strchr("23456789", digits[0]) != NULL) {
		s->value = arena_printf(s->arena, "0%s", digits);
		s->note = "phone_zero";
	}
	return NULL;
}

const char *said_email(struct said *s)
{
	s->value = s->text;
	return personal_email_fits(s->text) ? NULL : "email_form";
}

bool said_in_words(const struct said *s, const char *group, const char *value)
{
	const char *folded = utf8_fold(s->text, s->arena);

	for (int language = VI; language <= EN; language++) {
		const char *word = word_said((enum language)language, group, value, (struct json_bit){ value, 0 }, s->arena);

		if (strcmp(utf8_fold(word, s->arena), folded) == 0)
			return true;
	}
	return false;
}

const char *said_category(struct said *s)
{
	const char *folded = utf8_fold(s->text, s->arena);

	if (one_of(CATEGORIES, s->text))
		s->value = s->text;
	for (size_t i = 0; i < sizeof categories / sizeof *categories; i++)
		if (strcmp(categories[i].spelling, folded) == 0)
			s->value = categories[i].category;
	for (const char *c = word_next("category", NULL); c != NULL && s->value == NULL; c = word_next("category", c))
		if (said_in_words(s, "category", c))
			s->value = c;
	return s->value == NULL ? "category_form" : NULL;
}

const char *said_code(struct said *s)
{
	size_t len = strlen(s->text);
	char *lower = arena_copyn(s->arena, s->text, len);

	for (char *p = lower; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	s->value = lower;
	return len > 64 || strspn(lower, "abcdefghijklmnopqrstuvwxyz0123456789._-") != len ? "code_form" : NULL;
}
