// SPDX-License-Identifier: GPL-3.0-or-later
// Arenas: zeroed and aligned blocks, copies, rewinding, and that an overrun is seen.
#include "tests/unit/unit.h"

#include "base/arena.h"

#ifdef ARENA_POISON
#include <sanitizer/asan_interface.h>
#endif

static void blocks_are_zeroed_aligned_and_apart(void **state)
{
	static const size_t sizes[] = { 0, 1, 7, 8, 15, 16, 17, 255, 4096, 8191, 8192, 8193, 100000,
		3 };
	struct arena *a = arena_new();
	char *blocks[COUNT(sizes)];

	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		blocks[i] = arena_alloc(a, sizes[i]);
		assert_non_null(blocks[i]);
		assert_int_equal((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
		for (size_t j = 0; j < sizes[i]; j++)
			assert_int_equal(blocks[i][j], 0);
		memset(blocks[i], (int)i + 1, sizes[i]);
	}
	for (size_t i = 0; i < COUNT(sizes); i++)
		for (size_t j = 0; j < sizes[i]; j++)
			assert_int_equal(blocks[i][j], (int)i + 1);
	arena_drop(a);
}

static void many_small_blocks_grow_the_arena(void **state)
{
	struct arena *a = arena_new();
	int64_t **kept = arena_many(a, int64_t *, 20000);

	(void)state;
	for (int64_t i = 0; i < 20000; i++)
		*(kept[i] = arena_one(a, int64_t)) = i;
	for (int64_t i = 0; i < 20000; i++)
		assert_int_equal(*kept[i], i);
	assert_true(arena_used(a) >= 20000 * 2 * sizeof(int64_t));
	arena_drop(a);
}

static void copies_end_in_nul(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_string_equal(arena_copy(a, "Phù Vân"), "Phù Vân");
	assert_string_equal(arena_copy(a, ""), "");
	assert_string_equal(arena_copyn(a, "abcdef", 3), "abc");
	assert_string_equal(arena_copyn(a, "abc", 0), "");
	assert_null(arena_copy(a, NULL));
	assert_null(arena_copyn(a, NULL, 4));
	arena_drop(a);
}

// A rewound arena hands the same bytes out again: what lay there is gone when it is wiped.
static void what_is_wiped_leaves_nothing_behind(void **state)
{
	struct arena *a = arena_new();
	struct arena_mark mark;
	const char *secret;

	(void)state;
	arena_alloc(a, 1);
	arena_wipe(a);
	mark = arena_now(a);
	secret = arena_printf(a, "%s", "mat-khau");
	assert_string_equal(secret, "mat-khau");
	arena_rewind(a, mark);
#ifdef ARENA_POISON
	ASAN_UNPOISON_MEMORY_REGION(secret, 9);
#endif
	for (size_t i = 0; i < 9; i++)
		assert_int_equal(secret[i], 0);
	arena_drop(a);
}

static void printf_of_every_length(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (int len = 0; len < 600; len++) {
		const char *s = arena_printf(a, "%*s|", len, "");

		assert_int_equal(strlen(s), len + 1);
		assert_int_equal(s[len], '|');
	}
	arena_drop(a);
}

static void rewind_forgets_and_zeroes_again(void **state)
{
	struct arena *a = arena_new();
	const char *before = arena_copy(a, "kept");
	struct arena_mark mark = arena_now(a);
	size_t used = arena_used(a);

	(void)state;
	for (int round = 0; round < 3; round++) {
		char *dirty = arena_alloc(a, 5000);

		for (int i = 0; i < 5000; i++)
			assert_int_equal(dirty[i], 0);
		memset(dirty, 0xff, 5000);
		memset(arena_alloc(a, 50000), 0xff, 50000);
		assert_true(arena_used(a) >= used + 55000);
		arena_rewind(a, mark);
		assert_int_equal(arena_used(a), used);
		assert_string_equal(before, "kept");
	}
	arena_drop(a);
}

static void rewind_to_an_empty_arena(void **state)
{
	struct arena *a = arena_new();
	struct arena_mark mark = arena_now(a);

	(void)state;
	arena_rewind(a, mark);
	arena_alloc(a, 10);
	arena_rewind(a, mark);
	assert_int_equal(arena_used(a), 0);
	assert_string_equal(arena_copy(a, "again"), "again");
	arena_drop(a);
	arena_drop(NULL);
}

static void ask_for_too_much(void) { arena_alloc(arena_new(), SIZE_MAX - 8); }

static void out_of_memory_ends_the_process(void **state)
{
	char said[512];

	(void)state;
	assert_int_equal(in_child(ask_for_too_much, said, sizeof(said)), 70);
	assert_non_null(strstr(said, "out of memory"));
}

#ifdef ARENA_POISON
static void overrun(void)
{
	volatile char *block = arena_alloc(arena_new(), 24);

	block[24] = 1;
}

static void underrun(void)
{
	struct arena *a = arena_new();
	volatile char *block;

	arena_alloc(a, 16);
	block = arena_alloc(a, 16);
	block[-1] = 1;
}

static void use_after_rewind(void)
{
	struct arena *a = arena_new();
	struct arena_mark mark;
	volatile char *block;

	arena_alloc(a, 16);
	mark = arena_now(a);
	block = arena_alloc(a, 16);
	arena_rewind(a, mark);
	block[0] = 1;
}

static void poison_is_seen(void **state)
{
	static void (*const faults[])(void) = { overrun, underrun, use_after_rewind };
	static char said[65536];

	(void)state;
	for (size_t i = 0; i < COUNT(faults); i++) {
		assert_int_not_equal(in_child(faults[i], said, sizeof(said)), 0);
		assert_non_null(strstr(said, "use-after-poison"));
	}
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_are_zeroed_aligned_and_apart),
		cmocka_unit_test(many_small_blocks_grow_the_arena),
		cmocka_unit_test(copies_end_in_nul),
		cmocka_unit_test(what_is_wiped_leaves_nothing_behind),
		cmocka_unit_test(printf_of_every_length),
		cmocka_unit_test(rewind_forgets_and_zeroes_again),
		cmocka_unit_test(rewind_to_an_empty_arena),
		cmocka_unit_test(out_of_memory_ends_the_process),
#ifdef ARENA_POISON
		cmocka_unit_test(poison_is_seen),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
