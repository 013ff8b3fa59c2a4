// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the cells of records: results, marks of attendance, figures.
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "base/words.h"
#include "features/lists/said.h"

#define COURSE_SCHEME "course:"
#define DIGITS "0123456789"

enum { SCORE_MOST = 60, SESSIONS_MOST = 999, SEATS_MOST = 100000, COUNT_MOST = 1000000000 };

// A spelling, folded, what it means, and the note when that may surprise.
struct meaning { const char *spelling, *value, *note; };

static const struct meaning schemes[] = {
	{ "national_digital_skills", "national_digital_skills", NULL }, { "it_skills_basic", "it_skills_basic", NULL },
	{ "it_skills_advanced", "it_skills_advanced", NULL }, { "ky nang so quoc gia", "national_digital_skills", NULL },
	{ "khung ky nang so", "national_digital_skills", NULL }, { "ky nang so", "national_digital_skills", NULL },
	{ "ung dung cntt co ban", "it_skills_basic", NULL }, { "cntt co ban", "it_skills_basic", NULL },
	{ "tin hoc co ban", "it_skills_basic", NULL }, { "ung dung cntt nang cao", "it_skills_advanced", NULL },
	{ "cntt nang cao", "it_skills_advanced", NULL }, { "tin hoc nang cao", "it_skills_advanced", NULL },
};

static const struct meaning results[] = {
	{ "passed", "passed", NULL }, { "dat", "passed", NULL }, { "do", "passed", NULL }, { "hoan thanh", "passed", NULL },
	{ "x", "passed", NULL }, { "dat yeu cau", "passed", NULL }, { "gioi", "passed", "result_grade" },
	{ "kha", "passed", "result_grade" }, { "trung binh", "passed", "result_grade" }, { "xuat sac", "passed", "result_grade" },
	{ "failed", "failed", NULL }, { "khong dat", "failed", NULL }, { "truot", "failed", NULL }, { "chua dat", "failed", NULL },
	{ "khong hoan thanh", "failed", NULL }, { "k", "failed", NULL }, { "kd", "failed", NULL },
	{ "none", "none", NULL }, { "khong xep loai", "none", NULL }, { "chua xep loai", "none", NULL },
};

static const struct meaning statuses[] = {
	{ "present", "present", NULL }, { "x", "present", NULL }, { "co mat", "present", NULL }, { "co", "present", NULL },
	{ "v", "present", NULL }, { "1", "present", NULL }, { "du", "present", NULL }, { "tham gia", "present", NULL },
	{ "late", "late", NULL }, { "muon", "late", NULL }, { "di muon", "late", NULL }, { "den muon", "late", NULL },
	{ "tre", "late", NULL }, { "m", "late", NULL }, { "excused", "excused", NULL }, { "p", "excused", NULL },
	{ "cp", "excused", NULL }, { "phep", "excused", NULL }, { "co phep", "excused", NULL }, { "vang co phep", "excused", NULL },
	{ "vang cp", "excused", NULL }, { "nghi phep", "excused", NULL }, { "unexcused", "unexcused", NULL },
	{ "k", "unexcused", NULL }, { "kp", "unexcused", NULL }, { "khong phep", "unexcused", NULL },
	{ "vang khong phep", "unexcused", NULL }, { "vang kp", "unexcused", NULL }, { "vang", "unexcused", "absent_unexcused" },
	{ "nghi", "unexcused", "absent_unexcused" }, { "khong", "unexcused", "absent_unexcused" },
	{ "0", "unexcused", "absent_unexcused" },
};

static const struct meaning bases[] = {
	{ "working_age", "working_age", NULL }, { "trong do tuoi lao dong", "working_age", NULL },
	{ "do tuoi lao dong", "working_age", NULL }, { "lao dong", "working_age", NULL },
	{ "adult_18plus", "adult_18plus", NULL }, { "tu 18 tuoi", "adult_18plus", NULL }, { "tu 18 tuoi tro len", "adult_18plus", NULL },
	{ "nguoi truong thanh", "adult_18plus", NULL }, { "age_15plus", "age_15plus", NULL }, { "tu 15 tuoi", "age_15plus", NULL },
	{ "tu 15 tuoi tro len", "age_15plus", NULL }, { "all", "all", NULL }, { "tat ca", "all", NULL }, { "toan bo", "all", NULL },
	{ "dan so", "all", NULL }, { "tong dan so", "all", NULL },
};

static const struct meaning definitions[] = {
	{ "labour_code", "labour_code", NULL }, { "bo luat lao dong", "labour_code", NULL }, { "gso_fixed", "gso_fixed", NULL },
	{ "tong cuc thong ke", "gso_fixed", NULL }, { "cuc thong ke", "gso_fixed", NULL }, { "imported", "imported", NULL },
	{ "so lieu nhap", "imported", NULL }, { "dia phuong cung cap", "imported", NULL },
};

