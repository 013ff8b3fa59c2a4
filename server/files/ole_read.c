// SPDX-License-Identifier: GPL-3.0-or-later
// Compound files: sectors chained by a table of sectors (FAT), small streams in sectors of 64 bytes
// within one large stream, a directory of entries of 128 bytes (MS-CFB 2.2 to 2.6).
#include "files/ole_read.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"

enum {
	HEADER = 512, HEADER_FATS = 109,
	MINI_SHIFT = 6, MINI_BELOW = 4096,	// 2.2: a smaller stream is in small sectors
	ENTRY = 128, NAME_UNITS = 31,
	STORAGE = 1, STREAM = 2, ROOT = 5,
};
#define SECTOR_LAST UINT32_C(0xFFFFFFFA)	// beyond: free, end of a chain
#define ENTRY_NONE UINT32_C(0xFFFFFFFF)

// Bytes that are cut into sectors, and the table that chains them.
struct sectors {
	const uint8_t *bytes;
	size_t len, first;		// where sector 0 begins
	int shift;			// of the size of a sector
	const uint8_t *fat;		// of each sector the next, 4 bytes each
	size_t fat_n;
};

struct ole {
	struct arena *arena;
	struct sectors large, small;
	const uint8_t *entries;
	size_t entries_n;
};

