// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud dev: everything a stranger needs, in one data folder: database, demo world, server.
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"
#include "base/settings.h"
#include "commands/commands.h"
#include "commands/dev_demo.h"
#include "commands/session.h"
#include "db/migrate.h"
#include "http/listen.h"

enum { PORT = 8080, PORTS = 50, LINE_MOST = 512 };

struct dev {
	struct session session;
	const char *data;	// --data
	int port;		// --port; 0 for any
	bool demo;		// unless --no-demo, or the demo was purged
	bool purge;		// --purge-demo
	const char *accounts;	// the file of the demo accounts
	const char *no_demo;	// a mark in the data folder: the demo was purged
};

static bool number(const char *s, int most, int *out)
{
	char *end;
	long n = strtol(s, &end, 10);

	*out = (int)n;
	return *s >= '0' && *s <= '9' && *end == '\0' && n <= most;
}

static bool options(struct dev *d, int argc, char **argv)
{
	static const struct option known[] = {
		{ "port", required_argument, NULL, 'p' },
		{ "data", required_argument, NULL, 'd' },
		{ "no-demo", no_argument, NULL, 'n' },
		{ "purge-demo", no_argument, NULL, 'x' },
		{ NULL, 0, NULL, 0 },
	};
	bool good = true;

	*d = (struct dev){ .port = PORT, .demo = true };
	optind = 1;
	opterr = 0;
	for (int o; (o = getopt_long(argc, argv, "", known, NULL)) != -1; ) {
		switch (o) {
		case 'p':
			if (!number(optarg, 65535, &d->port)) {
				fprintf(stderr, "hocvud dev: a port is a number from 0 to 65535, not %s\n", optarg);
				good = false;
			}
			break;
		case 'd': d->data = optarg; break;
		case 'n': d->demo = false; break;
		case 'x': d->purge = true; break;
		default: good = false;
		}
	}
	return good && optind == argc;
}

// The demo goes with the whole database of the data folder and stays away afterwards; the next lines
// make a new, empty one. Never with somebody's own people or classes in it.
static bool purge(struct dev *d)
{
	int64_t besides = demo_besides(&d->session);
	FILE *mark;

	if (besides != 0) {
		if (besides > 0)
			log_warnx("beside the demo there are %lld people and classes of your own: take them out first with "
				"hocvud export, or start afresh with another --data folder", (long long)besides);
		return false;
	}
	mark = fopen(d->no_demo, "we");
	if (mark == NULL || fclose(mark) != 0) {
		log_warn("cannot write %s", d->no_demo);
		return false;
	}
	if (unlink(d->accounts) != 0 && errno != ENOENT)
		log_warn("cannot remove %s", d->accounts);
	db_close(d->session.db);
	d->session.db = NULL;
	if (!database_drop(d->session.cluster->url_super) || !roles_ensure(d->session.cluster->url_super)
		|| !migrate_up(d->session.cluster->url_owner, stdout))
		return false;
	d->session.db = db_open(d->session.cluster->url_job);
	printf("The demo is gone, and with it everything else in this data folder's database.\n"
		"To have it back: remove %s\n", d->no_demo);
	return session_reference(&d->session);
}

static int demo_fill(struct dev *d)
{
	int code = EX_OK;

	if (access(d->accounts, F_OK) != 0 && demo_besides(&d->session) != 0) {
		printf("There are people or classes of your own here: the demo world stays out.\n");
		return EX_OK;
	}
	code = demo_load(&d->session);
	return code != EX_OK ? code : demo_accounts(&d->session, d->accounts);
}

