// SPDX-License-Identifier: GPL-3.0-or-later
// The table of background jobs and the thread that runs them.
#include "jobs/jobs.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/log.h"
#include "base/settings.h"
#include "build/sql.h"
#include "db/db.h"
#include "features/access/access.h"
#include "features/access/audit.h"
#include "features/privacy/retention.h"
#include "features/training/quota.h"
#include "http/denied.h"
#include "http/login.h"
#include "jobs/keys.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void idempotency_forget(struct work *w)
{
	db_begin(w, false);
	db_run(w, sql_idempotency_sweep, arg(w->now));
	db_end(w, true);
}

static void coverage_fold(struct work *w)
{
	db_begin(w, false);
	db_int(w, sql_coverage_folded);
	db_end(w, true);
}

// A job begins and ends its own transactions.
static const struct {
	const char *name;
	int64_t every_seconds;
	void (*run)(struct work *);
} jobs[] = {
	{ "coverage_fold", 1, coverage_fold },
	{ "audit_denials", 10, audit_denials },
	{ "audit_seal", 1, audit_seal },
	{ "keys", 1, keys_watch },
	{ "last_uses", 60, login_flush },
	{ "quotas_due", 60, quotas_return_all },
	{ "audit_forget", 3600, audit_forget },
	{ "accounts_idle", 3600, accounts_idle },
	{ "retention_apply", 5, retention_apply_next },
	{ "retention_propose", 86400, retention_propose_all },
	{ "idempotency_keys", 3600, idempotency_forget },
};

static struct {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t thread;
	bool running, stopping;
} lane = { .lock = PTHREAD_MUTEX_INITIALIZER };

static int64_t seconds_now(void)
{
	return clock_ticks_ms() / 1000;
}

// Waits until that second of the monotonic clock; false when the lane stops.
static bool waited_until(int64_t second)
{
	const struct timespec until = { .tv_sec = (time_t)second };
	bool on;

	pthread_mutex_lock(&lane.lock);
	while (!lane.stopping && seconds_now() < second)
		pthread_cond_timedwait(&lane.wake, &lane.lock, &until);
	on = !lane.stopping;
	pthread_mutex_unlock(&lane.lock);
	return on;
}

static void job_run(size_t i, struct db *db)
{
	struct arena *arena = arena_new();
	struct work w = work_on(db, arena);

	jobs[i].run(&w);
	if (!work_ok(&w))
		log_warnx("event=job_failed job=%s why=\"%s\"", jobs[i].name,
			w.fault == NULL ? w.refused.code : w.fault);
	arena_drop(arena);
}

static void *jobs_work(void *unused)
{
	struct db *db = db_open(settings->database_url);
	int64_t due[COUNT(jobs)], next = seconds_now();

	(void)unused;
	for (size_t i = 0; i < COUNT(jobs); i++)
		due[i] = next;
	while (waited_until(next)) {
		next = INT64_MAX;
		for (size_t i = 0; i < COUNT(jobs); i++) {
			if (due[i] <= seconds_now()) {
				job_run(i, db);
				due[i] = seconds_now() + jobs[i].every_seconds;
			}
			next = due[i] < next ? due[i] : next;
		}
	}
	db_close(db);
	return NULL;
}

void jobs_start(void)
{
	pthread_condattr_t monotonic;
	sigset_t all, before;

	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&lane.wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	lane.stopping = false;
	sigfillset(&all);		// signals are the event loop's
	pthread_sigmask(SIG_SETMASK, &all, &before);
	if (pthread_create(&lane.thread, NULL, jobs_work, NULL) != 0)
		fatal(71, "the thread of background jobs cannot be started");
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	lane.running = true;
}

void jobs_stop(void)
{
	if (!lane.running)
		return;
	pthread_mutex_lock(&lane.lock);
	lane.stopping = true;
	pthread_cond_broadcast(&lane.wake);
	pthread_mutex_unlock(&lane.lock);
	pthread_join(lane.thread, NULL);
	lane.running = false;
}
