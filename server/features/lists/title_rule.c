// SPDX-License-Identifier: GPL-3.0-or-later
// What the title of a column of marks says: which session of the class, by its number or its day.
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/utf8.h"
#include "features/lists/list.h"

enum { NUMBERS = 4, DIGITS_MOST = 4, NOON = 12, EVENING = 18 };

// What a title says of a session; 0: nothing.
struct named {
	long number, day, month, year;
	int from, until;		// hours between which it begins
};

// Words that may stand in such a title and say nothing more.
static const char *const filling[] = {
	"buoi", "hoc", "so", "ngay", "diem", "danh", "lop", "session", "date", "no", "cn",
};
static const struct { const char *word; int from, until; } halves[] = {
	{ "sang", 0, NOON }, { "s", 0, NOON }, { "am", 0, NOON }, { "chieu", NOON, EVENING }, { "c", NOON, EVENING },
	{ "pm", NOON, EVENING }, { "toi", EVENING, 24 },
};

static bool is_filling(const char *word)
{
	for (size_t i = 0; i < sizeof filling / sizeof *filling; i++)
		if (strcmp(filling[i], word) == 0)
			return true;
	return false;
}

static bool half_read(const char *word, struct named *out)
{
	for (size_t i = 0; i < sizeof halves / sizeof *halves; i++)
		if (strcmp(halves[i].word, word) == 0) {
			out->from = halves[i].from;
			out->until = halves[i].until;
			return true;
		}
	return false;
}

// The numbers of a title, and whether the first is said to be that of a session ("buoi 3", "b3").
struct numbers { long of[NUMBERS]; size_t n; bool session, weekday; };

// Takes one word of a folded title; false: nothing that a session's title says.
static bool word_take(const char *word, const char *before, struct numbers *num, struct named *out)
{
	size_t letters = strcspn(word, "0123456789"), digits = strspn(word + letters, "0123456789");

	if (digits == 0) {
		num->weekday = strcmp(word, "thu") == 0 && strcmp(before, "buoi") != 0;
		return num->weekday || strcmp(word, "thu") == 0 || is_filling(word) || half_read(word, out);
	}
	if (word[letters + digits] != '\0' || digits > DIGITS_MOST || num->n == NUMBERS || letters > 1)
		return false;
	if (letters == 1 && *word == 't')	// T5: a Thursday
		return true;
	if (letters == 1 && *word != 'b' && *word != 's')
		return false;
	if (num->weekday) {
		num->weekday = false;
		return true;
	}
	num->session = num->session || (num->n == 0 && (letters == 1 || strcmp(before, "buoi") == 0 || strcmp(before, "hoc") == 0
		|| strcmp(before, "so") == 0 || strcmp(before, "thu") == 0 || strcmp(before, "session") == 0));
	num->of[num->n++] = strtol(word + letters, NULL, 10);
	return true;
}

// One number is that of a session; two are day and month, three a whole day, behind the session's where that is said.
static bool numbers_mean(const struct numbers *num, struct named *out)
{
	size_t at = num->n == 4 || (num->session && num->n != 2) || num->n == 1 ? 1 : 0, left = num->n - at;
	bool year_first = left == 3 && num->of[at] > 31;

	if (num->n == 0 || left == 1 || (num->n == 4 && !num->session))
		return false;
	out->number = at == 1 ? num->of[0] : 0;
	if (left >= 2) {
		out->day = year_first ? num->of[at + 2] : num->of[at];
		out->month = num->of[at + 1];
		out->year = left == 2 ? 0 : year_first ? num->of[at] : num->of[at + 2];
		out->year += out->year > 0 && out->year < 100 ? 2000 : 0;
	}
	return out->number < 1000 && out->day <= 31 && out->month <= 12 && (left == 0 || (out->day > 0 && out->month > 0));
}

static bool title_read(const char *title, struct named *out, struct arena *a)
{
	const char *s = utf8_fold(title, a), *before = "";
	struct numbers num = { .n = 0 };

	*out = (struct named){ .number = 0 };
	while (*s != '\0') {
		size_t len = strcspn(s, " /.-:()[],");
		const char *word = arena_copyn(a, s, len);

		s += len + (s[len] != '\0');
		if (len == 0)
			continue;
		if (!word_take(word, before, &num, out))
			return false;
		before = word;
	}
	return numbers_mean(&num, out);
}

bool list_title_marks(const char *title, struct arena *a)
{
	struct named named;

	return title_read(title, &named, a);
}

static bool is_named(const struct list_session *s, const struct named *by)
{
	struct civil day = date_civil(s->date);
	int hour = s->starts == NULL ? -1 : (int)strtol(s->starts, NULL, 10);

	return (by->number == 0 || s->number == by->number) && (by->day == 0 || (day.day == by->day && day.month == by->month))
		&& (by->year == 0 || day.year == by->year) && (by->until == 0 || (hour >= by->from && hour < by->until));
}

// The one session a title names, or none.
static int64_t session_named(const char *title, const struct list_session *sessions, size_t n, struct arena *a)
{
	struct named by;
	int64_t found = LIST_SESSION_UNSAID;
	size_t many = 0;

	if (!title_read(title, &by, a))
		return LIST_SESSION_UNSAID;
	for (size_t i = 0; i < n; i++)
		if (is_named(&sessions[i], &by)) {
			found = sessions[i].number;
			many++;
		}
	return many == 1 ? found : LIST_SESSION_UNSAID;
}

void list_plan_sessions(struct list_plan *plan, const char *const titles[SHEET_COLUMNS], const struct list_session *sessions,
	size_t n, struct arena *a)
{
	bool twice[SHEET_COLUMNS] = { false };

	for (int c = 0; c < SHEET_COLUMNS; c++)
		if (plan->of[c] == LIST_marks && titles[c] != NULL)
			plan->session[c] = session_named(titles[c], sessions, n, a);
	for (int c = 0; c < SHEET_COLUMNS; c++)
		for (int d = 0; d < SHEET_COLUMNS && plan->session[c] != LIST_SESSION_UNSAID; d++)
			twice[c] = twice[c] || (d != c && plan->session[d] == plan->session[c]);
	for (int c = 0; c < SHEET_COLUMNS; c++)
		plan->session[c] = twice[c] ? LIST_SESSION_UNSAID : plan->session[c];
}
