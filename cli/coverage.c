// SPDX-License-Identifier: GPL-3.0-or-later
// How far a unit is toward a target: n/N, percent, threshold, what is missing, bars.
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/text.h"
#include "base/utf8.h"
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/settings.h"
#include "cli/show.h"

enum { NAME_LEAST = 12, BAR_LEAST = 8, BAR_STANDARD = 20, BAR_MOST = 40, GAP = 2, EIGHTHS = 8 };

#define NOT_APPLICABLE "–"		// explained below the table

enum { NAME, COUNTS, PERCENT, THRESHOLD, MISSING, CELLS };

// One unit's line: what is written, and how long its bar is.
struct line {
	const char *cells[CELLS];
	double share;			// reached of what is needed for the whole bar; below 0: no bar
	double mark;			// where the threshold stands on the bar, below 0: nowhere
	bool met, known;
};

struct figure {
	struct call *call;
	size_t width[CELLS], bar;
	struct line *lines;
	size_t n;
};

static const char *counts_text(struct arena *a, const struct value *v)
{
	const char *n = number_text(a, value_int(v, "numerator", 0));

	if (value_get(v, "denominator") == NULL)
		return n;
	return arena_printf(a, "%s/%s", n, number_text(a, value_int(v, "denominator", 0)));
}

static double number_of(const struct value *v)
{
	return v == NULL ? 0 : v->type == VALUE_INT ? (double)v->number : v->real;
}

static const char *threshold_text(struct arena *a, const struct value *v, bool count)
{
	const char *n = number_text(a, value_int(v, "threshold", 0));

	return count ? n : arena_printf(a, "%s%%", n);
}

static struct line line_of(struct arena *a, const struct value *v, const char *name)
{
	const char *kind = value_text(v, "threshold_kind");
	bool count = kind != NULL && strcmp(kind, "count") == 0;
	const struct value *percent = value_get(v, "percent");
	double threshold = number_of(value_get(v, "threshold"));
	struct line l = { .share = -1, .mark = -1, .met = value_true(v, "met"), .known = value_get(v, "met") != NULL };

	l.cells[NAME] = cell_clean(a, name);
	l.cells[COUNTS] = counts_text(a, v);
	l.cells[PERCENT] = percent != NULL ? percent_text(a, number_of(percent)) :
		count ? "" : NOT_APPLICABLE;
	l.cells[THRESHOLD] = threshold_text(a, v, count);
	l.cells[MISSING] = value_get(v, "missing") == NULL ? "" : number_text(a, value_int(v, "missing", 0));
	if (percent != NULL) {
		l.share = number_of(percent) / 100;
		l.mark = threshold / 100;
	} else if (count && l.known && threshold > 0) {
		l.share = number_of(value_get(v, "numerator")) / threshold;
	}
	return l;
}

// Widths: the bar gets what is left, the name gives way when that is too little.
static void figure_fit(struct figure *f)
{
	size_t terminal = (size_t)settings->width, rest = 0;
	static const enum sentence heads[CELLS] = { SAY_unit, SAY_counts, SAY_percent, SAY_threshold, SAY_missing };

	for (size_t cell = 0; cell < CELLS; cell++) {
		f->width[cell] = utf8_length(say_plain(heads[cell]));
		for (size_t i = 0; i < f->n; i++) {
			size_t len = utf8_length(f->lines[i].cells[cell]);

			if (len > f->width[cell])
				f->width[cell] = len;
		}
		rest += cell == NAME ? 0 : f->width[cell] + GAP;
	}
	if (terminal == 0)		// a file: nothing is cut
		terminal = f->width[NAME] + rest + GAP + BAR_STANDARD;
	while (f->width[NAME] > NAME_LEAST && f->width[NAME] + rest + GAP + BAR_LEAST > terminal)
		f->width[NAME]--;
	f->bar = f->width[NAME] + rest + GAP + BAR_LEAST > terminal ? 0 : terminal - f->width[NAME] - rest - GAP;
	if (f->bar > BAR_MOST)
		f->bar = BAR_MOST;
}

