// SPDX-License-Identifier: GPL-3.0-or-later
// hocvu: finds the command in the table, runs it, gives its exit code.
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "cli/commands.h"
#include "cli/rest.h"
#include "cli/settings.h"
#include "cli/sign_in.h"

enum { FLAGS_MOST = 8 };

// The common flags that were said; what is wrong with one is told once the language is known.
struct asked {
	struct option flags[FLAGS_MOST];
	struct token tokens[FLAGS_MOST];
	size_t n;
	struct reading wrong;
};

static const char *flag(const struct asked *asked, const char *name)
{
	for (size_t i = asked->n; i > 0; i--) // the last one said counts
		if (strcmp(asked->flags[i - 1].name, name) == 0)
			return asked->flags[i - 1].value;
	return NULL;
}

// Takes the flags common to all commands off the line; gives how many arguments are left.
static int flags_take(struct args *l, struct asked *out)
{
	static const struct option help = { "--help", "" };
	int left = 0;

	for (; l->at < l->argc && strcmp(l->argv[l->at], "--") != 0; l->at++) {
		char *arg = l->argv[l->at];
		struct reading r = option_read(flags_usage, l);

		if (strcmp(arg, "-h") == 0)
			r = (struct reading){ .option = true, .said = help };
		if (!r.option || out->n == FLAGS_MOST)
			l->argv[left++] = arg;
		else if (r.wrong)
			out->wrong = r;
		else {
			out->tokens[out->n] = r.token;
			out->flags[out->n++] = r.said;
		}
	}
	while (l->at < l->argc)
		l->argv[left++] = l->argv[l->at++];
	return left;
}

// Settings from the flags; fails the call when one of them is not as it should be.
static void flags_apply(struct call *c, const struct asked *asked)
{
	const char *language = flag(asked, "--lang"), *why;
	const struct flags flags = { .url = flag(asked, "--url"), .json = flag(asked, "--json") != NULL,
		.language = language == NULL ? NULL : word_meant("lang", language) };

	settings_load(&flags, c->arena);
	if (asked->wrong.wrong)
		call_fail(c, EX_USAGE, say(c->arena, asked->wrong.why, asked->wrong.said.name));
	for (size_t i = 0; i < asked->n; i++)
		if (asked->tokens[i].takes != NULL &&
			!token_meant(c->arena, &asked->tokens[i], asked->flags[i].value, &why))
			call_fail(c, EX_USAGE, why);
}

static void no_command(struct call *c, int argc, char **argv)
{
	bool noun = argc > 0 && noun_known(argv[0]);

	if (argc == 0)
		call_fail(c, EX_USAGE, say_plain(SAY_command_missing));
	else if (noun && argc == 1)
		call_fail(c, EX_USAGE, say(c->arena, SAY_verb_missing, argv[0]));
	else
		call_fail(c, EX_USAGE, say(c->arena, SAY_command_unknown, argv[noun ? 1 : 0]));
}

static void command_run(struct call *c, int argc, char **argv)
{
	int name;

	c->command = argc == 0 ? NULL : command_find(argv[0], argc > 1 ? argv[1] : "");
	if (c->command == NULL) {
		no_command(c, argc, argv);
		return;
	}
	name = *c->command->verb == '\0' ? 1 : 2;
	if (!call_parse(c, argc - name, argv + name))
		return;
	c->rest = rest_new(c->arena);
	c->command->run(c);
	sign_in_end(c);
	rest_drop(c->rest);
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct args line = { .arena = arena, .argc = argc - 1, .argv = argv + 1 };
	struct call *c = arena_one(arena, struct call);
	struct asked asked = { .n = 0 };
	int code;

	c->arena = arena;
	argc = flags_take(&line, &asked);
	argv++;
	flags_apply(c, &asked);
	if (c->exit == 0 && flag(&asked, "--help") != NULL)
		help_print(c, argc > 0 ? argv[0] : NULL, argc > 1 ? argv[1] : NULL);
	else if (c->exit == 0)
		command_run(c, argc, argv);
	if (fflush(stdout) != 0 || ferror(stdout))
		call_fail(c, EX_IOERR, say_plain(SAY_output_failed));
	code = c->exit;
	arena_drop(arena);
	return code;
}
