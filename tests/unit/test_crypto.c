// SPDX-License-Identifier: GPL-3.0-or-later
// Seals that do not move, indexes that agree, keys files that are refused, passwords and tokens.
#include "tests/unit/unit.h"

#include <ctype.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/password.h"
#include "base/log.h"

#define HEX32(c) c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c
#define KEY_A HEX32("a1")
#define KEY_B HEX32("0b")
#define KEY_C HEX32("c3")

static struct arena *a;
static char dir[] = "/tmp/hocvu-crypto-XXXXXX";
static char file[64];

static int begin(void **state)
{
	(void)state;
	crypto_init();
	log_quiet();
	a = arena_new();
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(file, sizeof(file), "%s/keys", dir);
	return 0;
}

static int end(void **state)
{
	(void)state;
	unlink(file);
	arena_drop(a);
	return rmdir(dir);
}

static void put(const char *text, mode_t mode)
{
	int fd;

	unlink(file);
	fd = open(file, O_WRONLY | O_CREAT | O_EXCL, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	fchmod(fd, mode);
	close(fd);
}

static const char *loading, *saying;
static bool creating;

static void load_in_child(void)
{
	if (!crypto_load_keys(loading, creating))
		_exit(1);
}

// Loads in a child, so that its messages can be read and the keys here stay as they are.
static bool loads(const char *path, bool create)
{
	static char said[2048];
	int code;

	loading = path;
	creating = create;
	code = in_child(load_in_child, said, sizeof(said));
	saying = said;
	assert_true(code == 0 || code == 1);
	assert_null(strstr(said, "a1a1"));
	return code == 0;
}

static void fresh_keys_are_made_once_and_for_the_owner_only(void **state)
{
	const char *sealed;
	struct stat st;

	(void)state;
	unlink(file);
	assert_false(loads(file, false));
	assert_int_equal(access(file, F_OK), -1);
	assert_true(crypto_load_keys(file, true));
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	sealed = crypto_seal("079123456789", "person|national_id|k", a);
	assert_true(crypto_load_keys(file, true)); // there already: read, not replaced
	assert_string_equal(crypto_open(sealed, "person|national_id|k", a), "079123456789");
	assert_false(loads("/nonexistent/keys", true));
	assert_false(loads(dir, false));
}

static void readable_by_others_is_refused(void **state)
{
	static const mode_t good[] = { 0600, 0400, 0700 },
			    bad[] = { 0640, 0604, 0660, 0644, 0601, 0620 };

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		put("k1 aead " KEY_A "\nk1 blind " KEY_B "\n", good[i]);
		assert_true(loads(file, false));
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		put("k1 aead " KEY_A "\nk1 blind " KEY_B "\n", bad[i]);
		assert_false(loads(file, true));
		assert_non_null(strstr(saying, "0600"));
	}
}

static void a_copy_of_systemd_may_show_a_right_of_the_group(void **state)
{
	static const struct { mode_t mode; bool good; } rows[] = {
		{ 0400, true }, { 0440, true }, { 0460, false }, { 0444, false }, { 0441, false },
	};
	char folder[80];

	(void)state;
	snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(file, '/') - file), file);
	for (size_t i = 0; i < COUNT(rows); i++) {
		put("k1 aead " KEY_A "\nk1 blind " KEY_B "\n", rows[i].mode);
		setenv("CREDENTIALS_DIRECTORY", folder, 1);
		assert_int_equal(loads(file, false), rows[i].good);
		setenv("CREDENTIALS_DIRECTORY", "/run/credentials/other", 1);
		assert_int_equal(loads(file, false), rows[i].mode == 0400);
	}
	unsetenv("CREDENTIALS_DIRECTORY");
}

static void a_link_is_refused(void **state)
{
	char link[80];

	(void)state;
	put("k1 aead " KEY_A "\nk1 blind " KEY_B "\n", 0600);
	snprintf(link, sizeof(link), "%s.link", file);
	assert_int_equal(symlink(file, link), 0);
	assert_false(loads(link, false));
	unlink(link);
}