// Eighths of a character fill the bar; the threshold is a stroke in what is not filled.
static void bar_print(const struct figure *f, const struct line *l)
{
	static const char *const parts[EIGHTHS] = { "░", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
	double share = l->share > 1 ? 1 : l->share;
	size_t eighths = (size_t)(share * (double)(f->bar * EIGHTHS)), full = eighths / EIGHTHS;
	size_t mark = l->mark < 0 || l->mark >= 1 ? f->bar : (size_t)(l->mark * (double)f->bar);

	if (settings->colour && l->known)
		fputs(l->met ? "\033[32m" : "\033[33m", stdout);
	for (size_t i = 0; i < f->bar; i++) {
		if (i < full)
			fputs("█", stdout);
		else if (i == mark)
			fputs("│", stdout);
		else
			fputs(i == full ? parts[eighths % EIGHTHS] : "░", stdout);
	}
	if (settings->colour && l->known)
		fputs("\033[0m", stdout);
}

static void cells_print(const struct figure *f, const char *const cells[CELLS])
{
	cell_print(cell_cut(f->call->arena, cells[NAME], f->width[NAME]), f->width[NAME], false);
	for (size_t i = NAME + 1; i < CELLS; i++) {
		printf("%*s", GAP, "");
		cell_print(cells[i], f->width[i], true);
	}
}

static void figure_print(const struct figure *f)
{
	const char *const heads[CELLS] = { say_plain(SAY_unit), say_plain(SAY_counts), say_plain(SAY_percent),
		say_plain(SAY_threshold), say_plain(SAY_missing) };

	cells_print(f, heads);
	putchar('\n');
	for (size_t i = 0; i < f->n; i++) {
		cells_print(f, f->lines[i].cells);
		if (f->bar > 0 && f->lines[i].share >= 0) {
			printf("%*s", GAP, "");
			bar_print(f, &f->lines[i]);
		}
		putchar('\n');
	}
}

// "T1, ngày 31/12/2025, S1: Đơn vị"
static void head_print(struct call *c, const struct value *v)
{
	const char *segment = value_text(v, "segment"), *boundaries = value_text(v, "boundaries");
	struct arena *a = c->arena;
	struct date day;

	printf("%s%s%s\n", say(a, SAY_figure_head, cell_clean(a, value_text(v, "target")),
		day_text(a, value_text(v, "as_of"))), segment == NULL ? "" : ", ",
		segment == NULL ? "" : word_of("segment", segment));
	if (boundaries != NULL && strcmp(boundaries, "then") != 0)
		printf("%s\n", say(a, SAY_boundaries, day_text(a, boundaries)));
	if (date_parse(value_text(v, "as_of"), &day) && day.days > date_of(clock_now()).days)
		printf("! %s\n", say_plain(SAY_day_to_come));
	putchar('\n');
}

static void note(struct call *c, const struct value *v, const char *member, enum sentence key)
{
	if (value_get(v, member) != NULL)
		printf("%s\n", say(c->arena, key, number_text(c->arena, value_int(v, member, 0))));
}

// What stands beside the figure and is never mixed into it.
static void notes_print(struct call *c, const struct value *v)
{
	struct arena *a = c->arena;

	if (value_get(v, "met") != NULL)
		printf("%s\n", say_plain(value_true(v, "met") ? SAY_met : SAY_not_met));
	note(c, v, "completed", SAY_completed_persons);
	note(c, v, "visits", SAY_visits);
	note(c, v, "any", SAY_any_domain);
	if (value_int(v, "unplaced", 0) > 0)
		note(c, v, "unplaced", SAY_unplaced);
	if (value_text(v, "denominator_source") != NULL)
		printf("%s\n", say(a, SAY_source, word_of("source", value_text(v, "denominator_source")),
			day_text(a, value_text(v, "denominator_as_of"))));
	value_each(i, value_get(v, "headcounts"))
		printf("%s\n", say(a, SAY_headcount, cell_clean(a, value_text(i, "title")),
			day_text(a, value_text(i, "date")), number_text(a, value_int(i, "count", 0))));
	value_each(i, value_get(v, "flags"))
		printf("! %s\n", word_of("figure", i->text));
}

// The name of the unit with that code among `units`, else the code.
static const char *name_among(const struct value *units, const char *code)
{
	value_each(i, units) {
		const char *said = value_text(i, "code"), *name = value_text(i, "name");

		if (said != NULL && name != NULL && strcmp(said, code) == 0)
			return name;
	}
	return code;
}

static const char *coverage_path(struct call *c, const char *path)
{
	return path_with(c, path, "target", option(c, "--target"), "unit", option(c, "--unit"), "as_of",
		option(c, "--as-of"), "segment", option(c, "--segment"), "boundaries", option(c, "--boundaries"),
		(char *)NULL);
}

// Names in the tree that was used: that of the day asked, or of the day named as boundaries.
static const struct value *names(struct call *c, const struct value *v, const char *filter)
{
	const char *day = value_text(v, "boundaries");

	if (day == NULL || strcmp(day, "then") == 0)
		day = value_text(v, "as_of");
	return ask_whole_list(c, path_with(c, "/units", filter, option(c, "--unit"), "as_of", day, (char *)NULL));
}

static void line_add(struct figure *f, const struct value *v, const struct value *units)
{
	const char *code = value_text(v, "unit");

	if (code != NULL)
		f->lines[f->n++] = line_of(f->call->arena, v, name_among(units, code));
}

// With --children --json it is the list of the children, as the API gives it.
void coverage_run(struct call *c)
{
	bool children = option(c, "--children") != NULL;
	const struct value *below = NULL, *v = NULL, *units, *units_below;
	struct figure f = { .call = c };

	if (!children || !settings->json)
		v = ask_get(c, coverage_path(c, "/coverage"));
	if (children)
		below = value_get(ask_get(c, coverage_path(c, "/coverage/children")), "items");
	if (c->exit == EX_DATAERR)
		c->exit = EX_USAGE;	// a target or segment that does not fit is a question put wrongly
	if (c->exit != 0 || show_raw(c))
		return;
	units = names(c, v, "code");
	units_below = children ? names(c, v, "parent") : NULL;
	f.lines = arena_many(c->arena, struct line, 1 + (below == NULL ? 0 : below->n));
	line_add(&f, v, units);
	value_each(i, below)
		line_add(&f, i, units_below);
	figure_fit(&f);
	head_print(c, v);
	figure_print(&f);
	putchar('\n');
	for (size_t i = 0; i < f.n; i++)
		if (strcmp(f.lines[i].cells[PERCENT], NOT_APPLICABLE) == 0) {
			printf("%s\n", say(c->arena, SAY_not_applicable, NOT_APPLICABLE));
			break;
		}
	notes_print(c, v);
}
