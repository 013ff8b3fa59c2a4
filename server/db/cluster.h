// SPDX-License-Identifier: GPL-3.0-or-later
// The private PostgreSQL cluster of a data folder, so that nobody has to set up a server to try hocvu.
//
//	DATA/pg			the cluster's files, or a link to /var/lib/hocvu-dev/<hash>/pg when the
//				user that must own them cannot enter DATA (a checkout below /root)
//	DATA/s			its unix socket, mode 0700; elsewhere when the path would be too long
//	DATA/postgres.log	its messages
//	DATA/users.lock		everyone who uses the cluster holds it shared; who leaves last stops it
//	DATA/start.lock		held by whoever is starting or stopping it
//
// `hocvud dev` and any number of commands may use one folder at once. What a killed process left is
// adopted (a server that answers) or recovered (one that does not) by the next start.
#ifndef DB_CLUSTER_H
#define DB_CLUSTER_H

#include <stdbool.h>

struct cluster {
	const char *data;	// the data folder, absolute
	const char *log;	// PostgreSQL's log
	const char *url_super;	// as the cluster's superuser: roles and the database itself
	const char *url_owner, *url_app, *url_job;
	bool started_by_us;	// false: it was running already
};

// Starts the cluster of the data folder (made when missing) or joins the one that runs. NULL with a
// message in the log when that is impossible. From then on SIGINT, SIGTERM, SIGHUP and exit() leave the
// cluster properly too, until the caller sets handlers of its own. One cluster a process.
struct cluster *cluster_start(const char *data);

// Leaves the cluster, and stops it when nobody else uses it. NULL is accepted.
void cluster_stop(struct cluster *);

#endif
