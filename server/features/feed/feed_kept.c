// SPDX-License-Identifier: GPL-3.0-or-later
// A few texts in memory of their own, the one that was not asked for longest making room.
#include "features/feed/feed_kept.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

enum { SLOTS = 8, TEXT_LEAST = 16 * 1024, TEXT_MOST = 512 * 1024 };	// bytes

struct slot {
	struct arena *arena;		// of all below; NULL: empty
	const char *digest, *text;
	size_t len;
	uint64_t asked;			// the turn of its last reader; 0: empty
};

static struct {
	pthread_mutex_t lock;
	struct slot slots[SLOTS];
	uint64_t turn;
} kept = { .lock = PTHREAD_MUTEX_INITIALIZER };

static struct slot *slot_of(const char *digest)
{
	for (size_t i = 0; i < SLOTS; i++)
		if (kept.slots[i].arena != NULL && strcmp(kept.slots[i].digest, digest) == 0)
			return &kept.slots[i];
	return NULL;
}

static struct slot *slot_oldest(void)
{
	struct slot *oldest = &kept.slots[0];

	for (size_t i = 1; i < SLOTS; i++)
		if (kept.slots[i].asked < oldest->asked)
			oldest = &kept.slots[i];
	return oldest;
}

const char *feed_recall(const char *digest, size_t *len, struct arena *a)
{
	const char *text = NULL;
	struct slot *s;

	pthread_mutex_lock(&kept.lock);
	s = slot_of(digest);
	if (s != NULL) {
		s->asked = ++kept.turn;
		*len = s->len;
		text = arena_copyn(a, s->text, s->len);
	}
	pthread_mutex_unlock(&kept.lock);
	return text;
}

void feed_keep(const char *digest, const char *text, size_t len)
{
	struct slot *s;
	struct arena *a;

	if (len < TEXT_LEAST || len > TEXT_MOST)
		return;
	pthread_mutex_lock(&kept.lock);
	if (slot_of(digest) == NULL) {
		s = slot_oldest();
		arena_drop(s->arena);
		a = arena_new();
		*s = (struct slot){ .arena = a, .digest = arena_copy(a, digest),
			.text = arena_copyn(a, text, len), .len = len, .asked = ++kept.turn };
	}
	pthread_mutex_unlock(&kept.lock);
}
