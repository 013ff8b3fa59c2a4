// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions: of a class or of some days, added one by one or as a series, cancelled.
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "cli/ask.h"
#include "cli/body.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/settings.h"
#include "cli/show.h"

#define SESSION_COLUMNS { SAY_number, "id", CELL_CODE, NULL }, { SAY_class, "class_code", CELL_CODE, NULL }, \
	{ SAY_session, "number", CELL_CODE, NULL }, { SAY_day, "date", CELL_DAY, NULL }, \
	{ SAY_start, "start", CELL_CODE, NULL }, { SAY_end, "end", CELL_CODE, NULL }, \
	{ SAY_periods, "periods", CELL_NUMBER, NULL }, { SAY_title, "class_title", CELL_TEXT, NULL }, \
	{ SAY_venue, "venue", CELL_TEXT, NULL }, { SAY_trainer, "trainer_name", CELL_TEXT, NULL }, \
	{ SAY_marked, "marked", CELL_NUMBER, NULL }, { SAY_cancelled, "cancelled", CELL_YES, NULL }

// A class has one time-table: what picks from those of some days does not go with it.
static void list_of_class(struct call *c)
{
	static const char *const others[] = { "--from", "--to", "--unit", "--mine" };

	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (option(c, others[i]) != NULL)
			call_fail(c, EX_USAGE, say(c->arena, SAY_not_together, others[i], "CLASS"));
	show_table(c, COLUMNS(SESSION_COLUMNS),
		value_get(ask_get(c, ask_path(c, NOUN_CLASS, c->words[0], "/sessions")), "items"));
}

static const char *period_text(struct arena *a, const char *from, const char *to)
{
	if (strcmp(from, to) == 0)
		return say(a, SAY_period_day, day_text(a, from));
	return say(a, SAY_period, day_text(a, from), day_text(a, to));
}

// The days are asked as they are said, so that nobody takes an empty today for an empty time-table.
static void list_of_days(struct call *c)
{
	const char *from = option(c, "--from"), *to = option(c, "--to");
	char today[DATE_TEXT];
	const struct value *found;

	date_text(date_of(clock_now()), today);
	from = from == NULL ? today : from;
	to = to == NULL ? from : to;
	found = ask_list(c, path_with(c, "/sessions", "from", from, "to", to, "unit", option(c, "--unit"),
		"trainer", option(c, "--mine") == NULL ? NULL : "me", (char *)NULL));
	if (c->exit == 0 && !settings->json)
		fprintf(stderr, "%s\n", say(c->arena, found->n == 0 ? SAY_sessions_none : SAY_sessions_of,
			period_text(c->arena, from, to)));
	if (settings->json || (found != NULL && found->n > 0))
		show_table(c, COLUMNS(SESSION_COLUMNS), found);
}

void session_list(struct call *c)
{
	if (c->n == 1)
		list_of_class(c);
	else
		list_of_days(c);
}

static const char *session_body(struct call *c)
{
	if (c->n == 2)
		return input_json(c);
	if (option(c, "--date") == NULL || option(c, "--start") == NULL || option(c, "--periods") == NULL)
		call_fail(c, EX_USAGE, say(c->arena, SAY_option_missing, "--date, --start, --periods"));
	return BODY(c, { "date", option(c, "--date"), MEMBER_TEXT }, { "start", option(c, "--start"), MEMBER_TEXT },
		{ "end", option(c, "--end"), MEMBER_TEXT }, { "periods", option(c, "--periods"), MEMBER_NUMBER },
		{ "venue", option(c, "--venue"), MEMBER_TEXT }, { "trainer", option(c, "--trainer"), MEMBER_NUMBER });
}

// People of the class who are to be elsewhere at that time: a warning, not a refusal.
static void clashes_say(struct call *c, const struct value *clashes)
{
	value_each(i, clashes)
		fprintf(stderr, "%s\n", say(c->arena, SAY_clash, cell_clean(c->arena, value_text(i, "full_name")),
			cell_clean(c->arena, value_text(i, "class_title")), day_text(c->arena, value_text(i, "date"))));
}

static void series_say(struct call *c, const struct value *series)
{
	show_table(c, COLUMNS(SESSION_COLUMNS), value_get(series, "made"));
	value_each(i, value_get(series, "skipped")) {
		const char *reason = value_text(i, "name");

		if (reason == NULL)
			reason = word_of("reason", value_text(i, "reason"));
		fprintf(stderr, "%s\n", say(c->arena, SAY_skipped, day_text(c->arena, value_text(i, "date")),
			cell_clean(c->arena, reason)));
	}
}

// A body that repeats is a series, which has an address of its own.
void session_add(struct call *c)
{
	const char *body = session_body(c), *why;
	bool series = body != NULL && value_get(value_parse(body, strlen(body), &why, c->arena), "repeat") != NULL;
	const struct value *made = ask_send(c, "POST",
		ask_path(c, NOUN_CLASS, c->words[0], series ? "/series" : "/sessions"), body);

	if (series)
		series_say(c, made);
	else
		show_record(c, COLUMNS(SESSION_COLUMNS), made);
	clashes_say(c, value_get(made, "clashes"));
}

void session_cancel(struct call *c)
{
	int64_t id = ask_session(c, c->words[0]);

	show_record(c, COLUMNS(SESSION_COLUMNS), ask_send(c, "POST",
		arena_printf(c->arena, "/sessions/%lld/cancel", (long long)id),
		BODY(c, { "why", option(c, "--why"), MEMBER_TEXT })));
}
