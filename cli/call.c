// SPDX-License-Identifier: GPL-3.0-or-later
// A command line against the grammar its usage line is, and the one failure a call may have.
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/text.h"
#include "base/utf8.h"
#include "cli/cli.h"

// One token of a usage line: "CODE", "[CODE]", "PERSON...", "--as-of D", "[--all]".
struct token {
	const char *at;
	size_t len;			// of the word or the option's name, without brackets and dots
	bool optional, option, value, many;
};

static bool capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

// The token at *s, which moves behind it; false at the end. Brackets hold one token.
static bool token_next(const char **s, struct token *t)
{
	*s += strspn(*s, " ]");
	*t = (struct token){ .optional = **s == '[' };
	*s += strspn(*s, "[");
	if (**s == '\0')
		return false;
	t->at = *s;
	t->len = strcspn(*s, " ].");
	t->option = strncmp(*s, "--", 2) == 0;
	*s += t->len;
	t->many = strncmp(*s, "...", 3) == 0;
	*s += strcspn(*s, " ]");
	if (t->option && s[0][0] == ' ' && capital(s[0][1])) {
		t->value = true;
		*s += 1 + strcspn(*s + 1, " ]");
	}
	return true;
}

static bool option_known(const struct command *c, const char *name, struct token *t)
{
	for (const char *s = c->usage; token_next(&s, t); )
		if (t->option && strlen(name) == t->len && strncmp(t->at, name, t->len) == 0)
			return true;
	return false;
}

const char *option(const struct call *c, const char *name)
{
	struct token t;

	assert(option_known(c->command, name, &t));
	(void)t;
	for (size_t i = 0; i < c->options_n; i++)
		if (strcmp(c->options[i].name, name) == 0)
			return c->options[i].value;
	return NULL;
}

void call_fail(struct call *c, int exit_code, const char *why)
{
	if (c->exit != 0)
		return;
	c->exit = exit_code;
	fprintf(stderr, "hocvu: %s\n", why);
}

// "5/9/2026" as "2026-09-05", NULL when it is no such day.
static const char *iso_of(struct arena *a, const char *s)
{
	long parts[3] = { 0 };		// day, month, year
	char *end = NULL;

	if (strlen(s) > 10 || strspn(s, "0123456789/") != strlen(s))
		return NULL;
	for (size_t i = 0; i < 3; i++) {
		parts[i] = strtol(s, &end, 10);
		if (end == s || *end != (i < 2 ? '/' : '\0'))
			return NULL;
		s = end + 1;
	}
	if (parts[2] > 9999 || !date_valid((int)parts[2], (int)parts[1], (int)parts[0]))
		return NULL;
	return arena_printf(a, "%04ld-%02ld-%02ld", parts[2], parts[1], parts[0]);
}

const char *option_day(struct call *c, const char *name)
{
	const char *s = option(c, name), *iso;
	struct date day;

	if (s == NULL || date_parse(s, &day))
		return s;
	iso = iso_of(c->arena, s);
	if (iso != NULL)
		return iso;
	call_fail(c, EX_USAGE, say(c->arena, SAY_bad_day, name, s));
	return NULL;
}

static bool usage_failed(struct call *c, const char *why)
{
	call_fail(c, EX_USAGE, why);
	fprintf(stderr, "%s: hocvu %s%s%s %s\n", say_plain(SAY_usage), c->command->noun,
		*c->command->verb == '\0' ? "" : " ", c->command->verb, c->command->usage);
	return false;
}

// "--name value", "--name=value" or "--name"; *i moves to the last argument taken.
static bool option_take(struct call *c, int argc, char **argv, int *i)
{
	const char *equals = strchr(argv[*i], '='), *value = equals == NULL ? NULL : equals + 1;
	const char *name = equals == NULL ? argv[*i] :
		arena_copyn(c->arena, argv[*i], (size_t)(equals - argv[*i]));
	struct token t;

	if (!option_known(c->command, name, &t) || c->options_n == OPTIONS_MOST)
		return usage_failed(c, say(c->arena, SAY_option_unknown, name));
	if (t.value && value == NULL && *i + 1 < argc)
		value = argv[++*i];
	if (t.value && value == NULL)
		return usage_failed(c, say(c->arena, SAY_value_missing, name));
	if (!t.value && value != NULL)
		return usage_failed(c, say(c->arena, SAY_value_unwanted, name));
	c->options[c->options_n++] = (struct option){ name, value == NULL ? "" : value };
	return true;
}

// Are there as many words as the usage asks, and every option it needs?
static bool complete(struct call *c)
{
	size_t least = 0, most = 0;
	struct token t;

	for (const char *s = c->command->usage; token_next(&s, &t); ) {
		const char *name = arena_copyn(c->arena, t.at, t.len);

		if (t.option && !t.optional && option(c, name) == NULL)
			return usage_failed(c, say(c->arena, SAY_option_missing, name));
		if (t.option)
			continue;
		least += !t.optional;
		most = t.many ? WORDS_MOST : most + 1;
		if (c->n < least)
			return usage_failed(c, say(c->arena, SAY_word_missing, name));
	}
	if (c->n > most)
		return usage_failed(c, say(c->arena, SAY_word_unwanted, c->words[most]));
	return true;
}

bool call_parse(struct call *c, int argc, char **argv)
{
	bool options = true;

	for (int i = 0; i < argc; i++) {
		if (!utf8_valid(argv[i], strlen(argv[i])))
			return usage_failed(c, say_plain(SAY_not_utf8));
		if (options && strcmp(argv[i], "--") == 0)
			options = false;
		else if (options && argv[i][0] == '-' && argv[i][1] != '\0') {
			if (!option_take(c, argc, argv, &i))
				return false;
		} else if (c->n == WORDS_MOST)
			return usage_failed(c, say(c->arena, SAY_word_unwanted, argv[i]));
		else
			c->words[c->n++] = argv[i];
	}
	return complete(c);
}
