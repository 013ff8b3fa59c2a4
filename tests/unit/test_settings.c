// SPDX-License-Identifier: GPL-3.0-or-later
// Settings: which source wins, where a value came from, what is refused, what is hidden.
//
// Every case runs in a child of its own, for settings are set once in a process.
#include "tests/unit/unit.h"

#include <sys/stat.h>

#include "base/settings.h"

static char dir[] = "/tmp/hocvu-settings-XXXXXX";
static char conf[64], conf_d[64];

static int begin(void **state)
{
	(void)state;
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(conf, sizeof(conf), "%s/hocvu.conf", dir);
	snprintf(conf_d, sizeof(conf_d), "%s/conf.d", dir);
	return mkdir(conf_d, 0700);
}

static const char *const parts[] = { "10-a.conf", "9-b.conf", "z.conf", ".hidden.conf", "old.conf~",
	"note.txt" };

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void put_part(const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", conf_d, name);
	put(path, text);
}

static int clean(void **state)
{
	char path[128];

	(void)state;
	unlink(conf);
	for (size_t i = 0; i < COUNT(parts); i++) {
		snprintf(path, sizeof(path), "%s/%s", conf_d, parts[i]);
		unlink(path);
	}
	return 0;
}

static int end(void **state)
{
	clean(state);
	return rmdir(conf_d) + rmdir(dir);
}

static const char *const *flags;
static char said[8192];

// Prints what is in force on standard error, so that the parent sees messages and values.
static void load(void)
{
	bool good = settings_load(conf, flags);

	settings_print(stderr);
	fflush(stderr);
	_exit(good ? 0 : 1);
}

static int loaded(const char *const *with)
{
	flags = with;
	return in_child(load, said, sizeof(said));
}

#define assert_said(s)                                                                             \
	do {                                                                                       \
		if (strstr(said, s) == NULL)                                                       \
			fail_msg("'%s' not in:\n%s", s, said);                                     \
	} while (0)
#define assert_unsaid(s)                                                                           \
	do {                                                                                       \
		if (strstr(said, s) != NULL)                                                       \
			fail_msg("'%s' in:\n%s", s, said);                                         \
	} while (0)

static void standards_stand(void **state)
{
	(void)state;
	put(conf, "");
	assert_int_equal(loaded(NULL), 0);
	assert_said("listen = 127.0.0.1:8080  # standard\n");
	assert_said("session_idle_minutes = 15  # standard\n");
	assert_said("database_url =   # standard\n");
	assert_int_equal(settings->session_idle_minutes, 15);
	assert_string_equal(settings->key_file, "/etc/hocvu/keys");
}

static void later_sources_win(void **state)
{
	static const char *const with[] = { "workers=5", NULL };
	char line[128];

	(void)state;
	put(conf, "listen = a:1\nworkers = 1\nconnections = 10\nquery_seconds=1\nsession_hours=1");
	put_part("10-a.conf", "workers = 2\nconnections = 20\nquery_seconds=2\n");
	put_part("9-b.conf", "workers = 3\nconnections = 30\n");
	put_part(".hidden.conf", "workers = x\n");
	put_part("old.conf~", "workers = x\n");
	put_part("note.txt", "workers = x\n");
	setenv("HOCVU_WORKERS", "4", 1);
	setenv("HOCVU_CONNECTIONS", "40", 1);
	assert_int_equal(loaded(with), 0);
	unsetenv("HOCVU_WORKERS");
	unsetenv("HOCVU_CONNECTIONS");
	assert_said("workers = 5  # flag\n");
	assert_said("connections = 40  # HOCVU_CONNECTIONS\n");
	snprintf(line, sizeof(line), "query_seconds = 2  # %s/10-a.conf:3\n", conf_d);
	assert_said(line);
	snprintf(line, sizeof(line), "listen = a:1  # %s:1\n", conf);
	assert_said(line);
	snprintf(line, sizeof(line), "session_hours = 1  # %s:5\n", conf);
	assert_said(line);
}

static void parts_are_read_in_the_order_of_their_names(void **state)
{
	(void)state;
	put(conf, "");
	put_part("10-a.conf", "workers = 10\nconnections = 10\n");
	put_part("9-b.conf", "workers = 9\n");
	put_part("z.conf", "connections = 64\n");
	assert_int_equal(loaded(NULL), 0);
	assert_said("workers = 9  # "); // by bytes: "10-" before "9-"
	assert_said("connections = 64  # ");
}

