// SPDX-License-Identifier: GPL-3.0-or-later
// Where the cluster of a data folder lives and whom it belongs to; makes its files when there are none.
#include "db/place.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/log.h"

enum { SWEEPS = 10, SWEEP_PAUSE_US = 200000 };

#define FAR_AWAY "/var/lib/hocvu-dev"	// clusters whose user cannot enter the data folder

// Appended to postgresql.conf once; what must hold in any case is on the server's command line.
static const char our_settings[] =
	"\n# hocvud dev: small, quiet, for one machine. Yours to change.\n"
	"dynamic_shared_memory_type = mmap\n"
	"shared_buffers = 64MB\nmax_wal_size = 512MB\nmin_wal_size = 64MB\n"
	"wal_level = minimal\nmax_wal_senders = 0\nmax_logical_replication_workers = 0\njit = off\n"
	"timezone = 'UTC'\nlog_timezone = 'UTC'\nlog_checkpoints = off\nlog_autovacuum_min_duration = -1\n";

// Makes a folder for this owner, or checks that what is there belongs to them and nobody else may
// write to it (the place may be /tmp).
static bool folder(const char *path, mode_t mode, uid_t uid, gid_t gid)
{
	struct stat st;

	if (mkdir(path, mode) == 0 && geteuid() == 0 && chown(path, uid, gid) != 0)
		log_warn("cannot give %s to its user", path);
	if (lstat(path, &st) != 0) {
		log_warn("cannot make %s", path);
		return false;
	}
	if (!S_ISDIR(st.st_mode) || st.st_uid != uid || (st.st_mode & 022) != 0) {
		log_warnx("%s is not a folder that only uid %d may write to", path, (int)uid);
		return false;
	}
	return true;
}

