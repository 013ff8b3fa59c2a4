// SPDX-License-Identifier: GPL-3.0-or-later
// Hands a batch of mails to hocvud-mail and reads how each went.
#include "files/smtp.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/utf8.h"

enum { PATH_MOST = 4096, LOOK_MS = 200, GRACE_MS = 15 * 1000, ANSWERS_MOST = 1 << 20 };

extern char **environ;

struct child { pid_t pid; int answers; };

static bool put(FILE *out, const char *s, size_t len)
{
	const int64_t n = (int64_t)len;

	return fwrite(&n, sizeof n, 1, out) == 1 && fwrite(s, 1, len, out) == len;
}

// The batch as a descriptor that has no name anywhere; -1 when there is no room.
static int batch_made(const struct smtp_server *s, const struct smtp_mail *mails, size_t n)
{
	const char *const head[SMTP_HEAD] = { [SMTP_URL] = s->url, [SMTP_TLS] = s->tls, [SMTP_CA] = s->ca_file,
		[SMTP_USER] = s->user, [SMTP_PASSWORD] = s->password };
	int fd = memfd_create("mails", MFD_CLOEXEC), copy = fd < 0 ? -1 : dup(fd);
	FILE *out = copy < 0 ? NULL : fdopen(copy, "w");
	bool good = out != NULL;

	for (size_t i = 0; good && i < SMTP_HEAD; i++)
		good = put(out, head[i], strlen(head[i]));
	for (size_t i = 0; good && i < n; i++)
		good = put(out, mails[i].from, strlen(mails[i].from)) && put(out, mails[i].to, strlen(mails[i].to)) &&
			put(out, mails[i].bytes, mails[i].len);
	if (out != NULL)
		good = fclose(out) == 0 && good;
	else if (copy >= 0)
		close(copy);
	if (fd >= 0 && (!good || lseek(fd, 0, SEEK_SET) != 0)) {
		close(fd);
		return -1;
	}
	return fd;
}

// Beside this very program: "/usr/local/bin/hocvud-mail".
static bool program_path(char path[PATH_MOST])
{
	static const char name[] = "hocvud-mail";
	ssize_t n = readlink("/proc/self/exe", path, PATH_MOST - sizeof name - 1);
	char *slash;

	if (n <= 0)
		return false;
	path[n] = '\0';
	slash = strrchr(path, '/');
	if (slash == NULL)
		return false;
	memcpy(slash + 1, name, sizeof name);
	return true;
}

static bool child_start(struct child *child, int batch)
{
	char path[PATH_MOST], *const argv[] = { path, NULL };
	posix_spawn_file_actions_t files;
	int ends[2], error;

	if (!program_path(path) || pipe2(ends, O_CLOEXEC) != 0)
		return false;
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, batch, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
	posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
	error = posix_spawn(&child->pid, path, &files, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&files);
	close(ends[1]);
	child->answers = ends[0];
	if (error != 0) {
		close(ends[0]);
		errno = error;
	}
	return error == 0;
}

// "12 S 250 2.0.0 Ok: queued as 1A2B".
static void answer_take(char *line, struct smtp_mail *mails, size_t n, struct arena *a)
{
	char *end, outcome;
	unsigned long long i = strtoull(line, &end, 10);

	if (end == line || *end != ' ' || i >= n || end[1] == '\0' || end[2] != ' ' || strchr("SLRA", end[1]) == NULL)
		return;
	outcome = end[1];
	mails[i].code = strtoll(end + 3, &end, 10);
	mails[i].outcome = (enum smtp_outcome)outcome;
	end += strspn(end, " ");
	mails[i].said = utf8_valid(end, strlen(end)) && !utf8_control(end, false) ? arena_copy(a, end) : "";
}

// Reads lines until the other end closes, it takes too long, or we are to stop.
static void answers_read(const struct child *child, struct smtp_mail *mails, size_t n, bool (*stopped)(void), struct arena *a)
{
	const int64_t until = clock_ticks_ms() + SMTP_BATCH_SECONDS * 1000 + GRACE_MS;
	struct pollfd ready = { .fd = child->answers, .events = POLLIN };
	char line[SMTP_LINE_MOST + 1], byte[512];
	size_t len = 0, all = 0;

	while (!stopped() && clock_ticks_ms() < until && all < ANSWERS_MOST) {
		int found = poll(&ready, 1, LOOK_MS);
		ssize_t got = found > 0 ? read(child->answers, byte, sizeof byte) : 0;

		if (found == 0 || (found < 0 && errno == EINTR))
			continue;
		if (got <= 0)
			return;
		all += (size_t)got;
		for (ssize_t i = 0; i < got; i++) {
			if (byte[i] != '\n' && len < SMTP_LINE_MOST)
				line[len++] = byte[i];
			if (byte[i] != '\n')
				continue;
			line[len] = '\0';
			answer_take(line, mails, n, a);
			len = 0;
		}
	}
}

bool smtp_send(const struct smtp_server *server, struct smtp_mail *mails, size_t n, bool (*stopped)(void), struct arena *a)
{
	int batch = batch_made(server, mails, n);
	struct child child;
	bool started = batch >= 0 && child_start(&child, batch);

	for (size_t i = 0; i < n; i++) {
		mails[i].outcome = SMTP_UNTRIED;
		mails[i].said = "";
	}
	if (!started)
		log_warn("event=mail_not_started why=\"hocvud-mail cannot be started\"");
	if (started) {
		answers_read(&child, mails, n, stopped, a);
		close(child.answers);
		kill(child.pid, SIGKILL);
		while (waitpid(child.pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (batch >= 0)
		close(batch);
	return started;
}
