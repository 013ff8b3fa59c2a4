// SPDX-License-Identifier: GPL-3.0-or-later
// Public figures put together, and told as JSON and CSV.
#include "features/coverage/public.h"

#include <stdio.h>
#include <string.h>

#include "base/settings.h"
#include "base/text.h"
#include "build/sql.h"
#include "files/csv_write.h"

enum { CSV_BYTES = 1 << 20, COLUMNS = 13 };

SHAPE(public_ask,
	FIELD(public_ask, unit, OPTIONAL, .min = 1, .max = 64, .says = "a province's, town's or commune's code; none: the top of the tree"),
	FIELD(public_ask, target, OPTIONAL, .min = 1, .max = 64, .says = "one target's code; none: all, on the page the first below"),
	FIELD(public_ask, as_of, OPTIONAL, .says = "a day; figures are of the last end of a month up to it"),
	FIELD(public_ask, lang, OPTIONAL, .one_of = "vi|en", .says = "the page's language"));

SHAPE(public_place,
	FIELD(public_place, id, REQUIRED),
	FIELD(public_place, code, REQUIRED),
	FIELD(public_place, name, REQUIRED),
	FIELD(public_place, kind, REQUIRED),
	FIELD(public_place, parent, OPTIONAL),
	FIELD(public_place, chosen, REQUIRED),
	FIELD(public_place, has_parts, REQUIRED));

SHAPE(public_target,
	FIELD(public_target, id, REQUIRED),
	FIELD(public_target, code, REQUIRED),
	FIELD(public_target, title_vi, REQUIRED),
	FIELD(public_target, title_en, OPTIONAL),
	FIELD(public_target, plan_number, OPTIONAL),
	FIELD(public_target, plan_title, OPTIONAL));

// One line of what is told; everything unknown when it is hidden.
struct public_line {
	const char *unit, *name, *target, *segment;
	struct date as_of;
	int64_t numerator, denominator;
	const char *percent, *threshold_kind;
	int64_t threshold;
	enum tri met;
	const char *denominator_source, *hidden;
};
SHAPE(public_line,
	FIELD(public_line, unit, REQUIRED),
	FIELD(public_line, name, REQUIRED),
	FIELD(public_line, target, REQUIRED),
	FIELD(public_line, segment, OPTIONAL),
	FIELD(public_line, as_of, REQUIRED),
	FIELD(public_line, numerator, OPTIONAL),
	FIELD(public_line, denominator, OPTIONAL),
	FIELD(public_line, percent, OPTIONAL, .decimal = true),
	FIELD(public_line, threshold_kind, REQUIRED),
	FIELD(public_line, threshold, REQUIRED),
	FIELD(public_line, met, OPTIONAL),
	FIELD(public_line, denominator_source, OPTIONAL),
	FIELD(public_line, hidden, OPTIONAL, .says = "few: under five people; difference: others could be worked out from it"));

// Published are ends of months alone: from one day to the next a figure would tell of single people.
static struct date published(struct date asked, struct date today)
{
	struct date day = asked.days == NO_DAY || asked.days > today.days ? today : asked;
	struct civil c = date_civil(day);

	return c.day == days_in_month(c.year, c.month) ? day : (struct date){ date_from(c.year, c.month, 1).days - 1 };
}

static size_t place_of(const struct public_figures *f, int64_t id)
{
	for (size_t i = 0; i < f->places_n; i++)
		if (f->places[i].id == id)
			return i;
	return PUBLIC_TOP;
}

// The figures of one target for every place, and which of them are hidden.
static void target_load(struct request *rq, struct public_figures *f, size_t t, const struct coverage_place *asked)
{
	const struct coverage_ask ask = { .target = f->targets[t].code, .as_of = f->day };
	const struct coverage *found = coverage_of_places(WORK(rq), &ask, asked, f->places_n);
	struct public_cell *cells = arena_many(rq->work.arena, struct public_cell, f->places_n + 1);

	f->answers[t] = found;
	f->cells[t] = cells;
	for (size_t i = 0; found != NULL && i < f->places_n; i++)
		cells[i] = (struct public_cell){ .numerator = found[i].numerator, .denominator = found[i].denominator,
			.parent = f->places[i].parent == NONE ? PUBLIC_TOP : place_of(f, f->places[i].parent) };
	if (found != NULL)
		public_hide(cells, f->places_n);
}

struct reply public_load(struct request *rq, struct public_figures *f)
{
	const struct public_ask *ask = asked_of(rq, public_ask);
	struct coverage_place *asked;

