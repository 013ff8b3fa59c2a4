// SPDX-License-Identifier: GPL-3.0-or-later
// Files of the API kept on this machine.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/rest.h"
#include "cli/show.h"

enum { MODE = 0600 };	// papers name people

// The name a server gives is a name, never a way to somewhere else.
static const char *name_here(struct call *c, const char *said)
{
	const char *name = said == NULL ? "" : cell_clean(c->arena, said);

	if (*name == '\0' || *name == '.' || strchr(name, '/') != NULL)
		return "hocvu.bin";
	return name;
}

static bool written(int fd, const char *bytes, size_t len)
{
	for (ssize_t n; len > 0; bytes += n, len -= (size_t)n) {
		n = write(fd, bytes, len);
		if (n < 0 && errno == EINTR)
			n = 0;
		if (n < 0)
			return false;
	}
	return true;
}

static void file_write(struct call *c, const char *path, int flags, const struct answer *a)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, MODE);
	bool good;

	if (fd < 0) {
		call_fail(c, EX_CANTCREAT, say(c->arena, SAY_file_not_made, path, strerror(errno)));
		return;
	}
	good = written(fd, a->body, a->len);
	if (close(fd) != 0 || !good)
		call_fail(c, EX_IOERR, say(c->arena, SAY_file_not_made, path, strerror(errno)));
	else
		printf("%s\n", path);
}

void ask_file(struct call *c, const char *path)
{
	file_keep(c, ask_raw(c, path, NULL), option(c, "--out"));
}

void file_keep(struct call *c, const struct answer *a, const char *out)
{
	if (a == NULL)
		return;
	if (out != NULL && strcmp(out, "-") == 0)
		fwrite(a->body, 1, a->len, stdout);
	else
		file_write(c, out != NULL ? out : name_here(c, a->name), out != NULL ? O_TRUNC : O_EXCL, a);
}
