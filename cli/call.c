// SPDX-License-Identifier: GPL-3.0-or-later
// A command line against the grammar its usage line is, and the one failure a call may have.
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/utf8.h"
#include "cli/commands.h"

const char *option(const struct call *c, const char *name)
{
	struct token t;

	assert(token_option(c->command->usage, name, strlen(name), &t));
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

static bool usage_failed(struct call *c, const char *why)
{
	call_fail(c, EX_USAGE, why);
	fprintf(stderr, "%s: hocvu %s %s\n", say_plain(SAY_usage),
		command_name(c->command, c->arena), c->command->usage);
	return false;
}

static bool option_take(struct call *c, struct args *l)
{
	struct reading r = option_read(c->command->usage, l);
	const char *why = "";

	if (!r.option || c->options_n == OPTIONS_MOST)
		return usage_failed(c, say(c->arena, SAY_option_unknown, r.said.name));
	if (r.wrong)
		return usage_failed(c, say(c->arena, r.why, r.said.name));
	if (r.token.takes != NULL)
		r.said.value = token_meant(c->arena, &r.token, r.said.value, &why);
	if (r.said.value == NULL)
		return usage_failed(c, why);
	c->options[c->options_n++] = r.said;
	return true;
}

// The words that stand for this token: what is meant by each.
static bool words_mean(struct call *c, const struct token *t, size_t first)
{
	size_t end = t->many ? c->n : first + 1;
	const char *why = "";

	for (size_t i = first; i < end && i < c->n; i++) {
		c->words[i] = token_meant(c->arena, t, c->words[i], &why);
		if (c->words[i] == NULL)
			return usage_failed(c, why);
	}
	return true;
}

// Are there as many words as the usage asks, each as it may be, and every option it needs?
static bool complete(struct call *c)
{
	size_t least = 0, most = 0;
	struct token t;

	for (const char *s = c->command->usage; token_next(&s, &t); ) {
		const char *name = arena_copyn(c->arena, t.name, t.len);

		if (t.option && !t.optional && option(c, name) == NULL)
			return usage_failed(c, say(c->arena, SAY_option_missing, name));
		if (t.option)
			continue;
		least += !t.optional;
		if (c->n < least)
			return usage_failed(c, say(c->arena, SAY_word_missing, name));
		if (!words_mean(c, &t, most))
			return false;
		most = t.many ? WORDS_MOST : most + 1;
	}
	if (c->n > most)
		return usage_failed(c, say(c->arena, SAY_word_unwanted, c->words[most]));
	return true;
}

bool call_parse(struct call *c, int argc, char **argv)
{
	struct args l = { .arena = c->arena, .argc = argc, .argv = argv };
	bool options = true;

	for (; l.at < argc; l.at++) {
		const char *arg = argv[l.at];

		if (!utf8_valid(arg, strlen(arg)))
			return usage_failed(c, say_plain(SAY_not_utf8));
		if (options && strcmp(arg, "--") == 0)
			options = false;
		else if (options && arg[0] == '-' && arg[1] != '\0') {
			if (!option_take(c, &l))
				return false;
		} else if (c->n == WORDS_MOST)
			return usage_failed(c, say(c->arena, SAY_word_unwanted, arg));
		else
			c->words[c->n++] = arg;
	}
	return complete(c);
}
