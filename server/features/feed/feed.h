// SPDX-License-Identifier: GPL-3.0-or-later
// What the files of this room share: a feed found by the text in its address.
#ifndef FEED_FEED_H
#define FEED_FEED_H

#include "http/http.h"

// The one feed that needs no token: everybody may read the public catalogue.
#define FEED_PUBLIC "catalogue"

struct feed_found {
	const char *what;	// class, unit, trainer, person or catalogue
	int64_t of;		// the class, unit or person
	const char *title;	// of the class or unit
	const char *held, *cancelled;	// its classes as PostgreSQL's arrays: '{1,2}'
	int64_t stamp;		// another number whenever its text is another
};

// The feed of rq->secret, or NULL: never made, rotated, revoked, its account disabled, all alike.
const struct feed_found *feed_found(struct request *);

// What a calendar shows as its name. In the arena.
const char *feed_name(struct request *, const struct feed_found *);

// The reply with what every answer below /feeds/ says: ask again each time, and no search engine.
struct reply feed_headed(struct request *, struct reply);

#endif