	*f = (struct public_figures){ .day = published(ask->as_of, rq->work.today) };
	if (!settings->public_figures)
		return reply_error(rq, 404, "figures_not_public");
	f->places = db_rows(rq, sql_public_places, public_place, &f->places_n, arg(f->day), arg(ask->unit));
	f->targets = db_rows(rq, sql_public_targets, public_target, &f->targets_n);
	f->answers = arena_many(rq->work.arena, const struct coverage *, f->targets_n + 1);
	f->cells = arena_many(rq->work.arena, struct public_cell *, f->targets_n + 1);
	asked = arena_many(rq->work.arena, struct coverage_place, f->places_n + 1);
	for (size_t i = 0; i < f->places_n; i++) {
		asked[i] = (struct coverage_place){ f->places[i].id, f->places[i].code };
		if (f->places[i].chosen)
			f->chosen = &f->places[i];
	}
	if (ask->unit != NULL && f->chosen == NULL)
		return reply_error(rq, 404, "unit_unknown");
	for (size_t t = 0; t < f->targets_n; t++)
		target_load(rq, f, t, asked);
	if (!work_ok(WORK(rq)))
		f->targets_n = 0;
	return (struct reply){ .version = NONE };
}

static struct public_line line_of(const struct public_figures *f, size_t t, size_t i)
{
	const struct coverage *c = &f->answers[t][i];
	struct public_line out;

	shape_clear(&public_line_shape, &out);
	out.unit = f->places[i].code;
	out.name = f->places[i].name;
	out.target = c->target;
	out.segment = c->segment;
	out.as_of = f->day;
	out.threshold_kind = c->threshold_kind;
	out.threshold = c->threshold;
	out.hidden = f->cells[t][i].hidden;
	if (out.hidden != NULL)
		return out;
	out.numerator = c->numerator;
	out.denominator = c->denominator;
	out.percent = c->percent;
	out.met = c->met;
	out.denominator_source = c->denominator_source;
	return out;
}

// The lines of the unit chosen and of what is right below it, target by target; of all tops where none is.
static const struct public_line *lines_of(struct request *rq, const struct public_figures *f, size_t *n)
{
	const char *only = asked_of(rq, public_ask)->target;
	struct public_line *out = arena_many(rq->work.arena, struct public_line, f->targets_n * f->places_n + 1);

	*n = 0;
	for (size_t t = 0; t < f->targets_n; t++)
		for (size_t i = 0; i < f->places_n; i++)
			if ((only == NULL || strcmp(only, f->targets[t].code) == 0) && (f->chosen == NULL ? f->places[i].parent == NONE :
				&f->places[i] == f->chosen || f->places[i].parent == f->chosen->id))
				out[(*n)++] = line_of(f, t, i);
	return out;
}

static struct reply told(struct request *rq, struct reply r, const char *name)
{
	reply_header(rq, &r, "Cache-Control", "public, max-age=300");
	if (name != NULL)
		reply_header(rq, &r, "Content-Disposition", arena_printf(rq->work.arena, "attachment; filename=\"%s\"", name));
	return r;
}

struct reply public_json(struct request *rq)
{
	struct public_figures f;
	struct reply refused = public_load(rq, &f);
	const struct public_line *lines;
	size_t n;

	if (refused.status != 0)
		return refused;
	lines = lines_of(rq, &f, &n);
	return told(rq, reply_list(rq, public_line, lines, n), NULL);
}

static void line_csv(FILE *out, const struct public_line *l, struct arena *a)
{
	char day[DATE_TEXT];
	const bool known = l->numerator != NONE, shared = l->denominator != NONE;
	const char *fields[COLUMNS] = { l->unit, l->name, l->target, l->segment, day,
		known ? arena_printf(a, "%lld", (long long)l->numerator) : NULL,
		shared ? arena_printf(a, "%lld", (long long)l->denominator) : NULL, l->percent, l->threshold_kind,
		arena_printf(a, "%lld", (long long)l->threshold), l->met == UNSAID ? NULL : l->met == YES ? "true" : "false",
		l->denominator_source, l->hidden };

	date_text(l->as_of, day);
	csv_row(out, fields, COLUMNS);
}

// With a byte order mark: Excel takes the letters for others without.
struct reply public_csv(struct request *rq)
{
	static const char *const head[COLUMNS] = { "unit", "name", "target", "segment", "as_of", "numerator", "denominator", "percent",
		"threshold_kind", "threshold", "met", "denominator_source", "hidden" };
	struct public_figures f;
	struct reply refused = public_load(rq, &f);
	struct text out = text_new(rq->work.arena, CSV_BYTES);
	const struct public_line *lines;
	char *bytes = arena_alloc(rq->work.arena, CSV_BYTES);
	FILE *file;
	size_t n;

	if (refused.status != 0)
		return refused;
	lines = lines_of(rq, &f, &n);
	file = fmemopen(bytes, CSV_BYTES, "w");
	if (file == NULL) {
		fault(rq, "no memory for a file");
		return reply_none();
	}
	csv_row(file, head, COLUMNS);
	for (size_t i = 0; i < n; i++)
		line_csv(file, &lines[i], rq->work.arena);
	if (fclose(file) != 0)
		fault(rq, "the public figures are longer than %d bytes", CSV_BYTES);
	text_printf(&out, "\xef\xbb\xbf%s", bytes);
	return told(rq, reply_text(rq, "text/csv; charset=utf-8", &out), "ty-le.csv");
}
