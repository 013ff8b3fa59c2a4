// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud coverage: the figure of a target for a unit on a day, as a table or as the API's JSON.
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/text.h"
#include "commands/commands.h"
#include "commands/session.h"
#include "features/coverage/coverage.h"
#include "http/http.h"
#include "http/reply.h"

enum { BAR = 20, OUT_MOST = 1 << 26 };

struct call {
	struct coverage_ask ask;
	char tree[DATE_TEXT];		// the day of ask.boundaries as the question has it
	bool children, json;
};

// `then` or a day; anything else is left for the question to refuse.
static void boundaries(struct call *c, const char *said)
{
	struct date day;

	c->ask.boundaries = said;
	if (!date_said(said, &day))
		return;
	date_text(day, c->tree);
	c->ask.boundaries = c->tree;
}

static bool options(struct call *c, int argc, char **argv)
{
	static const struct option known[] = {
		{ "target", required_argument, NULL, 't' }, { "unit", required_argument, NULL, 'u' },
		{ "as-of", required_argument, NULL, 'd' }, { "segment", required_argument, NULL, 's' },
		{ "boundaries", required_argument, NULL, 'b' }, { "children", no_argument, NULL, 'c' },
		{ "json", no_argument, NULL, 'j' }, { NULL, 0, NULL, 0 },
	};
	bool good = true;

	c->ask.as_of = NO_DATE;
	optind = 1;
	opterr = 0;
	for (int o; (o = getopt_long(argc, argv, "", known, NULL)) != -1; ) {
		switch (o) {
		case 't': c->ask.target = optarg; break;
		case 'u': c->ask.unit = optarg; break;
		case 's': c->ask.segment = optarg; break;
		case 'b': boundaries(c, optarg); break;
		case 'd': good &= command_day("coverage", optarg, &c->ask.as_of); break;
		case 'c': c->children = true; break;
		case 'j': c->json = true; break;
		default: good = false;
		}
	}
	return good && optind == argc && c->ask.target != NULL && c->ask.unit != NULL;
}

// One line of the table: unit, n/N, percent, a bar, what is missing, and what stands beside it.
static void line(const struct coverage *a, struct text *out)
{
	int64_t full = a->denominator > 0 ? a->numerator * BAR / a->denominator : 0;

	text_printf(out, "%-24s %7lld", a->unit, (long long)a->numerator);
	if (a->denominator == NONE)
		text_printf(out, "/%-7s", "-");
	else
		text_printf(out, "/%-7lld", (long long)a->denominator);
	text_printf(out, " %6s%c ", a->percent == NULL ? "n/a" : a->percent, a->percent == NULL ? ' ' : '%');
	for (int64_t i = 0; i < BAR; i++)
		text_add(out, i < full ? "█" : "·");
	text_printf(out, " %-4s", a->met == UNSAID ? "" : a->met == YES ? "met" : "");
	if (a->met == NO)
		text_printf(out, "%lld missing", (long long)a->missing);
	if (a->completed != NONE)
		text_printf(out, "  completed %lld, visits %lld", (long long)a->completed, (long long)a->visits);
	if (a->any != NONE)
		text_printf(out, "  in any domain %lld", (long long)a->any);
	if (a->denominator_source != NULL && strcmp(a->denominator_source, "register") != 0)
		text_printf(out, "  of %s (%s)", a->denominator_source, a->definition);
	if (a->unplaced > 0)
		text_printf(out, "  unplaced %lld", (long long)a->unplaced);
	text_printf(out, "%s%s\n", strcmp(a->flags.json, "[]") == 0 ? "" : "  ",
		strcmp(a->flags.json, "[]") == 0 ? "" : a->flags.json);
}

static void table(const struct coverage *list, size_t n, struct date today, struct text *out)
{
	char day[DATE_TEXT];

	if (n == 0)
		return;
	date_text(list[0].as_of, day);
	text_printf(out, "%s%s%s on %s, threshold %lld%s\n", list[0].target, list[0].segment == NULL ? "" : " ",
		list[0].segment == NULL ? "" : list[0].segment, day, (long long)list[0].threshold,
		strcmp(list[0].threshold_kind, "percent") == 0 ? "%" : " people");
	if (list[0].as_of.days > today.days)
		text_add(out, "This day has not come yet: counted from what is recorded so far.\n");
	for (size_t i = 0; i < n; i++)
		line(&list[i], out);
}

static int refused(const struct work *w, bool json)
{
	const char *code = w->refused.code;
	struct text out = text_new(w->arena, OUT_MOST);

	if (w->fault != NULL) {
		fprintf(stderr, "hocvud coverage: %s\n", w->fault);
		return EX_UNAVAILABLE;
	}
	text_add(&out, "{\"code\":");
	text_json(&out, code);
	text_add(&out, ",\"message\":");
	text_json(&out, sentence(EN, code));
	text_char(&out, '}');
	if (json)
		puts(out.at);
	else
		fprintf(stderr, "hocvud coverage: %s (%s)\n", sentence(EN, code), code);
	return w->refused.status == 404 ? 1 : EX_USAGE;
}

static int answer(struct work *w, const struct call *c)
{
	struct text out = text_new(w->arena, OUT_MOST);
	size_t n = 1;
	const struct coverage *list = c->children ? coverage_children(w, &c->ask, &n) : coverage_answer(w, &c->ask);

	if (list == NULL)
		return refused(w, c->json);
	if (!c->json) {
		table(list, n, w->today, &out);
	} else {
		text_add(&out, c->children ? "{\"items\":" : "");
		if (c->children)
			shape_json_list(&coverage_shape, list, n, &out);
		else
			shape_json(&coverage_shape, list, &out);
		text_add(&out, c->children ? "}\n" : "\n");
	}
	return fputs(out.at, stdout) < 0 || fflush(stdout) != 0 ? EX_IOERR : EX_OK;
}

int command_coverage(int argc, char **argv)
{
	const char *data = session_flag(&argc, argv);
	struct call c = { .json = false };
	struct session s;
	struct work w;
	int code;

	if (!options(&c, argc, argv))
		return command_usage("coverage");
	sentences_load();
	s = session_open(data);
	if (s.db == NULL)
		return session_close(&s, s.exit_code);
	w = work_on(s.db, s.arena);
	db_begin(&w, true);
	code = answer(&w, &c);
	db_end(&w, false);
	return session_close(&s, code);
}