static void damaged_files_are_refused(void **state)
{
	static const struct {
		const char *text;
		bool good;
	} rows[] = {
		{ "k1 aead " KEY_A "\nk1 blind " KEY_B "\n", true },
		{ "k1 blind " KEY_B "\nk1 aead " KEY_A, true },
		{ "# keys of the test\n\nk1 aead " KEY_A "\nk12 aead " KEY_C "\nk1 blind " KEY_B
		  "\n",
			true },
		{ "", false },
		{ "k1 aead " KEY_A "\n", false },
		{ "k1 blind " KEY_B "\n", false },
		{ "k1 aead " KEY_A "\nk1 aead " KEY_C "\nk1 blind " KEY_B "\n", false },
		{ "k1 aead " KEY_A "\nk1 blind " KEY_B "\nk2 blind " KEY_C "\n", false },
		{ "k1 aead " KEY_A "a1\nk1 blind " KEY_B "\n", false },
		{ "k1 aead a1a1\nk1 blind " KEY_B "\n", false },
		{ "k1 aead " KEY_A "0\nk1 blind " KEY_B "\n", false },
		{ "k1 aead x" KEY_A "\nk1 blind " KEY_B "\n", false },
		{ "k1 aead " KEY_A " \nk1 blind " KEY_B "\n", false },
		{ "k1  aead " KEY_A "\nk1 blind " KEY_B "\n", false },
		{ "k0 aead " KEY_A "\nk1 blind " KEY_B "\n", false },
		{ "k01 aead " KEY_A "\nk1 blind " KEY_B "\n", false },
		{ "k aead " KEY_A "\nk1 blind " KEY_B "\n", false },
		{ "k99999999999 aead " KEY_A "\nk1 blind " KEY_B "\n", false },
		{ "k1 seal " KEY_A "\nk1 aead " KEY_A "\nk1 blind " KEY_B "\n", false },
		{ "k1 aead " KEY_A "\r\nk1 blind " KEY_B "\r\n", false },
		{ "garbage", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		put(rows[i].text, 0600);
		if (loads(file, true) != rows[i].good)
			fail_msg("row %zu: %s", i, rows[i].text);
	}
}

static void a_huge_file_is_refused(void **state)
{
	static char text[6000];

	(void)state;
	memset(text, '\n', sizeof(text) - 1);
	put(text, 0600);
	assert_false(loads(file, false));
}

static void use_keys(const char *text)
{
	put(text, 0600);
	assert_true(crypto_load_keys(file, false));
}

static void seals_open_where_they_were_made(void **state)
{
	static const char *const plains[] = { "", "x", "001099012345", "Nguyễn Văn Ân\n", NULL };
	static char long_text[20000];

	(void)state;
	use_keys("k1 aead " KEY_A "\nk1 blind " KEY_B "\n");
	for (size_t i = 0; plains[i] != NULL; i++) {
		const char *sealed = crypto_seal(plains[i], "person|national_id|7", a);

		assert_ptr_equal(strstr(sealed, "k1."), sealed);
		assert_int_equal(strspn(sealed + 3, "0123456789abcdef"), strlen(sealed + 3));
		assert_int_equal(strlen(sealed), 3 + 2 * (24 + strlen(plains[i]) + 16));
		assert_string_equal(crypto_open(sealed, "person|national_id|7", a), plains[i]);
		assert_string_not_equal(sealed, crypto_seal(plains[i], "person|national_id|7", a));
	}
	memset(long_text, 'y', sizeof(long_text) - 1);
	assert_string_equal(crypto_open(crypto_seal(long_text, "c", a), "c", a), long_text);
	assert_null(crypto_seal(NULL, "c", a));
	assert_null(crypto_open(NULL, "c", a));
}

static void a_moved_seal_stays_shut(void **state)
{
	static const char *const others[] = { "person|national_id|8", "person|phone|7", "",
		"person|national_id|7|k1", "person|national_id|7 " };
	const char *sealed;

	(void)state;
	use_keys("k1 aead " KEY_A "\nk1 blind " KEY_B "\n");
	sealed = crypto_seal("001099012345", "person|national_id|7", a);
	for (size_t i = 0; i < COUNT(others); i++)
		assert_null(crypto_open(sealed, others[i], a));
}

static void an_altered_seal_stays_shut(void **state)
{
	static const char *const bad[] = { "", "k1", "k1.", "k1.00", "001099012345", "k2.00",
		"k1.zz", "k.00" };
	const char *sealed;
	size_t len;

	(void)state;
	use_keys("k1 aead " KEY_A "\nk1 blind " KEY_B "\n");
	sealed = crypto_seal("001099012345", "c", a);
	len = strlen(sealed);
	for (size_t i = 0; i < len; i++) {
		char *altered = arena_copyn(a, sealed, len);

		altered[i] = altered[i] == '0' ? '1' : '0';
		assert_null(crypto_open(altered, "c", a));
		altered[i] = '\0'; // cut off
		assert_null(crypto_open(altered, "c", a));
	}
	assert_null(crypto_open(arena_printf(a, "%s00", sealed), "c", a));
	assert_null(crypto_open(arena_printf(a, "%s ", sealed), "c", a));
	assert_null(crypto_open(arena_printf(a, " %s", sealed), "c", a));
	assert_null(crypto_open(arena_printf(a, "k01%s", sealed + 2), "c", a));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_null(crypto_open(bad[i], "c", a));
}

static void keys_rotate(void **state)
{
	const char *old, *new, *index;

	(void)state;
	use_keys("k1 aead " KEY_A "\nk1 blind " KEY_B "\n");
	old = crypto_seal("plain", "c", a);
	index = crypto_blind("plain", "national_id", a);
	use_keys("k2 aead " KEY_C "\nk1 aead " KEY_A "\nk1 blind " KEY_B "\n");
	new = crypto_seal("plain", "c", a);
	assert_ptr_equal(strstr(new, "k2."), new);
	assert_string_equal(crypto_open(old, "c", a), "plain");
	assert_string_equal(crypto_open(new, "c", a), "plain");
	assert_null(crypto_open(arena_printf(a, "k1%s", new + 2), "c", a));
	assert_string_equal(crypto_blind("plain", "national_id", a), index);
	use_keys("k2 aead " KEY_C "\nk1 blind " KEY_B "\n");
	assert_null(crypto_open(old, "c", a));
	use_keys("k2 aead " KEY_A "\nk1 blind " KEY_B "\n"); // k1's key under another name
	assert_null(crypto_open(arena_printf(a, "k2%s", old + 2), "c", a));
}

static void equal_texts_have_equal_indexes(void **state)
{
	const char *index;

	(void)state;
	use_keys("k1 aead " KEY_A "\nk1 blind " KEY_B "\n");
	index = crypto_blind("001099012345", "national_id", a);
	assert_int_equal(strlen(index), 64);
	assert_string_equal(crypto_blind("001099012345", "national_id", a), index);
	assert_string_not_equal(crypto_blind("001099012346", "national_id", a), index);
	assert_string_not_equal(crypto_blind("001099012345", "phone", a), index);
	assert_string_not_equal(crypto_blind("bc", "a", a), crypto_blind("c", "ab", a));
	assert_string_not_equal(crypto_blind("", "a", a), crypto_blind("a", "", a));
	assert_null(crypto_blind(NULL, "national_id", a));
	use_keys("k1 aead " KEY_A "\nk1 blind " KEY_C "\n");
	assert_string_not_equal(crypto_blind("001099012345", "national_id", a), index);
}

static void tokens_and_their_digests(void **state)
{
	const char *one = crypto_token("hv_", a), *two = crypto_token("hv_", a);

	(void)state;
	assert_int_equal(strlen(one), 3 + 32);
	assert_ptr_equal(strstr(one, "hv_"), one);
	for (const char *p = one; *p != '\0'; p++)
		assert_true(isalnum((unsigned char)*p) || *p == '-' || *p == '_');
	assert_string_not_equal(one, two);
	// BLAKE2b-256 of "abc" and of nothing.
	assert_string_equal(crypto_digest("abc", 3, a), "bddd813c634239723171ef3fee98579b94964e3bb1"
							"cb3e427262c8c068d52319");
	assert_string_equal(crypto_digest("", 0, a), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7"
						     "787faab45cdf12fe3a8");
}

static void base64_of_every_remainder(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *text;
	} rows[] = {
		{ "", 0, "" },
		{ "f", 1, "Zg" },
		{ "fo", 2, "Zm8" },
		{ "foo", 3, "Zm9v" },
		{ "\xfb\xff\xfe", 3, "-__-" },
		{ "\0\0", 2, "AAA" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_string_equal(base64url(rows[i].bytes, rows[i].len, a), rows[i].text);
}

static void passwords_can_be_typed(void **state)
{
	(void)state;
	for (int i = 0; i < 200; i++) {
		const char *p = crypto_password(a);

		assert_int_equal(strlen(p), 19);
		for (int at = 0; at < 19; at++) {
			if (at % 5 == 4)
				assert_int_equal(p[at], '-');
			else
				assert_non_null(strchr("abcdefghjkmnpqrstuvwxyz23456789", p[at]));
		}
		assert_string_not_equal(p, crypto_password(a));
	}
}

static void passwords_match_their_hash(void **state)
{
	const char *hash = password_hash("mật khẩu", a);

	(void)state;
	assert_ptr_equal(strstr(hash, "$argon2id$v=19$m=65536,t=3,p=1$"), hash);
	assert_true(password_matches(hash, "mật khẩu"));
	assert_false(password_matches(hash, "mật khẩu "));
	assert_false(password_matches(hash, ""));
	assert_false(password_matches("", "x"));
	assert_false(password_matches("no hash", "x"));
	assert_false(password_matches(NULL, "x"));
	assert_false(password_matches(hash, NULL));
}

static void wiping(void **state)
{
	char secret[] = "secret";

	(void)state;
	crypto_wipe(secret, sizeof(secret));
	for (size_t i = 0; i < sizeof(secret); i++)
		assert_int_equal(secret[i], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fresh_keys_are_made_once_and_for_the_owner_only),
		cmocka_unit_test(readable_by_others_is_refused),
		cmocka_unit_test(a_copy_of_systemd_may_show_a_right_of_the_group),
		cmocka_unit_test(a_link_is_refused),
		cmocka_unit_test(damaged_files_are_refused),
		cmocka_unit_test(a_huge_file_is_refused),
		cmocka_unit_test(seals_open_where_they_were_made),
		cmocka_unit_test(a_moved_seal_stays_shut),
		cmocka_unit_test(an_altered_seal_stays_shut),
		cmocka_unit_test(keys_rotate),
		cmocka_unit_test(equal_texts_have_equal_indexes),
		cmocka_unit_test(tokens_and_their_digests),
		cmocka_unit_test(base64_of_every_remainder),
		cmocka_unit_test(passwords_can_be_typed),
		cmocka_unit_test(passwords_match_their_hash),
		cmocka_unit_test(wiping),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
