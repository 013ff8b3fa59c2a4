// SPDX-License-Identifier: GPL-3.0-or-later
// The record: its chain of seals, and what is found when it is looked through. The README's "The record" says why.
#ifndef FEATURES_ACCESS_AUDIT_H
#define FEATURES_ACCESS_AUDIT_H

#include "db/db.h"

enum { AUDIT_HASH = 64 };	// hex digits

// A place of the chain. Of an empty chain it is 0 with a hash of zeros, and `at` is no instant.
struct audit_head {
	int64_t seq;
	const char *hash;
	struct instant at;	// when it was sealed
};
extern const struct shape audit_head_shape;

// The end of the chain, in the work's arena, or NULL after a fault. Reads inside the caller's transaction.
const struct audit_head *audit_last(struct work *);

// The hash of the place `seq`, as hex digits in the arena: BLAKE2b over the hash before it, the place, and the
// row's columns, each with its length in front so that no two rows give the same bytes.
const char *audit_link(struct arena *, const char *before, int64_t seq, const char *const *values, int columns);

// The words a head of a day is signed over.
const char *audit_signed_words(struct arena *, struct date day, int64_t seq, const char *hash);

// Seals what was written since the last time, in transactions of its own, for the job lane: a few thousand rows a
// turn, more turns while there is more. Does nothing while another process seals. Keeps the day's first head.
void audit_seal(struct work *);

// Removes what was kept for audit_keep_months, in as many transactions of its own as it takes; only the role of jobs
// may. Gives how many places went; 0 while another process seals.
int64_t audit_forget(struct work *);

// Looks through the whole chain in the caller's transaction and calls `found` for everything that is not as it was
// sealed: `seq` is the place (0: none), `at` its time (NULL: not known), `what` says it in English words. `head`
// is one printed earlier, or one with hash NULL: then rows sealed late are told from the beginning on, else only
// those behind it. Gives how many places were looked at.
int64_t audit_verify(struct work *, struct audit_head head,
	void (*found)(void *ctx, int64_t seq, const char *at, const char *what), void *ctx);

#endif
