// SPDX-License-Identifier: GPL-3.0-or-later
// Days, times and instants from any text and any number: what is read is written back as it was.
#include "tests/fuzz/fuzz.h"

#include "base/clock.h"
#include "base/shape.h"
#include "base/text.h"
#include "base/utf8.h"

enum { SHOWN_MOST = 1 << 16, MONTHS_MOST = 200000 };

static void texts_look(const char *s)
{
	char out[INSTANT_TEXT];
	struct date day;
	struct hhmm time;
	struct instant at, again;

	if (date_parse(s, &day)) {
		date_text(day, out);
		must(strcmp(out, s) == 0);
	}
	if (hhmm_parse(s, &time)) {
		hhmm_text(time, out);
		must(strcmp(out, s) == 0);
	}
	if (!instant_parse(s, &at))
		return;
	instant_text(at, out);
	must(instant_parse(out, &again) && again.us == at.us);
	date_text(date_of(at), out);
}

// A text PostgreSQL might give, as a member, as JSON, and back as an argument.
static void member_look(const char *s, enum type type, struct arena *a)
{
	const struct field f = { .name = "member", .type = type };
	const struct shape shape = { "one", 16, (const struct field[]){ f, { .name = NULL } } };
	_Alignas(16) char row[16] = "", again[16] = "";
	struct text out = text_new(a, SHOWN_MOST);
	const char *text;

	if ((type == T_TEXT && !utf8_valid(s, strlen(s))) || !field_read(&f, row, s, a))
		return;
	if (type != T_LIST) {
		shape_json(&shape, row, &out);
		must_json(out.at, out.len);
	}
	text = field_pg(&f, row, a);
	if (text == NULL || type == T_TEXT || type == T_LIST)
		return;
	if (type == T_INSTANT) {
		must(instant_parse(text, (struct instant *)(void *)again));
		must(memcmp(row, again, sizeof(struct instant)) == 0);
		return;
	}
	must(field_read(&f, again, text, a));
	must(memcmp(row, again, sizeof row) == 0);
}

static void numbers_look(const uint8_t *bytes, size_t len)
{
	struct { int64_t us; int32_t days, months; } n = { 0, 0, 0 };
	char out[INSTANT_TEXT];
	struct civil c;
	struct date day, moved;

	memcpy(&n, bytes, len < sizeof n ? len : sizeof n);
	day = (struct date){ n.days };
	c = date_civil(day);
	must(date_from(c.year, c.month, c.day).days == n.days);
	must(c.day >= 1 && c.day <= days_in_month(c.year, c.month));
	moved = date_add_months(day, n.months % MONTHS_MOST);
	must(moved.days == NO_DAY || date_civil(moved).day <= 31);
	date_text(day, out);
	hhmm_text((struct hhmm){ n.months }, out);
	instant_text((struct instant){ n.us }, out);
	date_text(date_of((struct instant){ n.us }), out);
}

void fuzz_one(const uint8_t *bytes, size_t len)
{
	struct arena *a = arena_new();
	struct input in = { (const char *)bytes, len };
	const char *s = input_part(&in, '\0', NULL, a);

	texts_look(s);
	for (enum type type = T_BOOL; type <= T_LIST; type++)
		member_look(s, type, a);
	numbers_look(bytes, len);
	arena_drop(a);
}