static uint32_t u16_at(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t u32_at(const uint8_t *p)
{
	return u16_at(p) | u16_at(p + 2) << 16;
}

static size_t size_of(const struct sectors *s)
{
	return (size_t)1 << s->shift;
}

// The sector's bytes; NULL: it is not in the file. The last one may be cut off, *n says how much
// there is.
static const uint8_t *sector(const struct sectors *s, uint32_t number, size_t *n)
{
	uint64_t at = s->first + ((uint64_t)number << s->shift);

	if (number > SECTOR_LAST || at >= s->len)
		return NULL;
	*n = s->len - at < size_of(s) ? s->len - (size_t)at : size_of(s);
	return s->bytes + at;
}

// How many sectors a chain has, or as many as `most` bytes need; -1 when it leaves the table or the
// file, or goes in a circle.
static int64_t chain_length(const struct sectors *s, uint32_t begin, size_t most)
{
	int64_t length = 0, sectors = (int64_t)((s->len - s->first + size_of(s) - 1) >> s->shift);
	size_t n;

	for (uint32_t at = begin; at <= SECTOR_LAST && (uint64_t)length << s->shift < most; at = u32_at(s->fat + 4 * (size_t)at))
		if (at >= s->fat_n || sector(s, at, &n) == NULL || ++length > sectors)
			return -1;
	return length;
}

// A chain's bytes in the arena, `most` of them or, rounded up, a sector's worth more. NULL when it
// is broken.
static const uint8_t *chain(const struct sectors *s, uint32_t begin, size_t most, size_t *len, struct arena *a)
{
	int64_t length = chain_length(s, begin, most);
	uint8_t *out = length < 0 ? NULL : arena_alloc(a, ((size_t)length << s->shift) + 1);
	uint32_t at = begin;
	size_t n = 0;

	*len = 0;
	for (int64_t i = 0; i < length; i++, at = u32_at(s->fat + 4 * (size_t)at)) {
		const uint8_t *from = sector(s, at, &n);

		memcpy(out + *len, from, n);
		*len += n;
	}
	return out;
}

// 2.5: where the table's own sectors are, 109 of them in the header, others in a chain. Their bytes
// one after the other; more than the file's sectors need are nobody's.
static bool fat_read(struct sectors *s, struct arena *a)
{
	size_t size = size_of(s), most = s->len / size * 4 + size, got = 0, n, here = HEADER_FATS;
	uint8_t *fat = arena_alloc(a, most + size);
	const uint8_t *at = s->bytes + 76;
	uint32_t next = u32_at(s->bytes + 68);

	for (size_t seen = 0; at != NULL && seen <= s->len / size; seen++) {
		for (size_t i = 0; i < here && got < most; i++) {
			const uint8_t *from = sector(s, u32_at(at + 4 * i), &n);

			if (from == NULL || n < size)
				continue;
			memcpy(fat + got, from, size);
			got += size;
		}
		here = size / 4 - 1;
		at = sector(s, next, &n);
		at = at == NULL || n < size ? NULL : at;
		next = at == NULL ? 0 : u32_at(at + 4 * here);
	}
	s->fat = fat;
	s->fat_n = got / 4;
	return got > 0;
}

// The root's stream holds the small sectors, a table of its own chains them.
static bool small_read(struct ole *o)
{
	const uint8_t *root = o->entries;
	size_t size = u32_at(root + 120), n;

	o->small.shift = MINI_SHIFT;
	if (size == 0)
		return true;
	o->small.fat = chain(&o->large, u32_at(o->large.bytes + 60), o->large.len, &n, o->arena);
	o->small.fat_n = n / 4;
	o->small.bytes = chain(&o->large, u32_at(root + 116), size, &o->small.len, o->arena);
	return o->small.fat != NULL && o->small.bytes != NULL;
}

struct ole *ole_open(const char *bytes, size_t len, struct arena *a)
{
	struct ole *o = arena_one(a, struct ole);
	struct sectors *s = &o->large;
	size_t n;

	o->arena = a;
	if (len < HEADER || memcmp(bytes, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) != 0)
		return NULL;
	*s = (struct sectors){ .bytes = (const uint8_t *)bytes, .len = len, .shift = (int)u16_at((const uint8_t *)bytes + 30) };
	if (s->shift != 9 && s->shift != 12)
		return NULL;
	s->first = size_of(s);
	if (len < 2 * size_of(s) || !fat_read(s, a))
		return NULL;
	o->entries = chain(s, u32_at(s->bytes + 48), len, &n, a);
	o->entries_n = n / ENTRY;
	if (o->entries == NULL || o->entries_n == 0 || o->entries[66] != ROOT || !small_read(o))
		return NULL;
	return o;
}

static char upper(uint32_t c)
{
	return (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c < 128 ? c : 0);
}

static bool entry_named(const uint8_t *entry, const char *name)
{
	size_t n = strlen(name);

	if (n > NAME_UNITS || u16_at(entry + 64) != 2 * (n + 1))
		return false;
	for (size_t i = 0; i < n; i++)
		if (upper(u16_at(entry + 2 * i)) != upper((unsigned char)name[i]))
			return false;
	return true;
}

// 2.6.4: the entries at the top are a tree below the root's child. All of it is walked: not
// everybody sorts it.
static const uint8_t *entry_find(const struct ole *o, const char *name)
{
	struct arena_mark mark = arena_now(o->arena);
	bool *seen = arena_many(o->arena, bool, o->entries_n);
	uint32_t *open = arena_many(o->arena, uint32_t, 2 * o->entries_n + 1);
	const uint8_t *found = NULL;
	size_t n = 0;

	open[n++] = u32_at(o->entries + 76);
	while (n > 0 && found == NULL) {
		uint32_t id = open[--n];
		const uint8_t *entry = o->entries + ENTRY * (size_t)id;

		if (id >= o->entries_n || seen[id])
			continue;
		seen[id] = true;
		if ((entry[66] == STREAM || entry[66] == STORAGE) && entry_named(entry, name))
			found = entry;
		open[n++] = u32_at(entry + 68);
		open[n++] = u32_at(entry + 72);
	}
	arena_rewind(o->arena, mark);
	return found;
}

bool ole_has(const struct ole *o, const char *name)
{
	return entry_find(o, name) != NULL;
}

const char *ole_stream(const struct ole *o, const char *name, size_t *len)
{
	const uint8_t *entry = entry_find(o, name), *out;
	size_t size = entry == NULL ? 0 : u32_at(entry + 120), got;

	if (entry == NULL || entry[66] != STREAM || size > o->large.len)
		return NULL;
	out = chain(size < MINI_BELOW ? &o->small : &o->large, u32_at(entry + 116), size, &got, o->arena);
	*len = size;
	return got < size ? NULL : (const char *)out;
}
