// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud: takes the flags common to every command, loads the settings, runs the command.
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/crypto.h"
#include "base/settings.h"
#include "commands/commands.h"

enum { FLAGS_MOST = 64 };

// What was found on the command line besides the command's own arguments.
struct common {
	const char *conf;
	const char *sets[FLAGS_MOST + 1];
	size_t sets_n;
	bool help;
};

// Takes the common flags off the line; gives how many arguments are left, or -1.
static int common_take(int argc, char **argv, struct common *found)
{
	int left = 0;

	for (int i = 0; i < argc; i++) {
		bool conf = strcmp(argv[i], "--conf") == 0, set = strcmp(argv[i], "--set") == 0;

		if ((conf || set) && i + 1 == argc)
			return -1;
		if (set && found->sets_n == FLAGS_MOST)
			return -1;
		if (conf)
			found->conf = argv[++i];
		else if (set)
			found->sets[found->sets_n++] = argv[++i];
		else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			found->help = true;
		else
			argv[left++] = argv[i];
	}
	argv[left] = NULL;
	return left;
}

int main(int argc, char **argv)
{
	struct common found = { .conf = NULL };
	const struct command *c;

	setlocale(LC_CTYPE, "C.UTF-8");
	argc = common_take(argc - 1, argv + 1, &found);
	if (argc < 0 || (argc == 0 && !found.help))
		return command_usage("");
	if (argc == 0) {
		command_help_all(stdout);
		return EX_OK;
	}
	argv++;
	c = command_named(argv[0]);
	if (c == NULL) {
		fprintf(stderr, "hocvud: there is no command '%s'\n", argv[0]);
		return command_usage("");
	}
	if (found.help) {
		command_help(c, stdout);
		return EX_OK;
	}
	crypto_init();
	if (!settings_load(found.conf, found.sets))
		return EX_CONFIG;
	return c->run(argc, argv);
}
