// SPDX-License-Identifier: GPL-3.0-or-later
// The private PostgreSQL cluster of a data folder: who uses it, start, adoption and stop.
#include "db/cluster.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "db/place.h"

#define DATABASE "hocvu"

enum { URL_MOST = 8192, ANSWER_TRIES = 2, ANSWER_PAUSE_US = 100000 };

struct home {
	struct cluster shown;	// first: what callers see
	struct place at;
	int users, start;	// the two locks
};

// The cluster this process uses: signal and exit handlers have no other way to find it.
static struct home *in_use;

// A libpq connection string; every value quoted.
static const char *url(const struct home *h, const char *role, const char *database)
{
	struct text t = text_new(h->at.arena, URL_MOST);

	text_add(&t, "host='");
	for (const char *at = h->at.pm.sockets; *at; at++) {
		if (*at == '\'' || *at == '\\')
			text_char(&t, '\\');
		text_char(&t, *at);
	}
	text_printf(&t, "' port=5432 user=%s dbname=%s", role, database);
	return t.at;
}

static void make_urls(struct home *h)
{
	h->shown.url_super = url(h, CLUSTER_SUPERUSER, "postgres");
	h->shown.url_owner = url(h, "hocvu_owner", DATABASE);
	h->shown.url_app = url(h, "hocvu_app", DATABASE);
	h->shown.url_job = url(h, "hocvu_job", DATABASE);
}

// Does the server answer, and is it the one of our folder?
static bool answers(struct home *h)
{
	const char *folder_there = NULL;
	struct db *db;

	make_urls(h);
	if (access(arena_printf(h->at.arena, "%s/.s.PGSQL.5432", h->at.pm.sockets), F_OK) != 0)
		return false;
	db = db_open(h->shown.url_super);
	for (int i = 0; i < ANSWER_TRIES && folder_there == NULL; i++) {
		if (i > 0)
			usleep(ANSWER_PAUSE_US);
		if (db_alive(db))
			folder_there = db_ask(db, "SHOW data_directory", h->at.arena);
	}
	db_close(db);
	return folder_there != NULL && strcmp(folder_there, h->at.pm.folder) == 0;
}

// A server of this folder that runs already is used when it answers; one that is hung is ended first,
// unless somebody else is still using it.
static bool adopt(struct home *h, bool *again)
{
	const char *sockets = h->at.pm.sockets, *there = NULL;
	enum pm_state state;
	bool alone;

	while ((state = postmaster_state(&h->at.pm, &there, h->at.arena)) == PM_STARTING || state == PM_STOPPING)
		usleep(ANSWER_PAUSE_US);	// it ends in PM_READY or PM_DOWN
	*again = true;
	if (state == PM_DOWN)
		return false;
	h->at.pm.sockets = there;
	if (answers(h))
		return true;
	h->at.pm.sockets = sockets;
	alone = flock(h->users, LOCK_EX | LOCK_NB) == 0;
	*again = alone && postmaster_stop(&h->at.pm);
	flock(h->users, LOCK_SH);
	if (!*again)
		log_warnx("the PostgreSQL of %s does not answer and others use it", h->at.pm.folder);
	return false;
}

static int open_lock(struct home *h, const char *name)
{
	const char *path = arena_printf(h->at.arena, "%s/%s", h->shown.data, name);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		log_warn("cannot open %s", path);
	return fd;
}

// Stops the server when nobody else uses it, then lets go of both locks. Calls only what a signal
// handler may call.
static void leave(struct home *h)
{
	if (h->at.pm.folder != NULL && flock(h->users, LOCK_EX | LOCK_NB) == 0)
		postmaster_stop(&h->at.pm);
	close(h->users);
	close(h->start);
}

static void leave_by_signal(int sig)
{
	struct home *h = in_use;

	in_use = NULL;
	// Whoever is starting a cluster meanwhile adopts it.
	if (h != NULL && flock(h->start, LOCK_EX | LOCK_NB) == 0)
		leave(h);
	signal(sig, SIG_DFL);
	raise(sig);
}

static void leave_at_exit(void)
{
	if (in_use != NULL)
		cluster_stop(&in_use->shown);
}

static void leave_whatever_happens(struct home *h)
{
	static bool registered;
	const struct sigaction action = { .sa_handler = leave_by_signal };

	in_use = h;
	if (!registered)
		atexit(leave_at_exit);
	registered = true;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

// Under start.lock: finds or makes everything and has a server at the end.
static bool bring_up(struct home *h)
{
	bool again;

	if (!place_find(&h->at))
		return false;
	if (adopt(h, &again))
		return true;
	if (!again)
		return false;
	h->shown.started_by_us = postmaster_start(&h->at.pm, h->at.arena);
	make_urls(h);
	return h->shown.started_by_us;
}

struct cluster *cluster_start(const char *data)
{
	struct arena *arena = arena_new();
	struct home *h = arena_one(arena, struct home);

	crypto_init();
	h->at.arena = arena;
	h->users = h->start = -1;
	h->shown.data = h->at.data = place_data(data, arena);
	if (h->shown.data != NULL) {
		h->shown.log = h->at.pm.log = arena_printf(arena, "%s/postgres.log", h->shown.data);
		h->start = open_lock(h, "start.lock");
		h->users = open_lock(h, "users.lock");
	}
	if (h->users < 0 || h->start < 0 || flock(h->start, LOCK_EX) != 0 || flock(h->users, LOCK_SH) != 0) {
		close(h->users);
		close(h->start);
		arena_drop(arena);
		return NULL;
	}
	leave_whatever_happens(h);
	if (!bring_up(h)) {
		cluster_stop(&h->shown);
		return NULL;
	}
	flock(h->start, LOCK_UN);
	return &h->shown;
}

void cluster_stop(struct cluster *c)
{
	struct home *h = (struct home *)(void *)c;

	if (h == NULL)
		return;
	in_use = NULL;
	flock(h->start, LOCK_EX);
	leave(h);
	arena_drop(h->at.arena);
}