// Takes the text for what one of the spellings means, or a word of the group (http/word.h), by which lists that were taken out
// come in again; false: for none.
static bool meaning_read(struct said *s, const struct meaning *of, size_t n, const char *group)
{
	const char *folded = utf8_fold(s->text, s->arena);

	for (size_t i = 0; i < n; i++) {
		if (strcmp(of[i].spelling, folded) != 0 && strcmp(of[i].spelling, s->text) != 0)
			continue;
		s->value = of[i].value;
		s->note = of[i].note;
		return true;
	}
	for (size_t i = 0; i < n && s->value == NULL; i++)
		if (said_in_words(s, group, of[i].value))
			s->value = of[i].value;
	return s->value != NULL;
}
#define MEANS(s, of, group) meaning_read(s, of, sizeof (of) / sizeof *(of), group)

// Of a course's own test, what stands for the course.
const char *said_scheme(struct said *s)
{
	const char *wrong = MEANS(s, schemes, "scheme") ? NULL : said_text(s);
	size_t own = sizeof COURSE_SCHEME - 1;

	while (wrong == NULL && strncmp(s->value, COURSE_SCHEME, own) == 0 && s->value[own] != '\0')
		s->value += own;
	return wrong;
}

const char *said_result(struct said *s)
{
	return MEANS(s, results, "result") ? NULL : "result_form";
}

const char *said_score(struct said *s)
{
	s->value = s->text;
	return utf8_length(s->text) > SCORE_MOST ? "text_too_long" : NULL;
}

const char *said_status(struct said *s)
{
	return MEANS(s, statuses, "status") ? NULL : "status_form";
}

// Ticks, and V, which is a tick to most and "vắng" to some: that is told. What people mean by "C" or "-" nobody knows.
static const struct meaning marks[] = {
	{ "✓", "present", NULL }, { "✔", "present", NULL }, { "√", "present", NULL }, { "☑", "present", NULL }, { "+", "present", NULL },
	{ "v", "present", "mark_v" }, { "t", "late", NULL }, { "di tre", "late", NULL }, { "vao muon", "late", NULL },
	{ "vang phep", "excused", NULL }, { "nghi co phep", "excused", NULL }, { "ko phep", "unexcused", NULL },
	{ "ko", "unexcused", "absent_unexcused" }, { "vang mat", "unexcused", "absent_unexcused" },
};

const char *said_mark(struct said *s)
{
	return MEANS(s, marks, "status") ? NULL : said_status(s);
}

const char *said_base(struct said *s)
{
	return MEANS(s, bases, "web.units.base") ? NULL : "base_form";
}

const char *said_definition(struct said *s)
{
	return MEANS(s, definitions, "web.units.definition") ? NULL : "definition_form";
}

// "3", "Buổi 3", "Buổi thứ 3".
const char *said_session(struct said *s)
{
	const char *digits = s->text + strcspn(s->text, DIGITS);
	size_t len = strspn(digits, DIGITS);
	long n = len == 0 || len > 3 ? 0 : strtol(digits, NULL, 10);

	if (n < 1 || n > SESSIONS_MOST || digits[len] != '\0')
		return "session_form";
	s->value = arena_printf(s->arena, "%ld", n);
	return NULL;
}

// A figure is of a day; of a year it is taken as of the last one, and told.
const char *said_as_of(struct said *s)
{
	const char *digits = s->text + strcspn(s->text, DIGITS);

	if (strspn(digits, DIGITS) == 4 && digits[4] == '\0' && (*digits == '1' || *digits == '2')) {
		s->value = arena_printf(s->arena, "%s-12-31", digits);
		s->note = "year_end";
		return NULL;
	}
	return said_day(s);
}

// Digits, perhaps in groups of three parted by a dot, a comma or a blank; up to `most`.
static const char *number_read(struct said *s, long most)
{
	char *out = arena_alloc(s->arena, strlen(s->text) + 1), *to = out;
	size_t group = 0;
	bool grouped = false;

	for (const char *p = s->text; *p != '\0'; p++) {
		if (*p >= '0' && *p <= '9') {
			*to++ = *p;
			group++;
			continue;
		}
		if (strchr("., ", *p) == NULL || group == 0 || group > 3 || (grouped && group != 3))
			return "count_form";
		grouped = true;
		group = 0;
	}
	if (to == out || to - out > 10 || (grouped && group != 3) || strtol(out, NULL, 10) > most)
		return "count_form";
	s->value = arena_printf(s->arena, "%ld", strtol(out, NULL, 10));
	return NULL;
}

const char *said_count(struct said *s)
{
	return number_read(s, COUNT_MOST);
}

const char *said_capacity(struct said *s)
{
	const char *wrong = number_read(s, SEATS_MOST);

	return wrong != NULL || strcmp(s->value, "0") != 0 ? wrong : "count_form";
}
