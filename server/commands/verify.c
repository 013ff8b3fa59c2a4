// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud verify: counts every figure again from the raw tables and says where the two differ, and whose places are not theirs.
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/text.h"
#include "commands/commands.h"
#include "commands/session.h"
#include "features/coverage/coverage.h"
#include "features/coverage/recount.h"

enum { DAYS_MOST = 4000, OUT_MOST = 1 << 24 };

struct call {
	struct date last;
	int64_t days;			// how many, the last one `last`
	int64_t every;			// how many days from one to the next
	const char *target;		// NULL: all
	bool json;
	struct recount raw;
	struct recounted *found;
	int64_t figures, differences;
	struct text list;		// the differences as JSON
};

static bool number(const char *text, int64_t *out)
{
	char *end;

	*out = strtol(text, &end, 10);
	return *end == '\0' && *out >= 1 && *out <= DAYS_MOST;
}

static bool options(struct call *c, int argc, char **argv)
{
	static const struct option known[] = {
		{ "as-of", required_argument, NULL, 'd' }, { "days", required_argument, NULL, 'n' },
		{ "every", required_argument, NULL, 'e' }, { "target", required_argument, NULL, 't' },
		{ "json", no_argument, NULL, 'j' }, { NULL, 0, NULL, 0 },
	};
	bool good = true;

	c->last = NO_DATE;
	c->days = c->every = 1;
	optind = 1;
	opterr = 0;
	for (int o; (o = getopt_long(argc, argv, "", known, NULL)) != -1; ) {
		switch (o) {
		case 'd': good &= command_day("verify", optarg, &c->last); break;
		case 't': c->target = optarg; break;
		case 'j': c->json = true; break;
		case 'n': good &= number(optarg, &c->days); break;
		case 'e': good &= number(optarg, &c->every); break;
		default: good = false;
		}
	}
	return good && optind == argc;
}

static void differs(struct call *c, const struct coverage *a, const char *what, int64_t shown, int64_t counted)
{
	char day[DATE_TEXT];

	c->figures++;
	if (shown == counted)
		return;
	c->differences++;
	date_text(a->as_of, day);
	if (!c->json)
		printf("%s %s of %s on %s: %s is shown as %lld, counted %lld\n", a->target,
			a->segment == NULL ? "-" : a->segment, a->unit, day, what, (long long)shown, (long long)counted);
	text_printf(&c->list, "%s{\"target\":\"%s\",\"segment\":", c->differences > 1 ? "," : "", a->target);
	text_json(&c->list, a->segment);
	text_printf(&c->list, ",\"unit\":\"%s\",\"as_of\":\"%s\",\"what\":\"%s\",\"shown\":%lld,\"counted\":%lld}",
		a->unit, day, what, (long long)shown, (long long)counted);
}

static void compare(struct call *c, const struct coverage *a, const struct recounted *n)
{
	differs(c, a, "numerator", a->numerator, n->numerator);
	if (strcmp(a->threshold_kind, "percent") == 0) {
		differs(c, a, "denominator", a->denominator, n->denominator);
		differs(c, a, "denominator_source", 0, n->source == NULL || a->denominator_source == NULL
			? n->source != NULL || a->denominator_source != NULL : strcmp(n->source, a->denominator_source) != 0);
	}
	if (a->visits != NONE)
		differs(c, a, "visits", a->visits, n->visits);
	if (a->completed != NONE)
		differs(c, a, "completed", a->completed, n->completed);
	if (a->any != NONE)
		differs(c, a, "any", a->any, n->any);
}

// One target, segment and day: every unit valid on it, in the order of their numbers on both sides.
static void verify_one(struct work *w, struct call *c, const struct raw_target *t, const char *segment, struct date day)
{
	const struct coverage_ask ask = { .target = t->code, .as_of = day, .segment = segment };
	const struct coverage *list;
	size_t n, at = 0;

	list = coverage_everywhere(w, &ask, &n);
	recount_day(&c->raw, t, segment, day, c->found, w);
	for (size_t i = 0; list != NULL && i < c->raw.units_n; i++) {
		if (!c->found[i].valid)
			continue;
		if (at >= n || strcmp(list[at].unit, c->raw.units[i].code) != 0) {
			fprintf(stderr, "hocvud verify: %s is not among the figures\n", c->raw.units[i].code);
			c->differences++;
			return;
		}
		compare(c, &list[at++], &c->found[i]);
	}
}

static void verify_day(struct work *w, struct call *c, struct date day)
{
	struct arena_mark before;
	char segment[3] = "";

	for (size_t i = 0; i < c->raw.targets_n; i++) {
		const struct raw_target *t = &c->raw.targets[i];

		if (c->target != NULL && strcmp(c->target, t->code) != 0)
			continue;
		before = arena_now(w->arena);
		if (t->segments == NULL || t->segments[0] == '\0')
			verify_one(w, c, t, NULL, day);
		for (const char *s = t->segments; s != NULL && strlen(s) >= 2; s += s[2] == ';' ? 3 : 2) {
			memcpy(segment, s, 2);
			verify_one(w, c, t, segment, day);
		}
		arena_rewind(w->arena, before);
	}
}

static void verify_places(struct work *w, struct call *c)
{
	size_t n;
	const struct misplaced *list = recount_misplaced(w, &n);

	for (size_t i = 0; list != NULL && i < n; i++) {
		if (!c->json)
			printf("person %lld: homes and posts are not where they live and work\n", (long long)list[i].person);
		text_printf(&c->list, "%s{\"what\":\"places\",\"person\":%lld}", c->differences++ > 0 ? "," : "", (long long)list[i].person);
	}
}

static int told(const struct work *w, const struct call *c)
{
	if (w->fault != NULL) {
		fprintf(stderr, "hocvud verify: %s\n", w->fault);
		return EX_UNAVAILABLE;
	}
	if (c->json)
		printf("{\"compared\":%lld,\"days\":%lld,\"differences\":[%s]}\n", (long long)c->figures, (long long)c->days,
			c->list.at);
	else
		printf("%lld figures of %zu units on %lld days compared, %lld differ\n", (long long)c->figures,
			c->raw.units_n, (long long)c->days, (long long)c->differences);
	return c->differences == 0 ? EX_OK : 1;
}

int command_verify(int argc, char **argv)
{
	const char *data = session_flag(&argc, argv);
	struct call c = { .json = false };
	struct arena *kept;	// outlives what is given back after every target
	struct session s;
	struct work w;
	int code;

	if (!options(&c, argc, argv))
		return command_usage("verify");
	s = session_open(data);
	if (s.db == NULL)
		return session_close(&s, s.exit_code);
	db_timeout(s.db, 0);
	w = work_on(s.db, s.arena);
	kept = arena_new();
	c.list = text_new(kept, OUT_MOST);
	if (c.last.days == NO_DAY)
		c.last = w.today;
	db_begin(&w, true);
	c.raw = recount_load(&w);
	c.found = arena_many(s.arena, struct recounted, c.raw.units_n + 1);
	for (int64_t i = c.days; i-- > 0 && w.fault == NULL; )
		verify_day(&w, &c, (struct date){ (int32_t)(c.last.days - i * c.every) });
	verify_places(&w, &c);
	db_end(&w, false);
	code = told(&w, &c);
	arena_drop(kept);
	return session_close(&s, code);
}