// Every missing folder of an absolute path.
static bool folders(const char *path, mode_t mode, struct arena *arena)
{
	struct stat st;

	for (const char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/'))
		mkdir(arena_copyn(arena, path, (size_t)(slash - path)), 0755);
	mkdir(path, mode);
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

// The data folder as an absolute path, made when missing.
const char *place_data(const char *data, struct arena *arena)
{
	char *cwd = data[0] == '/' ? NULL : getcwd(NULL, 0);
	const char *path = data[0] == '/' ? data : arena_printf(arena, "%s/%s", cwd ? cwd : "", data);
	char *real;

	free(cwd);
	// Root's cluster runs as another user, who must get through.
	if (!folders(path, geteuid() == 0 ? 0711 : 0700, arena)) {
		log_warn("cannot make the data folder %s", path);
		return NULL;
	}
	real = realpath(path, NULL);
	path = arena_copy(arena, real);
	free(real);
	return path;
}

// Whom the cluster belongs to: the owner of its files, or, to make them, ourselves; for root `postgres`.
static bool find_owner(struct place *at)
{
	struct stat st;
	const struct passwd *user;

	at->pm.uid = geteuid();
	at->pm.gid = getegid();
	if (stat(arena_printf(at->arena, "%s/pg/PG_VERSION", at->data), &st) == 0) {
		at->pm.uid = st.st_uid;
		at->pm.gid = st.st_gid;
	} else if (geteuid() == 0) {
		user = getpwnam("postgres");
		at->pm.uid = user ? user->pw_uid : 0;
		at->pm.gid = user ? user->pw_gid : 0;
	}
	if (at->pm.uid == 0)
		log_warnx("PostgreSQL does not run as root and there is no user postgres: install postgresql");
	else if (geteuid() != 0 && at->pm.uid != geteuid())
		log_warnx("%s belongs to uid %d: run hocvud as that user or give --data", at->data, (int)at->pm.uid);
	else
		return true;
	return false;
}

// Removes a folder and all below it. A killed initdb's children may write a moment longer.
static bool sweep(const struct place *at, const char *path)
{
	const char *const argv[] = { "rm", "-rf", "--one-file-system", "--", path, NULL };
	const struct postmaster shell = { .bin = "/bin", .log = at->pm.log, .uid = geteuid(), .gid = getegid() };

	for (int tries = 0; tries < SWEEPS && access(path, F_OK) == 0; tries++) {
		if (tries > 0)
			usleep(SWEEP_PAUSE_US);
		postmaster_run(&shell, argv, at->arena);
	}
	if (access(path, F_OK) != 0)
		return true;
	log_warnx("cannot remove %s", path);
	return false;
}

// Ends and removes what an earlier data folder of the same path left: that folder was deleted, and its
// keys with it.
static bool forget(const struct place *at, const char *path)
{
	const struct postmaster old = { .folder = arena_printf(at->arena, "%s/pg", path) };

	return postmaster_stop(&old) && sweep(at, old.folder);
}

// Decides where the cluster's files live and sets pm.folder; gives the folder around them.
static const char *find_folder(struct place *at)
{
	const char *link = arena_printf(at->arena, "%s/pg", at->data);
	const char *far, *digest;
	char *real = realpath(link, NULL);

	at->pm.folder = real != NULL ? arena_copy(at->arena, real) : link;
	free(real);
	if (strcmp(at->pm.folder, link) != 0)	// a link that leads somewhere
		return arena_copyn(at->arena, at->pm.folder, (size_t)(strrchr(at->pm.folder, '/') - at->pm.folder));
	if (geteuid() != 0 || access(at->pm.folder, F_OK) == 0 || postmaster_enters(&at->pm, at->data))
		return at->data;
	digest = crypto_digest(at->data, strlen(at->data), at->arena);
	far = arena_printf(at->arena, FAR_AWAY "/%.16s", digest);
	at->pm.folder = arena_printf(at->arena, "%s/pg", far);
	if (!folder(FAR_AWAY, 0711, 0, 0) || !folder(far, 0711, 0, 0) || !forget(at, far))
		return NULL;
	unlink(link);
	if (symlink(at->pm.folder, link) != 0)
		return NULL;
	log_info("cluster=%s reason=\"user postgres cannot enter %s\"", at->pm.folder, at->data);
	return far;
}

// The socket's folder: beside the cluster's files, or a short name of its own when a path there would
// not fit into a socket's address.
static bool find_sockets(struct place *at, const char *around)
{
	static const char name[] = "/.s.PGSQL.5432";
	const char *digest;

	at->pm.sockets = arena_printf(at->arena, "%s/s", around);
	if (strlen(at->pm.sockets) + sizeof name > sizeof ((struct sockaddr_un *)0)->sun_path) {
		digest = crypto_digest(at->pm.folder, strlen(at->pm.folder), at->arena);
		at->pm.sockets = arena_printf(at->arena, "%s/hocvu-%d-%.16s", geteuid() == 0 ? "/run" : "/tmp",
			(int)at->pm.uid, digest);
	}
	return folder(at->pm.sockets, 0700, at->pm.uid, at->pm.gid);
}

// The cluster's programs: those that made its files, or the newest.
static bool find_programs(struct place *at)
{
	const char *file = arena_printf(at->arena, "%s/PG_VERSION", at->pm.folder);
	char version[16] = "";
	FILE *f = fopen(file, "re");
	const char *wanted = f != NULL && fgets(version, sizeof version, f) != NULL ? version : NULL;

	if (f != NULL)
		fclose(f);
	at->pm.bin = postgres_programs(wanted, at->arena);
	if (at->pm.bin == NULL)
		log_warnx("PostgreSQL%s%.2s is not installed", wanted ? " " : "", version);
	return at->pm.bin != NULL;
}

// Makes the cluster beside its place and moves it there whole, so that a killed start leaves nothing
// half made behind.
static bool make_files(struct place *at)
{
	const char *fresh = arena_printf(at->arena, "%s.new", at->pm.folder);
	const char *const initdb[] = { "initdb", "-D", fresh, "-U", CLUSTER_SUPERUSER, "--encoding=UTF8",
		"--locale=C.UTF-8", "--auth=trust", "--no-instructions", NULL };
	FILE *conf;
	bool good;

	if (access(arena_printf(at->arena, "%s/PG_VERSION", at->pm.folder), F_OK) == 0)
		return true;
	if (!sweep(at, fresh))
		return false;
	if (!folder(fresh, 0700, at->pm.uid, at->pm.gid) || !postmaster_run(&at->pm, initdb, at->arena)) {
		log_warnx("PostgreSQL's initdb failed: see %s", at->pm.log);
		return false;
	}
	conf = fopen(arena_printf(at->arena, "%s/postgresql.conf", fresh), "ae");
	good = conf != NULL && fputs(our_settings, conf) >= 0;
	if (conf != NULL && fclose(conf) != 0)
		good = false;
	if (!good || rename(fresh, at->pm.folder) != 0)
		log_warn("cannot finish %s", at->pm.folder);
	return good && access(at->pm.folder, F_OK) == 0;
}

bool place_find(struct place *at)
{
	const char *around;

	return find_owner(at) && (around = find_folder(at)) != NULL && find_programs(at)
		&& find_sockets(at, around) && make_files(at);
}
