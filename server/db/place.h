// SPDX-License-Identifier: GPL-3.0-or-later
// Where the cluster of a data folder lives and whom it belongs to; cluster.h draws the folders.
#ifndef DB_PLACE_H
#define DB_PLACE_H

#include <stdbool.h>

#include "db/postmaster.h"

#define CLUSTER_SUPERUSER "postgres"

struct arena;

struct place {
	const char *data;	// the data folder, absolute
	struct arena *arena;	// where the rest lives
	struct postmaster pm;	// what its server runs on; pm.log is given
};

// The data folder as an absolute path, made when missing (for root with a way through for the
// cluster's user). NULL with a message in the log.
const char *place_data(const char *data, struct arena *);

// Fills at->pm from at->data: owner, programs, folders; runs initdb when there are no files yet. False
// with a message in the log. Only for whoever holds the data folder's start.lock.
bool place_find(struct place *at);

#endif
