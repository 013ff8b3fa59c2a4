// SPDX-License-Identifier: GPL-3.0-or-later
// Memory that lives as long as one unit of work and is given back all at once.
//
// An arena hands out zeroed blocks and never returns NULL: out of memory stops the process, and
// the service manager starts it again. Nobody frees a block. A request owns one arena; everything
// made for the request lives in it until the reply has been sent.
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena;

// A point to rewind to, for a transaction that is tried again.
struct arena_mark {
	void *chunk;
	size_t used;
};

// A new, empty arena. The caller owns it and ends it with arena_drop().
struct arena *arena_new(void);

// From now on what goes back is zeroed first, what was handed out before included: for arenas in which
// passwords, tokens or personal numbers lie.
void arena_wipe(struct arena *);

// Gives back everything the arena ever handed out, and the arena itself. NULL is accepted.
void arena_drop(struct arena *);

// A zeroed block of `size` bytes, aligned for any type. Never NULL.
void *arena_alloc(struct arena *, size_t size);

// A copy of `s` (or of its first `len` bytes, with a NUL added). NULL gives NULL.
const char *arena_copy(struct arena *, const char *s);
char *arena_copyn(struct arena *, const char *s, size_t len);

// Formats into the arena. Never NULL. Lives as long as the arena.
const char *arena_printf(struct arena *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

// Where the arena stands now, and the way back to it: blocks handed out since are forgotten.
struct arena_mark arena_now(const struct arena *);
void arena_rewind(struct arena *, struct arena_mark);

// Bytes handed out so far, for the request's log line.
size_t arena_used(const struct arena *);

// One zeroed T, or n of them, in the arena.
#define arena_one(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define arena_many(a, T, n) ((T *)arena_alloc((a), sizeof(T) * (n)))

#endif
