// SPDX-License-Identifier: GPL-3.0-or-later
// The log: one line whatever is said, errno only where promised, exit codes.
#include "tests/unit/unit.h"

#include <errno.h>

#include "base/log.h"
#include "base/utf8.h"

static void say_info(void) { log_info("request=%d status=%d", 7, 200); }
static void say_warnx(void)
{
	errno = ENOENT;
	log_warnx("odd=yes");
}
static void say_warn(void)
{
	errno = ENOENT;
	log_warn("file=%s", "x");
}
static void say_forged(void)
{
	log_warnx("name=%s", "a\nlevel=fatal b\r\t\x1b[1m\x7f\xc2\x9b Đức");
}
static void say_quiet(void)
{
	log_quiet();
	log_info("info");
	log_warnx("warning");
}
static void say_journal(void)
{
	setenv("HOCVU_JOURNAL", "1", 1);
	log_info("a");
	log_warnx("b");
	fatal(69, "c");
}
static void say_fatal(void) { fatal(64, "why=%s", "usage"); }
static void say_bug(void) { fatal(0, "why=bug"); }

static void lines(void **state)
{
	static const struct {
		void (*act)(void);
		int code;
		const char *said;
	} rows[] = {
		{ say_info, 0, "level=info request=7 status=200\n" },
		{ say_warnx, 0, "level=warning odd=yes\n" },
		{ say_warn, 0, "level=warning file=x error=\"No such file or directory\"\n" },
		{ say_forged, 0,
			"level=warning name=a\\nlevel=fatal b\\x0d\\x09\\x1b[1m\\x7f\\x9b Đức\n" },
		{ say_quiet, 0, "level=warning warning\n" },
		{ say_journal, 69, "<6>a\n<4>b\n<2>c\n" },
		{ say_fatal, 64, "level=fatal why=usage\n" },
		{ say_bug, 70, "level=fatal why=bug\n" },
	};
	char said[1024];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(in_child(rows[i].act, said, sizeof(said)), rows[i].code);
		assert_string_equal(said, rows[i].said);
	}
}

static const char *filler;
static int repeat;

static void say_much(void)
{
	static char long_text[8192];

	for (int i = 0; i < repeat; i++)
		memcpy(long_text + (size_t)i * strlen(filler), filler, strlen(filler));
	errno = ENOENT;
	log_warn("%s", long_text);
}

static void long_lines_are_cut_between_characters(void **state)
{
	static const char *const fillers[] = { "x", "Đ", "ễ", "\x01", "\n", "x\xc2\x9b",
		"\xf0\x9f\x98\x80" };
	char said[8192];

	(void)state;
	for (size_t i = 0; i < COUNT(fillers); i++) {
		filler = fillers[i];
		for (repeat = 1000; repeat <= 2040; repeat += 13) {
			assert_int_equal(in_child(say_much, said, sizeof(said)), 0);
			assert_true(strlen(said) <= 4096);
			assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1);
			assert_true(utf8_valid(said, strlen(said)));
		}
	}
}

static void errno_survives(void **state)
{
	int saved = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY);

	(void)state;
	dup2(null, STDERR_FILENO);
	errno = EPIPE;
	log_info("a");
	log_warn("b");
	log_warnx("c");
	dup2(saved, STDERR_FILENO);
	assert_int_equal(errno, EPIPE);
	close(saved);
	close(null);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),
		cmocka_unit_test(long_lines_are_cut_between_characters),
		cmocka_unit_test(errno_survives),
	};

	unsetenv("HOCVU_JOURNAL");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
