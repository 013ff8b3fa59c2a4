// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud book: the process in which a workbook is written; see files/book.h.
#include <sysexits.h>

#include "commands/commands.h"
#include "files/book.h"

int command_book(int argc, char **argv)
{
	if (argc != 1)
		return command_usage(argv[0]);
	return book_serve() ? EX_OK : EX_IOERR;
}
