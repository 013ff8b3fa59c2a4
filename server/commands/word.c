// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud word: the process in which a Word template of an office is read; see files/word.h.
#include <sysexits.h>

#include "commands/commands.h"
#include "files/word.h"

int command_word(int argc, char **argv)
{
	if (argc != 3)
		return command_usage(argv[0]);
	word_serve(&(struct word_names){ .fields = argv[1], .lists = argv[2] });
	return EX_OK;
}