// The demo, unless it is unwanted. One start after the other: two at once on a new folder would both fill it.
static int demo(struct dev *d)
{
	int lock, code;

	if (!d->demo || access(d->no_demo, F_OK) == 0)
		return EX_OK;
	lock = open(arena_printf(d->session.arena, "%s/demo.lock", d->session.cluster->data),
		O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (lock < 0 || flock(lock, LOCK_EX) != 0) {
		log_warn("cannot lock the data folder");
		return EX_CANTCREAT;
	}
	code = demo_fill(d);
	close(lock);
	return code;
}

// Who holds the machine hears of weaknesses when nobody else was named.
static bool contact_set(void)
{
	return settings->security_contact[0] != '\0' ||
		settings_set("security_contact", "mailto:root@localhost", "dev");
}

// The port asked for, or the next free one.
static bool take_port(struct dev *d)
{
	char address[LISTEN_ADDRESS];

	for (int port = d->port; port < d->port + PORTS && port <= 65535; port++) {
		snprintf(address, sizeof address, "127.0.0.1:%d", port);
		if (listen_open(address) >= 0) {
			if (port != d->port)
				printf("Port %d is taken; this one is %d.\n", d->port, port);
			return settings_set("listen", address, "dev") && contact_set();
		}
		if (errno != EADDRINUSE)
			break;
	}
	log_warn("no port of 127.0.0.1 from %d on can be had", d->port);
	return false;
}

static void print_accounts(const struct dev *d)
{
	FILE *f = fopen(d->accounts, "re");
	char line[LINE_MOST];

	if (f == NULL)
		return;
	printf("\nDemo accounts (name, password, what it may do), also in %s:\n", d->accounts);
	while (fgets(line, sizeof line, f) != NULL)
		printf("  %s", line);
	fclose(f);
}

// The folder this program was started from, as people would type it.
static const char *programs(struct arena *arena)
{
	char path[LINE_MOST], here[LINE_MOST];
	ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
	size_t root = getcwd(here, sizeof here) != NULL ? strlen(here) : 0;

	if (len <= 0)
		return "";
	path[len] = '\0';
	path[strrchr(path, '/') + 1 - path] = '\0';
	if (strncmp(path, here, root) != 0 || path[root] != '/')
		return arena_copy(arena, path);
	return arena_printf(arena, "%s%s", path[root + 1] == '\0' ? "./" : "", path + root + 1);
}

// A path as a shell takes it back.
static const char *shell_word(const char *s, struct arena *arena)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/";

	return strspn(s, plain) == strlen(s) ? s : arena_printf(arena, "'%s'", s);
}

static void tell_demo(const struct dev *d, const char *address, const char *bin, const char *data)
{
	print_accounts(d);
	printf("\nTry, in another terminal:\n"
		"  %shocvu login http://%s --name office\n"
		"  %shocvu coverage --target T1 --unit thuong-hong --as-of 2025-12-31\n"
		"  %shocvud coverage --data %s --target T1 --unit thuong-hong --as-of 2025-12-31\n", bin, address, bin, bin, data);
}

// Without the demo nobody can sign in yet: how the first account is made.
static void tell_first(const char *address, const char *bin, const char *data)
{
	printf("\nNo demo here. The first account, in another terminal:\n"
		"  %shocvud account add admin --data %s\n"
		"  %shocvud account grant admin admin hung-yen --data %s\n"
		"  %shocvu login http://%s --name admin\n", bin, data, bin, data, bin, address);
}

// Called by the server once it answers.
static int tell(const char *address, void *ctx)
{
	struct dev *d = ctx;
	const char *bin = programs(d->session.arena), *data = d->session.cluster->data;

	printf("\nDemo: administrators need no second factor here (factor_for_admins = off).\n"
		"hocvu runs at http://%s/ (data in %s)\n", address, data);
	data = shell_word(data, d->session.arena);
	if (access(d->accounts, F_OK) == 0)
		tell_demo(d, address, bin, data);
	else
		tell_first(address, bin, data);
	printf("\nCtrl-C stops everything.\n");
	fflush(stdout);
	return 0;
}

int command_dev(int argc, char **argv)
{
	struct dev d;
	int code;

	if (!options(&d, argc, argv))
		return command_usage("dev");
	setvbuf(stdout, NULL, _IOLBF, 0);
	d.session = session_open_private(d.data, stdout);
	if (d.session.db == NULL)
		return session_close(&d.session, d.session.exit_code);
	d.accounts = arena_printf(d.session.arena, "%s/demo-accounts", d.session.cluster->data);
	d.no_demo = arena_printf(d.session.arena, "%s/no-demo", d.session.cluster->data);
	code = d.purge && !purge(&d) ? EX_SOFTWARE : demo(&d);
	if (code == EX_OK && !(settings_set("factor_for_admins", "off", "dev") && settings_set("admin_password_days", "0", "dev") &&
		settings_set("account_idle_days", "0", "dev")))
		code = EX_SOFTWARE;
	if (code == EX_OK)
		code = take_port(&d) ? serve_run(tell, &d) : EX_UNAVAILABLE;
	return session_close(&d.session, code);
}
