// SPDX-License-Identifier: GPL-3.0-or-later
// Values as people in Vietnam read them: 1.234, 81,2%, 05/09/2026, words instead of codes.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "base/utf8.h"
#include "cli/settings.h"
#include "cli/show.h"

enum { CELL_MOST = 4000, DAY_MINUTES = 1440 };

const char *number_text(struct arena *a, int64_t n)
{
	const char *digits = arena_printf(a, "%llu", n < 0 ? -(unsigned long long)n : (unsigned long long)n);
	struct text t = text_new(a, CELL_MOST);
	size_t len = strlen(digits);

	if (n < 0)
		text_char(&t, '-');
	for (size_t i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			text_char(&t, settings->language == EN ? ',' : '.');
		text_char(&t, digits[i]);
	}
	return t.at;
}

const char *percent_text(struct arena *a, double percent)
{
	// One decimal is what the server sends; adding a half undoes what binary fractions lose.
	long long tenths = (long long)(percent * 10 + (percent < 0 ? -0.5 : 0.5));

	return arena_printf(a, "%s%c%d%%", number_text(a, tenths / 10), settings->language == EN ? '.' : ',',
		(int)(tenths % 10));
}

const char *day_text(struct arena *a, const char *iso)
{
	struct date day;
	struct civil c;

	if (iso == NULL || !date_parse(iso, &day))
		return iso == NULL ? "" : cell_clean(a, iso);
	c = date_civil(day);
	return arena_printf(a, "%02d/%02d/%04d", c.day, c.month, c.year);
}

// An instant as the local day and time of Vietnam.
static const char *instant_local(struct arena *a, const char *rfc)
{
	struct instant at;
	struct civil c;
	int64_t minutes;

	if (!instant_parse(rfc, &at))
		return cell_clean(a, rfc);
	c = date_civil(date_of(at));
	minutes = (at.us / 60000000 + 7 * 60) % DAY_MINUTES;
	return arena_printf(a, "%02d/%02d/%04d %02d:%02d", c.day, c.month, c.year, (int)(minutes / 60),
		(int)(minutes % 60));
}

const char *cell_clean(struct arena *a, const char *s)
{
	char *clean;

	if (!utf8_valid(s, strlen(s)))
		return "?";
	if (!utf8_control(s, false))
		return s;
	clean = arena_copyn(a, s, strlen(s));
	for (char *at = clean; *at != '\0'; at++) {
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			*at = ' ';
		else if ((unsigned char)at[0] == 0xc2 && (unsigned char)at[1] >= 0x80 && (unsigned char)at[1] <= 0x9f)
			at[0] = at[1] = ' ';
	}
	return clean;
}

static const char *word(struct arena *a, const char *group, const char *value)
{
	return cell_clean(a, group == NULL ? value : word_of(group, value));
}

// "a, b, c" of a list of texts, or of the sentences of a list of problems.
static const char *list_text(struct arena *a, const char *group, const struct value *items)
{
	struct text t = text_new(a, CELL_MOST);
	const char *said;

	value_each(i, items) {
		if (t.len > 0)
			text_add(&t, ", ");
		said = i->type == VALUE_TEXT ? i->text : value_text(i, "detail");
		text_add(&t, said == NULL ? "" : word(a, group, said));
	}
	return t.at;
}

static const char *text_cell(struct arena *a, const struct column *column, const char *s)
{
	switch (column->cell) {
	case CELL_DAY:
		return day_text(a, s);
	case CELL_INSTANT:
		return instant_local(a, s);
	default:
		return word(a, column->group, s);
	}
}

const char *cell_of(struct arena *a, const struct column *column, const struct value *row)
{
	const struct value *v = value_get(row, column->member);

	if (v == NULL)
		return "";
	switch (v->type) {
	case VALUE_TEXT:
		return text_cell(a, column, v->text);
	case VALUE_INT:
		return column->cell == CELL_CODE ? arena_printf(a, "%lld", (long long)v->number) :
			number_text(a, v->number);
	case VALUE_REAL:
		return percent_text(a, v->real);
	case VALUE_BOOL:
		return v->number == 0 ? "" : say_plain(SAY_yes);
	case VALUE_LIST:
		return list_text(a, column->group, v);
	default:
		return "";
	}
}

// How many bytes the first `chars` characters take.
static size_t bytes_of(const char *s, size_t chars)
{
	size_t i = 0;

	while (s[i] != '\0') {
		if (((unsigned char)s[i] & 0xc0) != 0x80 && chars-- == 0)
			break;
		i++;
	}
	return i;
}

const char *cell_cut(struct arena *a, const char *s, size_t width)
{
	if (utf8_length(s) <= width)
		return s;
	return arena_printf(a, "%s…", arena_copyn(a, s, bytes_of(s, width - 1)));
}

void cell_print(const char *s, size_t width, bool right)
{
	size_t len = utf8_length(s);
	int gap = len < width ? (int)(width - len) : 0;

	if (right)
		printf("%*s%s", gap, "", s);
	else
		printf("%s%*s", s, gap, "");
}
