// SPDX-License-Identifier: GPL-3.0-or-later
// Password hashing here or in a helper process, one message there and one back.
#include "base/password.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/log.h"

enum { PASSWORD_BYTES = 1024, OTHER_BYTES = 256, HELPER_NICE = 7, EXIT_SOFTWARE = 70 };
enum kind { HASH, MATCHES, TRACE };

struct task {
	enum kind kind;
	bool good;			// the answer to MATCHES; true with a text
	char password[PASSWORD_BYTES];
	char other[OTHER_BYTES];	// a hash or a salt there; a hash back
};

struct helper { bool wanted; int fd; pid_t pid; };	// fd -1: not running
static _Thread_local struct helper helper = { .fd = -1 };
static _Atomic uint64_t runs;

extern char **environ;

uint64_t password_runs(void)
{
	return atomic_load_explicit(&runs, memory_order_relaxed);
}

static void task_do(struct task *t)
{
	struct arena *arena = arena_new();
	const char *out = "";

	if (t->kind == MATCHES)
		t->good = argon_matches(t->other, t->password);
	else
		out = t->kind == HASH ? argon_hash(t->password, arena) : argon_trace(t->password, t->other, arena);
	if (t->kind != MATCHES)
		t->good = strlen(out) < sizeof t->other;
	if (t->kind != MATCHES && t->good)
		memcpy(t->other, out, strlen(out) + 1);
	arena_drop(arena);
}

void password_helper_begin(void)
{
	helper.wanted = true;
}

void password_helper_end(void)
{
	if (helper.fd < 0)
		return;
	close(helper.fd);
	while (waitpid(helper.pid, NULL, 0) < 0 && errno == EINTR)
		;
	helper.fd = -1;
}

// This very program, even when its file has been replaced since. It sees no descriptor but its socket: a copy
// of a client's would keep that connection open.
static bool helper_start(void)
{
	static char name[] = "hocvud", command[] = "hash";
	char *const argv[] = { name, command, NULL };
	posix_spawn_file_actions_t files;
	int pair[2], error;

	if (helper.fd >= 0)
		return true;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return false;
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, pair[1], STDIN_FILENO);
	posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
	error = posix_spawn(&helper.pid, "/proc/self/exe", &files, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&files);
	close(pair[1]);
	if (error != 0)
		close(pair[0]);
	else
		helper.fd = pair[0];
	return error == 0;
}

static bool helper_asked(struct task *t)
{
	struct task answer;
	bool done = helper_start() && send(helper.fd, t, sizeof *t, MSG_NOSIGNAL) == sizeof *t &&
		recv(helper.fd, &answer, sizeof answer, 0) == sizeof answer;

	if (done)
		*t = answer;
	else
		password_helper_end();
	return done;
}

static void task_run(struct task *t)
{
	atomic_fetch_add_explicit(&runs, 1, memory_order_relaxed);
	if (helper.wanted && helper_asked(t))
		return;
	if (helper.wanted)
		log_warnx("event=password_helper_lost do=\"hashed in this process\"");
	task_do(t);
}

// A text longer than any of ours is no password and no hash of ours.
static struct task task_done(enum kind kind, const char *password, const char *other)
{
	struct task t = { .kind = kind };

	if (strlen(password) >= sizeof t.password || strlen(other) >= sizeof t.other)
		return t;
	memcpy(t.password, password, strlen(password) + 1);
	memcpy(t.other, other, strlen(other) + 1);
	task_run(&t);
	crypto_wipe(t.password, sizeof t.password);
	return t;
}

// A hash that cannot be made must not become a password everybody has.
static const char *text_of(const struct task *t, struct arena *a)
{
	if (!t->good)
		fatal(EXIT_SOFTWARE, "a password cannot be hashed");
	return arena_copy(a, t->other);
}

const char *password_hash(const char *password, struct arena *a)
{
	const struct task t = task_done(HASH, password, "");

	return text_of(&t, a);
}

const char *password_trace(const char *password, const char *salt, struct arena *a)
{
	const struct task t = task_done(TRACE, password, salt);

	return text_of(&t, a);
}

bool password_matches(const char *hash, const char *password)
{
	return hash != NULL && password != NULL && task_done(MATCHES, password, hash).good;
}

// Idle among the threads of its own group; and Linux weighs whole sessions against each other (sched(7), autogroup), so
// that an idle one in the server's session would still push PostgreSQL aside: it gets a session of its own, of a fifth of the
// weight. Not of the least: on a machine that is busy for an hour (an import) people still want to sign in.
static void give_way(void)
{
	const struct sched_param idle = { .sched_priority = 0 };
	FILE *group;

	if (sched_setscheduler(0, SCHED_IDLE, &idle) != 0 && setpriority(PRIO_PROCESS, 0, HELPER_NICE) != 0)
		log_warn("the password helper cannot be made nicer");
	if (setsid() < 0)
		return;
	group = fopen("/proc/self/autogroup", "we");
	if (group == NULL)
		return;	// a kernel without such groups
	fprintf(group, "%d", HELPER_NICE);
	fclose(group);
}

void password_helper_serve(void)
{
	struct task t;

	give_way();
	while (recv(STDIN_FILENO, &t, sizeof t, 0) == sizeof t) {
		task_do(&t);
		crypto_wipe(t.password, sizeof t.password);
		if (send(STDIN_FILENO, &t, sizeof t, MSG_NOSIGNAL) != sizeof t)
			break;
	}
}
