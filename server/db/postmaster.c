// SPDX-License-Identifier: GPL-3.0-or-later
// One PostgreSQL server on one folder of files: its programs, the user they run as, start and stop.
#include "db/postmaster.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"

enum {
	STEP_MS = 10,		// between two looks at a server that starts or stops
	START_MS = 120 * 1000,	// crash recovery may take long
	TRIES = 5, AGAIN_MS = 300,
	FAST_MS = 20 * 1000,
	HARD_MS = 5 * 1000,
	LOG_MOST = 10 << 20,	// a larger log begins anew
	NOBODY = 2147483646,	// no process has this number
	STATUS_LINE = 8, SOCKET_LINE = 5,	// of postmaster.pid, src/include/utils/pidfile.h
};

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

// The folder a program found through PATH really lives in.
static const char *programs_on_path(struct arena *arena)
{
	const char *path = getenv("PATH");

	for (const char *at = path ? path : ""; *at; ) {
		size_t len = strcspn(at, ":");
		const char *file = arena_printf(arena, "%.*s/initdb", (int)len, at);
		char *real = access(file, X_OK) == 0 ? realpath(file, NULL) : NULL;

		if (real != NULL) {
			const char *bin = arena_copyn(arena, real, (size_t)(strrchr(real, '/') - real));

			free(real);
			return bin;
		}
		at += len + (at[len] == ':');
	}
	return NULL;
}

const char *postgres_programs(const char *version, struct arena *arena)
{
	static const char place[] = "/usr/lib/postgresql/";
	const char *best = NULL;
	long newest = 0;
	glob_t found;

	if (glob("/usr/lib/postgresql/*/bin/initdb", 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++) {
			const char *file = found.gl_pathv[i];
			long major = strtol(file + sizeof place - 1, NULL, 10);

			if (version != NULL ? major != strtol(version, NULL, 10) : major <= newest)
				continue;
			newest = major;
			best = arena_copyn(arena, file, strlen(file) - strlen("/initdb"));
		}
		globfree(&found);
	}
	return best != NULL ? best : programs_on_path(arena);
}

// In a child of root: becomes the cluster's user for good.
static void become(const struct postmaster *p)
{
	if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setgid(p->gid) != 0 || setuid(p->uid) != 0))
		_exit(126);
	umask(077);
}