static void lines_are_read_leniently(void **state)
{
	(void)state;
	put(conf, "# a comment\n\n   \t\n  workers=7   # of eight\r\n\tlisten =  x y \n#workers = "
		  "9\n"
		  "public_url = https://hocvu.example/#/start\t# the "
		  "start\nowner_url=\nquery_seconds = 9#9 #\n");
	assert_int_equal(loaded(NULL), 1);
	assert_said("workers = 7  # ");
	assert_said("listen = x y  # ");
	assert_said("public_url = https://hocvu.example/#/start  # ");
	assert_said("owner_url =   # ");
	assert_said(":9: query_seconds must be a number from 1 to 600, not '9#9'");
}

static void mistakes_name_their_place_and_are_all_reported(void **state)
{
	static const char *const with[] = { "wrokers=5", "listen", "query_seconds=601", NULL };
	char line[128];

	(void)state;
	put(conf, "\nspeed = 3\nworkers = 65\nworkers\nsession_hours =\nrequest_seconds = 0\n"
		  "connections = 1e3\nWORKERS = 3\nperiod_minutes = 99999999999999999999\nlisten = "
		  "kept:1\n");
	put_part("z.conf", "quota_return_days = -1\n = 3\n");
	setenv("HOCVU_MARK_HOURS_TRAINER", "soon", 1);
	assert_int_equal(loaded(with), 1);
	unsetenv("HOCVU_MARK_HOURS_TRAINER");
	snprintf(line, sizeof(line), "%s:2: there is no setting 'speed'\n", conf);
	assert_said(line);
	assert_said("hocvu.conf:3: workers must be a number from 0 to 64, not '65'");
	assert_said("hocvu.conf:4: a line reads name = value");
	assert_said("hocvu.conf:5: session_hours");
	assert_said("hocvu.conf:6: request_seconds");
	assert_said("hocvu.conf:7: connections");
	assert_said("hocvu.conf:8: there is no setting 'WORKERS'");
	assert_said("hocvu.conf:9: period_minutes");
	assert_said("z.conf:1: quota_return_days");
	assert_said("z.conf:2: there is no setting ''");
	assert_said("HOCVU_MARK_HOURS_TRAINER: mark_hours_trainer");
	assert_said("flag: there is no setting 'wrokers'");
	assert_said("flag: 'listen' must be name=value");
	assert_said("flag: query_seconds");
	assert_said("workers = 0  # standard");
	assert_said("listen = kept:1  # ");
}

static void bounds_are_inside(void **state)
{
	static const char *const with[] = { "workers=64", "connections=8", "quota_return_days=0",
		NULL };

	(void)state;
	put(conf, "");
	assert_int_equal(loaded(with), 0);
	assert_said("workers = 64  # flag");
	assert_said("connections = 8  # flag");
	assert_said("quota_return_days = 0  # flag");
}

static void a_named_file_must_be_there(void **state)
{
	(void)state;
	unlink(conf);
	assert_int_equal(loaded(NULL), 1);
	assert_said("settings cannot be read");
	assert_said("No such file");
}

static void load_standard_file(void)
{
	_exit(settings_load(NULL, NULL) && settings_load("/etc/hocvu/hocvu.conf", NULL) ? 0 : 1);
}

static void the_standard_file_may_be_missing(void **state)
{
	(void)state;
	if (access("/etc/hocvu/hocvu.conf", F_OK) == 0)
		skip();
	assert_int_equal(in_child(load_standard_file, said, sizeof(said)), 0);
	assert_string_equal(said, "");
}

