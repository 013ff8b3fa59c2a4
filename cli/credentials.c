// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps address and token in a file of "name = value" lines.
#include "cli/credentials.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

enum { FILE_MOST = 8192 };

// The names in the file, both ways.
static const struct { const char *name; size_t at; } members[] = {
	{ "url", offsetof(struct credentials, url) },
	{ "token", offsetof(struct credentials, token) },
	{ "name", offsetof(struct credentials, name) },
};
enum { MEMBERS = sizeof members / sizeof *members };

static const char *folder(struct arena *a)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (config != NULL && config[0] == '/')		// a relative one is invalid (XDG base directories)
		return arena_printf(a, "%s/hocvu", config);
	if (home != NULL && *home != '\0')
		return arena_printf(a, "%s/.config/hocvu", home);
	return NULL;
}

const char *credentials_path(struct arena *a)
{
	const char *dir = folder(a);

	return dir == NULL ? NULL : arena_printf(a, "%s/credentials", dir);
}

static void member_take(struct credentials *c, const char *line, struct arena *a)
{
	size_t len = strcspn(line, "\r\n");

	for (size_t i = 0; i < MEMBERS; i++) {
		size_t name = strlen(members[i].name);

		if (strncmp(line, members[i].name, name) != 0 || strncmp(line + name, " = ", 3) != 0)
			continue;
		*(const char **)(void *)((char *)c + members[i].at) =
			arena_copyn(a, line + name + 3, len - name - 3);
	}
}

struct credentials credentials_read(struct arena *a)
{
	struct credentials c = { .url = NULL };
	const char *path = credentials_path(a);
	int fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	char *bytes = arena_alloc(a, FILE_MOST + 1);
	struct stat st;
	ssize_t n;

	if (fd < 0)
		return c;
	c.exposed = fstat(fd, &st) != 0 || (st.st_mode & 077) != 0;
	n = c.exposed ? 0 : read(fd, bytes, FILE_MOST);
	close(fd);
	for (char *line = bytes; n > 0 && *line != '\0'; line += strspn(line, "\n")) {
		member_take(&c, line, a);
		line += strcspn(line, "\n");
	}
	return c;
}

// Makes every missing folder of `dir`; the last one for its owner alone.
static bool folder_made(const char *dir, struct arena *a)
{
	for (const char *slash = strchr(dir + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/'))
		if (mkdir(arena_copyn(a, dir, (size_t)(slash - dir)), 0755) != 0 && errno != EEXIST)
			return false;
	return mkdir(dir, 0700) == 0 || errno == EEXIST;
}

static bool written(int fd, const struct credentials *c)
{
	bool whole = true;

	for (size_t i = 0; i < MEMBERS; i++) {
		const char *value = *(const char *const *)(const void *)((const char *)c + members[i].at);

		if (value != NULL)
			whole &= dprintf(fd, "%s = %s\n", members[i].name, value) > 0;
	}
	whole &= fsync(fd) == 0;
	return close(fd) == 0 && whole;
}

bool credentials_write(const struct credentials *c, struct arena *a)
{
	const char *dir = folder(a), *path = credentials_path(a), *fresh;
	int fd;

	if (dir == NULL) {
		errno = ENOENT;
		return false;
	}
	fresh = arena_printf(a, "%s.%ld", path, (long)getpid());
	if (!folder_made(dir, a))
		return false;
	unlink(fresh);			// left by a process of that number that was killed
	fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	if (written(fd, c) && rename(fresh, path) == 0)
		return true;
	unlink(fresh);
	return false;
}

bool credentials_forget(struct arena *a)
{
	const char *path = credentials_path(a);

	return path != NULL && (unlink(path) == 0 || errno == ENOENT);
}
