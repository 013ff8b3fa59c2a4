// SPDX-License-Identifier: GPL-3.0-or-later
// One eventfd that workers and signals write and the event loop reads.
#include "http/wake.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/log.h"

enum { EXIT_OS = 71 };

static int wake = -1;
static atomic_bool woken;		// it was written and not yet read
static volatile sig_atomic_t stop_requested;

int wake_open(void)
{
	if (wake < 0)
		wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (wake < 0)
		fatal(EXIT_OS, "the event loop cannot be woken: no eventfd");
	return wake;
}

static void wake_write(void)
{
	ssize_t done = write(wake, &(uint64_t){ 1 }, sizeof(uint64_t));

	(void)done;			// full means: it is awake
}

void wake_up(void)
{
	if (!atomic_exchange(&woken, true))
		wake_write();
}

// The mark goes before the loop looks at what is done: who finishes later writes again.
void wake_read(void)
{
	uint64_t drained;
	ssize_t done = read(wake, &drained, sizeof drained);

	(void)done;
	atomic_store(&woken, false);
}

static void on_stop_signal(int number)
{
	int saved = errno;

	(void)number;
	stop_requested = 1;
	wake_write();
	errno = saved;
}

void wake_catch_stop(void)
{
	struct sigaction act = { .sa_handler = on_stop_signal, .sa_flags = SA_RESTART };

	wake_open();
	sigemptyset(&act.sa_mask);
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGINT, &act, NULL);
	signal(SIGPIPE, SIG_IGN);
}

bool wake_stop_requested(void)
{
	return stop_requested != 0;
}
