// SPDX-License-Identifier: GPL-3.0-or-later
// Three queues and their workers, a connection each: short work, slow work that never delays it, passwords.
#include "http/lanes.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "base/password.h"
#include "base/settings.h"
#include "http/dispatch.h"

enum { WORKERS_MOST = 64, WORKERS_STANDARD = 8, WORK_QUEUE = 1024, SLOW_QUEUE = 32, SLOW_NICE = 10,
	HASH_QUEUE = 32 };

struct line {
	pthread_mutex_t lock;
	pthread_cond_t some;
	struct exchange *head, **end;
	size_t depth;			// waiting and worked on
	size_t waiting, most;
	bool stopping;
	int nice;
	bool passwords;			// each worker has a niced helper process; nice itself, it could hold a lock of the loop's
	pthread_t workers[WORKERS_MOST];
	int workers_n;
};

static struct line lines[LANE_LOOP];
static void (*when_done)(struct exchange *);

// The next request, or NULL when the lane ends. *late: it waited so long that the lane ends first.
static struct exchange *line_take(struct line *l, bool *late)
{
	struct exchange *x;

	pthread_mutex_lock(&l->lock);
	while (l->head == NULL && !l->stopping)
		pthread_cond_wait(&l->some, &l->lock);
	x = l->head;
	*late = l->stopping;
	if (x != NULL) {
		l->head = x->next;
		if (l->head == NULL)
			l->end = &l->head;
		l->waiting--;
	}
	pthread_mutex_unlock(&l->lock);
	return x;
}

static void line_finished(struct line *l)
{
	pthread_mutex_lock(&l->lock);
	l->depth--;
	pthread_mutex_unlock(&l->lock);
}

static void *worker(void *ctx)
{
	struct line *l = ctx;
	struct db *db = db_open(settings->database_url);
	struct exchange *x;
	bool late;

	if (l->nice > 0 && setpriority(PRIO_PROCESS, (id_t)gettid(), l->nice) != 0)
		log_warn("a slow worker cannot be made nicer");
	if (l->passwords)
		password_helper_begin();
	while ((x = line_take(l, &late)) != NULL) {
		if (late)
			dispatch_busy(x);
		else
			dispatch_run(x, db);
		dispatch_log(x);
		line_finished(l);
		when_done(x);		// from here on the exchange is the loop's
	}
	password_helper_end();
	db_close(db);
	return NULL;
}

static void line_start(struct line *l, int workers, size_t most)
{
	sigset_t all, before;

	pthread_mutex_init(&l->lock, NULL);
	pthread_cond_init(&l->some, NULL);
	l->end = &l->head;
	l->most = most;
	sigfillset(&all);		// signals are the loop's
	pthread_sigmask(SIG_SETMASK, &all, &before);
	for (l->workers_n = 0; l->workers_n < workers; l->workers_n++)
		if (pthread_create(&l->workers[l->workers_n], NULL, worker, l) != 0)
			fatal(71, "a worker thread cannot be started");
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void lanes_start(void (*done)(struct exchange *))
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	int workers = (int)settings->workers, half;

	cores = cores < 1 ? 1 : cores;
	if (workers == 0)
		workers = cores * 4 < WORKERS_STANDARD ? (int)cores * 4 : WORKERS_STANDARD;
	when_done = done;
	memset(lines, 0, sizeof lines);
	half = cores / 2 < 1 ? 1 : cores / 2 > WORKERS_MOST ? WORKERS_MOST : (int)cores / 2;
	lines[LANE_SLOW].nice = SLOW_NICE;
	lines[LANE_HASH].passwords = true;
	line_start(&lines[LANE_WORK], workers, WORK_QUEUE);
	line_start(&lines[LANE_SLOW], half, SLOW_QUEUE);
	line_start(&lines[LANE_HASH], half, HASH_QUEUE);
}

bool lane_has_room(enum lane lane)
{
	struct line *l = &lines[lane];
	bool room;

	pthread_mutex_lock(&l->lock);
	room = l->waiting < l->most;
	pthread_mutex_unlock(&l->lock);
	return room;
}

void lane_put(enum lane lane, struct exchange *x)
{
	struct line *l = &lines[lane];

	x->next = NULL;
	pthread_mutex_lock(&l->lock);
	*l->end = x;
	l->end = &x->next;
	l->waiting++;
	l->depth++;
	pthread_cond_signal(&l->some);
	pthread_mutex_unlock(&l->lock);
}

size_t lane_depth(enum lane lane)
{
	struct line *l = &lines[lane];
	size_t depth;

	pthread_mutex_lock(&l->lock);
	depth = l->depth;
	pthread_mutex_unlock(&l->lock);
	return depth;
}

void lanes_stop(void)
{
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		pthread_mutex_lock(&lines[i].lock);
		lines[i].stopping = true;
		pthread_cond_broadcast(&lines[i].some);
		pthread_mutex_unlock(&lines[i].lock);
	}
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		for (int w = 0; w < lines[i].workers_n; w++)
			pthread_join(lines[i].workers[w], NULL);
}
