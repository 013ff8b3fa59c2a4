// SPDX-License-Identifier: GPL-3.0-or-later
// An open hash table of keys that came before.
#include "features/lists/seen.h"

#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"

enum { KEYS_A_ROW = 4, ROOM_LEAST = 64 };

struct seen {
	struct arena *arena;
	size_t room, used;		// room: a power of two, at most half of it used
	struct place { uint64_t hash; int64_t row; } *places;
};

struct seen *seen_new(size_t rows)
{
	struct arena *a = arena_new();
	struct seen *s = arena_one(a, struct seen);

	s->arena = a;
	s->room = ROOM_LEAST;
	while (s->room < rows * KEYS_A_ROW * 2)
		s->room *= 2;
	s->places = arena_many(a, struct place, s->room);
	return s;
}

void seen_drop(struct seen *s)
{
	arena_drop(s->arena);
}

int64_t seen_put(struct seen *s, const char *key, int64_t row)
{
	uint64_t hash = crypto_short(key, strlen(key));

	for (size_t at = hash; ; at++) {
		struct place *p = &s->places[at & (s->room - 1)];

		if (p->row != 0 && p->hash == hash)
			return p->row;
		if (p->row != 0)
			continue;
		if (s->used >= s->room / 2)	// more rows than were told: nothing more is kept
			return 0;
		s->used++;
		*p = (struct place){ hash, row };
		return 0;
	}
}
