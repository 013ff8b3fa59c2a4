// SPDX-License-Identifier: GPL-3.0-or-later
// Generations of keys: a new one beside the old, written in one of them, found under both, the old one gone.
#include "tests/unit/unit.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/key_file.h"
#include "base/log.h"

static struct arena *a;
static char dir[] = "/tmp/hocvu-keys-XXXXXX";
static char file[64];

static int begin(void **state)
{
	(void)state;
	crypto_init();
	log_quiet();
	a = arena_new();
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(file, sizeof file, "%s/keys", dir);
	return 0;
}

static int end(void **state)
{
	(void)state;
	unlink(file);
	arena_drop(a);
	return rmdir(dir);
}

static int fresh(void **state)
{
	(void)state;
	unlink(file);
	crypto_seals_with(0);
	return crypto_load_keys(file, true) ? 0 : -1;
}

static void a_generation_is_added_beside_the_old(void **state)
{
	const char *old = crypto_seal("000123456789", "person|national_id|p", a), *new;
	struct stat st;

	(void)state;
	assert_int_equal(crypto_newest(), 1);
	assert_false(crypto_turning());
	assert_int_equal(key_file_add(file), 2);
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_true(crypto_load_keys(file, false));
	assert_int_equal(crypto_newest(), 2);
	assert_int_equal(crypto_sealing(), 2);
	assert_true(crypto_turning());
	new = crypto_seal("000123456789", "person|national_id|p", a);
	assert_ptr_equal(strstr(new, "k2."), new);
	assert_string_equal(crypto_open(old, "person|national_id|p", a), "000123456789");
	assert_string_equal(crypto_open(new, "person|national_id|p", a), "000123456789");
}

static void indexes_of_both_generations_find(void **state)
{
	const char *old = crypto_blind("000123456789", "national_id", a), *new;

	(void)state;
	assert_string_equal(crypto_blinds("000123456789", "national_id", a), arena_printf(a, "{%s}", old));
	assert_int_equal(key_file_add(file), 2);
	assert_true(crypto_load_keys(file, false));
	new = crypto_blind("000123456789", "national_id", a);
	assert_string_not_equal(old, new);
	assert_string_equal(crypto_blinds("000123456789", "national_id", a), arena_printf(a, "{%s,%s}", old, new));
	assert_null(crypto_blinds(NULL, "national_id", a));
}

static void what_others_do_not_know_is_not_written(void **state)
{
	(void)state;
	assert_int_equal(key_file_add(file), 2);
	assert_int_equal(key_file_add(file), 3);
	crypto_seals_with(2);
	assert_true(crypto_load_keys(file, false));
	assert_int_equal(crypto_newest(), 3);
	assert_int_equal(crypto_sealing(), 2);
	assert_int_equal(strncmp(crypto_seal("x", "c", a), "k2.", 3), 0);
	crypto_seals_with(0);
	assert_int_equal(crypto_sealing(), 3);
}

static void old_generations_go(void **state)
{
	const char *old = crypto_seal("x", "c", a), *new;

	(void)state;
	assert_int_equal(key_file_add(file), 2);
	assert_true(crypto_load_keys(file, false));
	new = crypto_seal("x", "c", a);
	assert_true(key_file_keep_newest(file));
	assert_string_equal(crypto_open(old, "c", a), "x");	// until it is read again
	assert_true(crypto_load_keys(file, false));
	assert_null(crypto_open(old, "c", a));
	assert_string_equal(crypto_open(new, "c", a), "x");
	assert_false(crypto_turning());
	assert_int_equal(key_file_add(file), 3);
}

static void a_damaged_file_leaves_the_keys_in_force(void **state)
{
	const char *sealed = crypto_seal("x", "c", a);
	int fd = open(file, O_WRONLY | O_TRUNC);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	assert_false(crypto_load_keys(file, false));
	assert_string_equal(crypto_open(sealed, "c", a), "x");
	assert_int_equal(key_file_add(file), 0);
	assert_false(key_file_keep_newest(file));
}

// That they are locked is seen in tests/scenarios/rekey.test.js: AddressSanitizer makes mlock() do nothing.
static void no_core_is_left(void **state)
{
	struct rlimit core;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_CORE, &core), 0);
	assert_int_equal(core.rlim_cur, 0);
	assert_int_equal(core.rlim_max, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_generation_is_added_beside_the_old, fresh),
		cmocka_unit_test_setup(indexes_of_both_generations_find, fresh),
		cmocka_unit_test_setup(what_others_do_not_know_is_not_written, fresh),
		cmocka_unit_test_setup(old_generations_go, fresh),
		cmocka_unit_test_setup(a_damaged_file_leaves_the_keys_in_force, fresh),
		cmocka_unit_test_setup(no_core_is_left, fresh),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
