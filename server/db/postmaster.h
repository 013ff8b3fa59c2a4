// SPDX-License-Identifier: GPL-3.0-or-later
// One PostgreSQL server on one folder of files: its programs, the user they run as, start and stop.
//
// PostgreSQL refuses to run as root, so root's children become the user in `uid` first. Nothing here
// touches a process before its command line has shown that it serves this very folder.
#ifndef DB_POSTMASTER_H
#define DB_POSTMASTER_H

#include <stdbool.h>
#include <sys/types.h>

struct arena;

struct postmaster {
	const char *bin;	// folder of PostgreSQL's programs
	const char *folder;	// the cluster's files
	const char *sockets;	// folder of its unix socket
	const char *log;	// the file its messages go to
	uid_t uid;		// whom its programs run as
	gid_t gid;
};

// What the server of a folder is doing.
enum pm_state { PM_DOWN, PM_STARTING, PM_READY, PM_STOPPING };

// The folder of PostgreSQL's programs: of the given major version ("15"), or the newest for NULL;
// from Debian's places, else from PATH. NULL when there are none. In the arena.
const char *postgres_programs(const char *version, struct arena *);

// May the user of `p` enter the folder at `path`?
bool postmaster_enters(const struct postmaster *, const char *path);

// Runs one of PostgreSQL's programs (argv[0] is its bare name) as the cluster's user and waits; its
// output goes to the log. True when it ended with 0.
bool postmaster_run(const struct postmaster *, const char *const *argv, struct arena *);

// The state of the folder's server and (when `sockets` is not NULL) the socket folder it was started
// with, in the arena. PM_DOWN: there is no such process, whatever a left-over file says.
enum pm_state postmaster_state(const struct postmaster *, const char **sockets, struct arena *);

// Starts the server, detached from the terminal, and waits until it accepts connections. False with a
// message in the log.
bool postmaster_start(const struct postmaster *, struct arena *);

// Ends the folder's server if it runs: fast, harder when that takes too long. True once it is gone. Calls
// only what a signal handler may call (and snprintf).
bool postmaster_stop(const struct postmaster *);

#endif
