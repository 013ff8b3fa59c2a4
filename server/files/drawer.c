// SPDX-License-Identifier: GPL-3.0-or-later
// Starting hocvud-draw, talking to it over a socket, ending it.
//
// Both ways go a length (8 bytes, as they lie in memory) and so many bytes; a length below zero says that there is no file.
#include "files/drawer.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "files/pdf_said.h"

#define NAME "hocvud-draw"

enum { PAPER_MS = 30 * 1000, REST_MS = 60 * 1000, PROGRAM_FD = STDERR_FILENO + 1 };
enum turn { DRAWN, NO_FILE, GONE, LATE };

extern char **environ;

static struct {
	pthread_mutex_t lock;
	bool found;			// drawer_find() was here
	int program;			// its file; -1: none
	pid_t pid;			// 0: no process
	int line;			// to it
	int64_t used_ms;		// when its last paper was done
} drawer = { .lock = PTHREAD_MUTEX_INITIALIZER, .program = -1 };

// Beside this program, whatever the folder.
static void find(void)
{
	char path[PATH_MAX + sizeof NAME];
	ssize_t len = readlink("/proc/self/exe", path, PATH_MAX);
	char *slash;

	drawer.found = true;
	if (len <= 0)
		return;
	path[len] = '\0';
	slash = strrchr(path, '/');
	snprintf(slash + 1, sizeof NAME, "%s", NAME);
	drawer.program = open(path, O_PATH | O_CLOEXEC);
	if (drawer.program < 0)
		log_warn("event=no_drawer path=%s do=\"make install\"", path);
}

void drawer_find(void)
{
	pthread_mutex_lock(&drawer.lock);
	if (!drawer.found)
		find();
	pthread_mutex_unlock(&drawer.lock);
}

// It sees no descriptor but its line, standard error and its own file.
static bool started(void)
{
	static char name[] = NAME;
	char *const argv[] = { name, NULL };
	posix_spawn_file_actions_t files;
	char path[sizeof "/proc/self/fd/" + 12];
	int ends[2], error;

	if (!drawer.found)
		find();
	if (drawer.program < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return false;
	snprintf(path, sizeof path, "/proc/self/fd/%d", PROGRAM_FD);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, ends[1], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&files, drawer.program, PROGRAM_FD);
	posix_spawn_file_actions_addclosefrom_np(&files, PROGRAM_FD + 1);
	error = posix_spawn(&drawer.pid, path, &files, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&files);
	close(ends[1]);
	drawer.line = ends[0];
	if (error == 0)
		return true;
	close(ends[0]);
	drawer.pid = 0;
	return false;
}

// Gives how it ended, as waitpid() says it.
static int ended(void)
{
	int how = 0;

	close(drawer.line);
	kill(drawer.pid, SIGKILL);
	while (waitpid(drawer.pid, &how, 0) < 0 && errno == EINTR)
		;
	drawer.pid = 0;
	return how;
}

// All of `bytes` out or in before `until`.
static enum turn moved(bool out, char *bytes, size_t len, int64_t until)
{
	while (len > 0) {
		struct pollfd on = { .fd = drawer.line, .events = out ? POLLOUT : POLLIN };
		int64_t left = until - clock_ticks_ms();
		ssize_t n;

		if (left <= 0)
			return LATE;
		if (poll(&on, 1, (int)left) <= 0)
			continue;
		n = out ? send(drawer.line, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT) :
			recv(drawer.line, bytes, len, MSG_DONTWAIT);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (n <= 0)
			return GONE;
		bytes += n;
		len -= (size_t)n;
	}
	return DRAWN;
}

static enum turn asked(const struct text *paper, struct arena *a, struct text *out)
{
	int64_t len = (int64_t)paper->len, until = clock_ticks_ms() + PAPER_MS;
	enum turn t = moved(true, (char *)&len, sizeof len, until);
	char *bytes;

	if (t == DRAWN)
		t = moved(true, paper->at, paper->len, until);
	if (t == DRAWN)
		t = moved(false, (char *)&len, sizeof len, until);
	if (t != DRAWN)
		return t;
	if (len <= 0 || len > PDF_FILE_MOST)
		return NO_FILE;
	bytes = arena_alloc(a, (size_t)len + 1);
	t = moved(false, bytes, (size_t)len, until);
	*out = (struct text){ a, bytes, (size_t)len, (size_t)len + 1, (size_t)len, false };
	return t;
}

// A process that has drawn before may have used up its time since: then a fresh one is asked.
static enum turn drawn(const struct text *paper, struct arena *a, struct text *out)
{
	for (;;) {
		bool old = drawer.pid > 0;
		enum turn t = old || started() ? asked(paper, a, out) : GONE;
		int how = drawer.pid > 0 && t >= GONE ? ended() : 0;

		drawer.used_ms = clock_ticks_ms();
		if (t == GONE && old)
			continue;
		if (t != DRAWN)
			log_warnx("event=paper_not_drawn why=%s bytes=%zu status=%d signal=%d",
				t == LATE ? "late" : t == GONE ? "gone" : "refused", paper->len,
				WIFEXITED(how) ? WEXITSTATUS(how) : 0, WIFSIGNALED(how) ? WTERMSIG(how) : 0);
		return t;
	}
}

bool drawer_draw(const struct text *paper, struct arena *a, struct text *out)
{
	enum turn t;

	if (paper->over) {
		log_warnx("event=paper_not_drawn why=long");
		return false;
	}
	pthread_mutex_lock(&drawer.lock);
	t = drawn(paper, a, out);
	pthread_mutex_unlock(&drawer.lock);
	return t == DRAWN;
}

void drawer_rest(void)
{
	// Whoever draws at this moment keeps it.
	if (pthread_mutex_trylock(&drawer.lock) != 0)
		return;
	if (drawer.pid > 0 && clock_ticks_ms() - drawer.used_ms >= REST_MS)
		ended();
	pthread_mutex_unlock(&drawer.lock);
}

void drawer_end(void)
{
	pthread_mutex_lock(&drawer.lock);
	if (drawer.pid > 0)
		ended();
	pthread_mutex_unlock(&drawer.lock);
}
