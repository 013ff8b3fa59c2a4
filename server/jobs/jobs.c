// SPDX-License-Identifier: GPL-3.0-or-later
// The table of background jobs and the thread that runs them.
#include "jobs/jobs.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/settings.h"
#include "build/sql.h"
#include "db/db.h"
#include "features/access/access.h"
#include "features/access/audit.h"
#include "features/exports/exports.h"
#include "features/lists/lists.h"
#include "features/mail/mail.h"
#include "features/paper/certificate.h"
#include "features/privacy/retention.h"
#include "features/scans/scans.h"
#include "features/training/quota.h"
#include "files/drawer.h"
#include "http/denied.h"
#include "http/login.h"
#include "jobs/keys.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { LONG_NICE = 10, LONG_MS = 30 * 60 * 1000,	// of one statement of the lane of long jobs
	RETRY_S = 3600 };	// when a job whose turn is written down failed

static void idempotency_forget(struct work *w)
{
	db_begin(w, false);
	db_run(w, sql_idempotency_sweep, arg(w->now));
	db_end(w, true);
}

static void drawer_rests(struct work *w)
{
	(void)w;
	drawer_rest();
}

static void coverage_fold(struct work *w)
{
	db_begin(w, false);
	db_int(w, sql_coverage_folded);
	db_end(w, true);
}

// What takes long has a thread of its own: the others seal and fold every second. So has what waits for another server.
enum { BRIEF, LONG, MAILS, LANES };

// A job begins and ends its own transactions. A `kept` one has its turn written down, so that it runs once in that time
// however often servers are started.
static const struct {
	const char *name;
	int64_t every_seconds;
	void (*run)(struct work *);
	int lane;
	bool kept;
} jobs[] = {
	{ "coverage_fold", 1, coverage_fold, BRIEF, false },
	{ "audit_denials", 10, audit_denials, BRIEF, false },
	{ "audit_seal", 1, audit_seal, BRIEF, false },
	{ "keys", 1, keys_watch, BRIEF, false },
	{ "last_uses", 60, login_flush, BRIEF, false },
	{ "quotas_due", 60, quotas_return_all, BRIEF, false },
	{ "accounts_idle", 3600, accounts_idle, BRIEF, false },
	{ "retention_apply", 5, retention_apply_next, BRIEF, false },
	{ "idempotency_keys", 3600, idempotency_forget, BRIEF, false },
	{ "mails_old", 3600, mail_forget_old, BRIEF, false },
	{ "mails", 1, mail_send_next, MAILS, false },
	{ "mails_due", 600, mail_remind, MAILS, false },
	{ "mails_count", 15, mail_count, MAILS, false },
	{ "lists", 1, lists_next, LONG, false },
	{ "lists_forget", 3600, lists_forget, LONG, false },
	{ "scans_forget", 3600, scans_forget, LONG, false },
	{ "exports", 1, exports_next, LONG, false },
	{ "exports_forget", 3600, exports_forget, LONG, false },
	{ "certificate_files", 1, certificate_files_make, LONG, false },
	{ "certificate_files_old", 3600, certificate_files_forget, LONG, false },
	{ "drawer_rests", 10, drawer_rests, BRIEF, false },
	{ "retention_propose", 86400, retention_propose_all, LONG, true },
};

static struct {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t threads[LANES];
	int n;				// started; the last only where mails are sent
	bool running, stopping;
} lanes = { .lock = PTHREAD_MUTEX_INITIALIZER };

static int64_t seconds_now(void)
{
	return clock_ticks_ms() / 1000;
}

// Waits until that second of the monotonic clock; false when the lanes stop.
static bool waited_until(int64_t second)
{
	const struct timespec until = { .tv_sec = (time_t)second };
	bool on;

	pthread_mutex_lock(&lanes.lock);
	while (!lanes.stopping && seconds_now() < second)
		pthread_cond_timedwait(&lanes.wake, &lanes.lock, &until);
	on = !lanes.stopping;
	pthread_mutex_unlock(&lanes.lock);
	return on;
}

// Seconds until a kept job's turn; 0: it is now, and this server's.
static int64_t job_rest(size_t i, struct db *db, struct arena *arena)
{
	struct work w = work_on(db, arena);
	int64_t rest;

	if (!jobs[i].kept)
		return 0;
	db_begin(&w, false);
	rest = db_int(&w, sql_job_claim, arg(jobs[i].name), arg(w.now), arg(jobs[i].every_seconds));
	return db_end(&w, true) ? rest : RETRY_S;
}

static void job_due_again(size_t i, struct db *db, struct arena *arena)
{
	struct work w = work_on(db, arena);

	db_begin(&w, false);
	db_run(&w, sql_job_failed, arg(jobs[i].name));
	db_end(&w, true);
}

// Runs a job whose turn it is, and gives the seconds until the next.
static int64_t job_run(size_t i, struct db *db)
{
	struct arena *arena = arena_new();
	int64_t rest = job_rest(i, db, arena);
	struct work w = work_on(db, arena);

	if (rest == 0) {
		rest = jobs[i].every_seconds;
		jobs[i].run(&w);
	}
	if (!work_ok(&w)) {
		log_warnx("event=job_failed job=%s why=\"%s\"", jobs[i].name,
			w.fault == NULL ? w.refused.code : w.fault);
		if (jobs[i].kept) {
			job_due_again(i, db, arena);
			rest = RETRY_S;
		}
	}
	arena_drop(arena);
	return rest;
}

// One lane: `number` points at its number.
static void *lane_work(void *number)
{
	const int lane = *(const int *)number;
	struct db *db = db_open(settings->database_url);
	int64_t due[COUNT(jobs)], next = seconds_now();

	if (lane == LONG)
		db_timeout(db, LONG_MS);
	if (lane == LONG && setpriority(PRIO_PROCESS, (id_t)gettid(), LONG_NICE) != 0)
		log_warn("the lane of long jobs cannot be made nicer");
	for (size_t i = 0; i < COUNT(jobs); i++)
		due[i] = next;
	while (waited_until(next)) {
		next = INT64_MAX;
		for (size_t i = 0; i < COUNT(jobs); i++) {
			if (jobs[i].lane != lane)
				continue;
			if (due[i] <= seconds_now())
				due[i] = job_run(i, db) + seconds_now();
			next = due[i] < next ? due[i] : next;
		}
	}
	db_close(db);
	return NULL;
}

void jobs_start(void)
{
	static const int numbers[LANES] = { BRIEF, LONG, MAILS };
	pthread_condattr_t monotonic;
	sigset_t all, before;

	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&lanes.wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	lanes.stopping = false;
	sigfillset(&all);		// signals are the event loop's
	pthread_sigmask(SIG_SETMASK, &all, &before);
	lanes.n = mail_on() ? LANES : MAILS;
	for (int i = 0; i < lanes.n; i++)
		if (pthread_create(&lanes.threads[i], NULL, lane_work, (void *)(uintptr_t)&numbers[i]) != 0)
			fatal(71, "the thread of background jobs cannot be started");
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	lanes.running = true;
}

void jobs_stop(void)
{
	if (!lanes.running)
		return;
	pthread_mutex_lock(&lanes.lock);
	lanes.stopping = true;
	pthread_cond_broadcast(&lanes.wake);
	pthread_mutex_unlock(&lanes.lock);
	for (int i = 0; i < lanes.n; i++)
		pthread_join(lanes.threads[i], NULL);
	lanes.running = false;
}
