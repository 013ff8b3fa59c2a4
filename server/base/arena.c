// SPDX-License-Identifier: GPL-3.0-or-later
// Arenas: blocks cut from a stack of growing chunks, which goes back all at once.
//
// With -DARENA_POISON every byte that was not handed out is poisoned, a strip in front of each
// block too, so that AddressSanitizer sees a block overrun although one chunk holds many blocks.
#include "base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#ifdef ARENA_POISON
#include <sanitizer/asan_interface.h>
#define POISON(at, size) ASAN_POISON_MEMORY_REGION((at), (size))
#define UNPOISON(at, size) ASAN_UNPOISON_MEMORY_REGION((at), (size))
enum { STRIP = 16 };
#else
#define POISON(at, size) ((void)(at), (void)(size))
#define UNPOISON(at, size) ((void)(at), (void)(size))
enum { STRIP = 0 };
#endif

enum { ALIGN = 16, CHUNK_LEAST = 8 * 1024, CHUNK_MOST = 64 * 1024, EXIT_SOFTWARE = 70 };
static_assert(ALIGN % _Alignof(max_align_t) == 0, "a block is aligned for any type");

struct chunk {
	struct chunk *before;
	size_t room, used;		// bytes of `bytes`
	_Alignas(ALIGN) char bytes[];
};

struct arena {
	struct chunk *last;		// NULL until the first block
	bool wiped;			// what goes back is zeroed
};

static void *must_have(void *block, size_t size)
{
	if (block == NULL)
		fatal(EXIT_SOFTWARE, "out of memory bytes=%zu", size);
	return block;
}

struct arena *arena_new(void)
{
	return must_have(calloc(1, sizeof(struct arena)), sizeof(struct arena));
}

void arena_wipe(struct arena *a)
{
	a->wiped = true;
}

static void chunk_push(struct arena *a, size_t need)
{
	size_t room = a->last == NULL ? CHUNK_LEAST : a->last->room * 2;
	struct chunk *c;

	if (room > CHUNK_MOST)
		room = CHUNK_MOST;
	if (room < need)
		room = need;
	c = must_have(malloc(sizeof(*c) + room), room);
	*c = (struct chunk){ .before = a->last, .room = room };
	POISON(c->bytes, room);
	a->last = c;
}

static void chunk_pop(struct arena *a)
{
	struct chunk *c = a->last;

	a->last = c->before;
	UNPOISON(c->bytes, c->room);
	if (a->wiped)
		explicit_bzero(c->bytes, c->used);
	free(c);
}

void arena_drop(struct arena *a)
{
	if (a == NULL)
		return;
	while (a->last != NULL)
		chunk_pop(a);
	free(a);
}

void *arena_alloc(struct arena *a, size_t size)
{
	size_t need;
	char *block;

	if (size > SIZE_MAX / 4)
		must_have(NULL, size);
	need = STRIP + (size + ALIGN - 1) / ALIGN * ALIGN;
	if (a->last == NULL || need > a->last->room - a->last->used)
		chunk_push(a, need);
	block = a->last->bytes + a->last->used + STRIP;
	a->last->used += need;
	UNPOISON(block, size);
	return memset(block, 0, size);
}

char *arena_copyn(struct arena *a, const char *s, size_t len)
{
	return s == NULL ? NULL : memcpy(arena_alloc(a, len + 1), s, len);
}

const char *arena_copy(struct arena *a, const char *s)
{
	return s == NULL ? NULL : arena_copyn(a, s, strlen(s));
}

const char *arena_printf(struct arena *a, const char *fmt, ...)
{
	char small[256], *out;
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(small, sizeof(small), fmt, args);
	va_end(args);
	if (len < 0)
		fatal(EXIT_SOFTWARE, "a text cannot be formatted format=%s", fmt);
	if ((size_t)len < sizeof(small)) {
		out = arena_copyn(a, small, (size_t)len);
	} else {
		out = arena_alloc(a, (size_t)len + 1);
		va_start(args, fmt);
		vsnprintf(out, (size_t)len + 1, fmt, args);
		va_end(args);
	}
	if (a->wiped)
		explicit_bzero(small, sizeof(small));
	return out;
}

struct arena_mark arena_now(const struct arena *a)
{
	return (struct arena_mark){ a->last, a->last == NULL ? 0 : a->last->used };
}

void arena_rewind(struct arena *a, struct arena_mark mark)
{
	while (a->last != mark.chunk) {
		assert(a->last != NULL && "the mark is of this arena and not ahead of it");
		chunk_pop(a);
	}
	if (a->last == NULL)
		return;
	assert(mark.used <= a->last->used);
	if (a->wiped) {
		UNPOISON(a->last->bytes + mark.used, a->last->used - mark.used);
		explicit_bzero(a->last->bytes + mark.used, a->last->used - mark.used);
	}
	a->last->used = mark.used;
	POISON(a->last->bytes + mark.used, a->last->room - mark.used);
}

size_t arena_used(const struct arena *a)
{
	size_t used = 0;

	for (const struct chunk *c = a->last; c != NULL; c = c->before)
		used += c->used;
	return used;
}