static void passwords_are_hidden(void **state)
{
	static const struct {
		const char *value, *shown;
	} rows[] = {
		{ "host=/run dbname=hocvu", "host=/run dbname=hocvu" },
		{ "host=a password=geheim user=x", "host=a password=*** user=x" },
		{ "password=geheim", "password=***" },
		{ "password = geheim dbname=b", "password = *** dbname=b" },
		{ "password='ge heim \\' geheim' dbname=b", "password=*** dbname=b" },
		{ "password='geheim", "password=***" },
		{ "password=ge\\ heim dbname=b", "password=*** dbname=b" },
		{ "password=ge&geheim dbname=b", "password=*** dbname=b" },
		{ "PASSWORD=geheim sslpassword=geheim", "PASSWORD=*** sslpassword=***" },
		{ "passfile=/etc/pass dbname=b", "passfile=/etc/pass dbname=b" },
		{ "dbname=passwords", "dbname=passwords" },
		{ "postgresql://lan:geheim@db:5432/hocvu", "postgresql://lan:***@db:5432/hocvu" },
		{ "postgresql://lan:ge@heim@db/hocvu", "postgresql://lan:***@db/hocvu" },
		{ "postgresql://lan:ge/heim@db/hocvu?a=b", "postgresql://lan:***@db/hocvu?a=b" },
		{ "postgresql://lan@db:5432/hocvu", "postgresql://lan@db:5432/hocvu" },
		{ "postgresql://db/hocvu?user=x&password=geheim&sslmode=require", "postgresql://db/"
										  "hocvu?user=x&"
										  "password=***&"
										  "sslmode="
										  "require" },
		{ "postgresql://", "postgresql://" },
	};

	(void)state;
	put(conf, "");
	for (size_t i = 0; i < COUNT(rows); i++) {
		char flag[256], line[256];
		const char *const with[] = { flag, NULL };

		snprintf(flag, sizeof(flag), "database_url=%s", rows[i].value);
		snprintf(line, sizeof(line), "database_url = %s  # flag\n", rows[i].shown);
		assert_int_equal(loaded(with), 0);
		assert_said(line);
		assert_unsaid("geheim");
		assert_unsaid("heim@");
	}
}

static void set_and_print(void)
{
	char name[] = "listen", value[] = "dev:1", origin[] = "dev";
	bool good = settings_set(name, value, origin);

	value[0] = origin[0] = 'X'; // copied, not kept
	good &= !settings_set("workers", "many", "dev") && !settings_set("nothing", "1", "dev");
	good &= strcmp(settings->listen, "dev:1") == 0;
	settings_print(stderr);
	fflush(stderr);
	_exit(good ? 0 : 1);
}

static void one_value_can_be_set(void **state)
{
	(void)state;
	assert_int_equal(in_child(set_and_print, said, sizeof(said)), 0);
	assert_said("listen = dev:1  # dev\n");
	assert_said("workers = 0  # standard\n");
	assert_said("dev: there is no setting 'nothing'");
}

static void print_example(void)
{
	settings_example(stderr);
	fflush(stderr);
}

static void the_example_names_everything_and_can_be_read_back(void **state)
{
	static char example[8192];

	(void)state;
	assert_int_equal(in_child(print_example, example, sizeof(example)), 0);
	assert_non_null(strstr(example, "\n#workers = 0\n"));
	assert_non_null(strstr(example, "\n#listen = 127.0.0.1:8080\n"));
	assert_non_null(strstr(example, "(0 to 64)\n"));
	for (char *p = example; (p = strstr(p, "\n#")) != NULL; p++)
		if (p[2] != ' ')
			p[1] = ' '; // take every setting into use
	put(conf, example);
	assert_int_equal(loaded(NULL), 0);
	assert_unsaid("standard");
	assert_said("workers = 0  # ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(standards_stand, clean),
		cmocka_unit_test_teardown(later_sources_win, clean),
		cmocka_unit_test_teardown(parts_are_read_in_the_order_of_their_names, clean),
		cmocka_unit_test_teardown(lines_are_read_leniently, clean),
		cmocka_unit_test_teardown(mistakes_name_their_place_and_are_all_reported, clean),
		cmocka_unit_test_teardown(bounds_are_inside, clean),
		cmocka_unit_test_teardown(a_named_file_must_be_there, clean),
		cmocka_unit_test_teardown(the_standard_file_may_be_missing, clean),
		cmocka_unit_test_teardown(passwords_are_hidden, clean),
		cmocka_unit_test_teardown(one_value_can_be_set, clean),
		cmocka_unit_test_teardown(the_example_names_everything_and_can_be_read_back, clean),
	};

	clearenv();
	return cmocka_run_group_tests(tests, begin, end);
}