// What the child ended with; -1 when a signal ended it.
static int wait_for(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool postmaster_enters(const struct postmaster *p, const char *path)
{
	pid_t child = fork();

	if (child == 0) {
		become(p);
		_exit(access(path, X_OK) == 0 ? 0 : 1);
	}
	return child > 0 && wait_for(child) == 0;
}

// The arguments with the program's whole path in front: initdb looks for postgres beside itself.
static char **arguments(const struct postmaster *p, const char *const *argv, struct arena *arena)
{
	size_t n = 0;
	char **full;

	while (argv[n] != NULL)
		n++;
	full = arena_many(arena, char *, n + 1);
	for (size_t i = 0; i < n; i++) {
		const char *text = i == 0 ? arena_printf(arena, "%s/%s", p->bin, argv[0]) : argv[i];

		full[i] = arena_copyn(arena, text, strlen(text));
	}
	return full;
}

// Starts a program in a child whose output goes to the log. The environment is ours alone: PG* and
// LC_* variables of whoever calls must not reach the cluster.
static pid_t spawn(const struct postmaster *p, const char *const *argv, bool detach, struct arena *arena)
{
	static char *const environment[] = { "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC", NULL };
	char **full = arguments(p, argv, arena);
	int log = open(p->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct stat st;
	pid_t child;

	if (log >= 0 && fstat(log, &st) == 0 && st.st_size > LOG_MOST && ftruncate(log, 0) != 0)
		log_warn("cannot empty %s", p->log);
	child = log < 0 || nothing < 0 ? -1 : fork();
	if (child == 0) {
		if (detach)
			setsid();
		become(p);
		if (!detach)	// initdb must not go on after us
			prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (dup2(nothing, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0 || chdir("/") != 0)
			_exit(126);
		execve(full[0], full, environment);
		_exit(127);
	}
	if (child < 0)
		log_warn("cannot start %s with its log %s", full[0], p->log);
	if (log >= 0)
		close(log);
	if (nothing >= 0)
		close(nothing);
	return child;
}

bool postmaster_run(const struct postmaster *p, const char *const *argv, struct arena *arena)
{
	pid_t child = spawn(p, argv, false, arena);

	return child > 0 && wait_for(child) == 0;
}

// Up to room - 1 bytes of a small file, NUL-terminated; 0 when it cannot be read.
static size_t slurp(const char *path, char *out, size_t room)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? 0 : read(fd, out, room - 1);

	if (fd >= 0)
		close(fd);
	out[got > 0 ? got : 0] = '\0';
	return got > 0 ? (size_t)got : 0;
}

// Is this living process a postgres whose command line names our folder? Command lines may be read
// by everyone, also where /proc/PID/cwd may not (root in a container).
static bool serves(pid_t pid, const char *folder)
{
	char path[64], line[8192];
	size_t len;

	snprintf(path, sizeof path, "/proc/%d/cmdline", (int)pid);
	len = slurp(path, line, sizeof line);
	if (len == 0 || strstr(line, "postgres") == NULL)
		return false;
	for (const char *at = line; at < line + len; at += strlen(at) + 1)
		if (strcmp(at, folder) == 0)
			return true;
	return false;
}

// The n-th line of a text, without its trailing blanks.
static const char *line_of(const char *text, int n, struct arena *arena)
{
	size_t len;

	while (--n > 0 && text != NULL)
		text = (text = strchr(text, '\n')) != NULL ? text + 1 : NULL;
	if (text == NULL)
		return "";
	for (len = strcspn(text, "\n"); len > 0 && text[len - 1] == ' '; len--)
		;
	return arena_copyn(arena, text, len);
}

// The process its pid file names, when it really is our server; else 0.
static pid_t named_by(const char *pidfile, const struct postmaster *p)
{
	pid_t pid = (pid_t)strtol(pidfile, NULL, 10);

	return pid > 0 && serves(pid, p->folder) ? pid : 0;
}

static size_t pidfile_read(const struct postmaster *p, char *out, size_t room)
{
	char path[4096];

	snprintf(path, sizeof path, "%s/postmaster.pid", p->folder);
	return slurp(path, out, room);
}

enum pm_state postmaster_state(const struct postmaster *p, const char **sockets, struct arena *arena)
{
	char text[2048];
	const char *status;

	if (pidfile_read(p, text, sizeof text) == 0 || named_by(text, p) == 0)
		return PM_DOWN;
	status = line_of(text, STATUS_LINE, arena);
	if (sockets != NULL)
		*sockets = line_of(text, SOCKET_LINE, arena);
	if (strcmp(status, "stopping") == 0)
		return PM_STOPPING;
	return strcmp(status, "ready") == 0 ? PM_READY : PM_STARTING;
}

// A left-over pid file may name a number that some other process has by now, and PostgreSQL would
// refuse to start. Names a process that cannot exist instead; PostgreSQL then checks for left-over
// backends by the file's other lines, as it does after any crash.
static void unstale(const char *path, bool rest_matters)
{
	char text[2048], *rest;
	size_t len = slurp(path, text, sizeof text);
	pid_t pid = (pid_t)strtol(text, NULL, 10);
	int fd;

	if (len == 0 || pid <= 0 || (kill(pid, 0) != 0 && errno == ESRCH))
		return;
	if (!rest_matters) {
		unlink(path);
		return;
	}
	rest = strchr(text, '\n');
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (fd < 0 || dprintf(fd, "%d%s", NOBODY, rest ? rest : "\n") < 0)
		log_warn("cannot mend %s", path);
	if (fd >= 0)
		close(fd);
}

static bool start_once(const struct postmaster *p, struct arena *arena)
{
	const char *const argv[] = { "postgres", "-D", p->folder, "-k", p->sockets, "-c", "listen_addresses=",
		"-c", "port=5432", "-c", "unix_socket_permissions=0700", NULL };
	pid_t child = spawn(p, argv, true, arena);

	for (int waited = 0; child > 0 && waited < START_MS; waited += STEP_MS) {
		if (waitpid(child, NULL, WNOHANG) != 0)
			return false;
		if (postmaster_state(p, NULL, arena) == PM_READY)
			return true;
		pause_ms(STEP_MS);
	}
	return false;
}

bool postmaster_start(const struct postmaster *p, struct arena *arena)
{
	unstale(arena_printf(arena, "%s/postmaster.pid", p->folder), true);
	unstale(arena_printf(arena, "%s/.s.PGSQL.5432.lock", p->sockets), false);
	// After a kill -9 of the server its backends need a moment to notice and end.
	for (int tries = 0; tries < TRIES; tries++) {
		if (start_once(p, arena))
			return true;
		pause_ms(AGAIN_MS);
	}
	log_warnx("PostgreSQL did not start on %s: see %s", p->folder, p->log);
	return false;
}

// Gone, or a zombie that whoever runs as process 1 does not collect.
static bool gone(pid_t pid)
{
	char path[64], line[512];
	const char *state;

	if (waitpid(pid, NULL, WNOHANG) == pid || (kill(pid, 0) != 0 && errno == ESRCH))
		return true;
	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	if (slurp(path, line, sizeof line) == 0)
		return true;
	state = strrchr(line, ')');
	return state != NULL && state[1] == ' ' && state[2] == 'Z';
}

bool postmaster_stop(const struct postmaster *p)
{
	// Fast; immediate; and for one that is stopped or hung, what the next start recovers from.
	static const struct { int signal; int ms; } how[] = {
		{ SIGINT, FAST_MS }, { SIGQUIT, HARD_MS }, { SIGKILL, HARD_MS },
	};
	char text[2048];
	pid_t pid = pidfile_read(p, text, sizeof text) > 0 ? named_by(text, p) : 0;

	for (size_t i = 0; pid > 0 && i < sizeof how / sizeof *how; i++) {
		if (kill(pid, how[i].signal) != 0 && errno != ESRCH)
			return false;
		for (int waited = 0; waited < how[i].ms; waited += STEP_MS) {
			if (gone(pid))
				return true;
			pause_ms(STEP_MS);
		}
	}
	return pid == 0;
}
