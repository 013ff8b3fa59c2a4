// SPDX-License-Identifier: GPL-3.0-or-later
// Plain files: opened without waiting, read to their end.
#include "files/plain.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

enum { PIECE = 64 * 1024 };

int plain_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	if (fd < 0 || (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)))
		return fd;
	close(fd);
	errno = EINVAL;
	return -1;
}

const char *plain_read(const char *path, size_t most, size_t *len, struct arena *a)
{
	int fd = plain_open(path), failed;
	char *bytes = fd < 0 ? NULL : arena_alloc(a, most + 2);
	ssize_t n;

	*len = 0;
	if (fd < 0)
		return NULL;
	while ((n = read(fd, bytes + *len, most + 1 - *len)) > 0 || (n < 0 && errno == EINTR))
		*len += n > 0 ? (size_t)n : 0;
	failed = n < 0 ? errno : *len > most ? EFBIG : 0;
	close(fd);
	errno = failed;
	return failed == 0 ? bytes : NULL;
}

bool plain_each(const char *path, void (*one)(void *ctx, const char *bytes, size_t len), void *ctx)
{
	int fd = plain_open(path), failed;
	char piece[PIECE];
	ssize_t n;

	if (fd < 0)
		return false;
	while ((n = read(fd, piece, sizeof piece)) > 0 || (n < 0 && errno == EINTR))
		if (n > 0)
			one(ctx, piece, (size_t)n);
	failed = n < 0 ? errno : 0;
	close(fd);
	errno = failed;
	return failed == 0;
}
