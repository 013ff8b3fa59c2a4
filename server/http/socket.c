// SPDX-License-Identifier: GPL-3.0-or-later
// Opens listening sockets: TCP, and unix sockets a dead process may have left behind.
#include "http/socket.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 1024, HOST_TEXT = 256, SOCKET_MODE = 0660 };

// Closes `fd` and keeps errno.
static int give_up(int fd)
{
	int saved = errno;

	close(fd);
	errno = saved;
	return -1;
}

// Is the path a socket nobody listens on any more?
static bool left_behind(const struct sockaddr_un *at)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool dead = fd >= 0 && connect(fd, (const struct sockaddr *)at, sizeof *at) != 0 &&
		errno == ECONNREFUSED;

	if (fd >= 0)
		close(fd);
	return dead;
}

static int unix_listen(const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof at.sun_path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(at.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	if (left_behind(&at))
		unlink(path);
	if (bind(fd, (const struct sockaddr *)&at, sizeof at) != 0 || chmod(path, SOCKET_MODE) != 0 ||
		listen(fd, BACKLOG) != 0)
		return give_up(fd);
	return fd;
}

static int address_listen(const struct addrinfo *ai)
{
	int fd = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;

	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
		bind(fd, ai->ai_addr, ai->ai_addrlen) != 0 || listen(fd, BACKLOG) != 0)
		return give_up(fd);
	return fd;
}

int socket_listen(const char *address)
{
	const char *colon = strrchr(address, ':');
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV };
	struct addrinfo *found = NULL;
	char host[HOST_TEXT];
	int fd = -1, saved = EINVAL;

	if (strchr(address, '/') != NULL)
		return unix_listen(address);
	if (colon == NULL || (size_t)(colon - address) >= sizeof host) {
		errno = EINVAL;
		return -1;
	}
	snprintf(host, sizeof host, "%.*s", (int)(colon - address), address);
	if (host[0] == '[' && host[strlen(host) - 1] == ']') {
		host[strlen(host) - 1] = '\0';
		memmove(host, host + 1, strlen(host));
	}
	if (getaddrinfo(host[0] == '\0' || strcmp(host, "*") == 0 ? NULL : host, colon + 1, &hints, &found) != 0) {
		errno = EADDRNOTAVAIL;
		return -1;
	}
	for (const struct addrinfo *ai = found; ai != NULL && fd < 0; ai = ai->ai_next) {
		fd = address_listen(ai);
		saved = errno;
	}
	freeaddrinfo(found);
	errno = saved;
	return fd;
}

void socket_address(int fd, char *out, size_t room)
{
	struct sockaddr_storage at = { 0 };
	socklen_t len = sizeof at;
	char host[HOST_TEXT] = "", port[8] = "";

	getsockname(fd, (struct sockaddr *)&at, &len);
	if (at.ss_family == AF_UNIX) {
		snprintf(out, room, "%s", ((struct sockaddr_un *)(void *)&at)->sun_path);
		return;
	}
	getnameinfo((struct sockaddr *)&at, len, host, sizeof host, port, sizeof port,
		NI_NUMERICHOST | NI_NUMERICSERV);
	snprintf(out, room, at.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}
