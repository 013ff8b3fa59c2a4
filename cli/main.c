// SPDX-License-Identifier: GPL-3.0-or-later
// hocvu: finds the command in the table, runs it, gives its exit code.
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "cli/commands.h"
#include "cli/rest.h"
#include "cli/settings.h"

const struct command commands[] = {
#define COMMAND(noun, verb, usage, example, vi, en) { #noun, #verb, usage, example, vi, en, noun##_##verb },
#define ALONE(noun, usage, example, vi, en) { #noun, "", usage, example, vi, en, noun##_run },
#include "cli/commands.def"
#undef COMMAND
#undef ALONE
	{ .noun = NULL }
};

struct asked { struct flags flags; bool help; };

// Does `arg` say the flag `name`, as "--name value" or "--name=value"? *i moves behind a value taken.
static bool flag_value(const char *name, int argc, char **argv, int *i, const char **value)
{
	size_t len = strlen(name);

	if (strncmp(argv[*i], name, len) != 0)
		return false;
	if (argv[*i][len] == '=') {
		*value = argv[*i] + len + 1;
		return true;
	}
	if (argv[*i][len] != '\0' || *i + 1 >= argc)
		return false;
	*value = argv[++*i];
	return true;
}

// Takes the flags common to all commands off the line; gives how many arguments are left.
static int flags_take(int argc, char **argv, struct asked *out)
{
	int left = 0;

	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], "--") == 0) {
			while (i < argc)
				argv[left++] = argv[i++];
			break;
		}
		if (strcmp(argv[i], "--json") == 0)
			out->flags.json = true;
		else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			out->help = true;
		else if (!flag_value("--url", argc, argv, &i, &out->flags.url) &&
			!flag_value("--lang", argc, argv, &i, &out->flags.language))
			argv[left++] = argv[i];
	}
	return left;
}

static const struct command *command_find(const char *noun, const char *verb)
{
	for (const struct command *c = commands; c->noun != NULL; c++)
		if (strcmp(c->noun, noun) == 0 && (*c->verb == '\0' || strcmp(c->verb, verb) == 0))
			return c;
	return NULL;
}

static bool noun_known(const char *noun)
{
	for (const struct command *c = commands; c->noun != NULL; c++)
		if (strcmp(c->noun, noun) == 0)
			return true;
	return false;
}

// No command: help when it was asked for, else what is wrong with the line.
static int no_command(struct call *c, int argc, char **argv, bool help)
{
	bool noun = argc > 0 && noun_known(argv[0]);

	if (help && argc < 2 && (argc == 0 || noun)) {
		if (noun)
			help_noun(argv[0]);
		else
			help_all();
		return 0;
	}
	if (argc == 0)
		call_fail(c, EX_USAGE, say_plain(SAY_command_missing));
	else if (noun && argc == 1)
		call_fail(c, EX_USAGE, say(c->arena, SAY_verb_missing, argv[0]));
	else
		call_fail(c, EX_USAGE, say(c->arena, SAY_command_unknown, argv[noun ? 1 : 0]));
	return c->exit;
}

static int command_run(struct call *c, int argc, char **argv)
{
	int name = *c->command->verb == '\0' ? 1 : 2;

	if (!call_parse(c, argc - name, argv + name))
		return c->exit;
	c->rest = rest_new(c->arena);
	c->command->run(c);
	rest_drop(c->rest);
	if (fflush(stdout) != 0 || ferror(stdout))
		call_fail(c, EX_IOERR, say_plain(SAY_output_failed));
	return c->exit;
}

int main(int argc, char **argv)
{
	struct call *c;
	struct arena *arena = arena_new();
	struct asked asked = { .help = false };
	int code;

	argc = flags_take(argc - 1, ++argv, &asked);
	settings_load(&asked.flags, arena);
	c = arena_one(arena, struct call);
	c->arena = arena;
	c->command = argc == 0 ? NULL : command_find(argv[0], argc > 1 ? argv[1] : "");
	if (c->command == NULL) {
		code = no_command(c, argc, argv, asked.help);
	} else if (asked.help) {
		help_command(c->command);
		code = 0;
	} else {
		code = command_run(c, argc, argv);
	}
	arena_drop(arena);
	return code;
}
