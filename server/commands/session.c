// SPDX-License-Identifier: GPL-3.0-or-later
// The database of a command: a private cluster or the server the settings name, opened and closed whole.
#include "commands/session.h"

#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/key_file.h"
#include "base/log.h"
#include "base/settings.h"
#include "db/migrate.h"
#include "features/exchange/reference.h"
#include "jobs/keys.h"

enum { PATH_MOST = 4096 };

// var/ of the checkout this program was built in (CHECKOUT/build/FLAVOUR/hocvud), or NULL. Never the
// current folder: in / that would be the system's /var.
static const char *data_of_checkout(struct arena *arena)
{
	char path[PATH_MOST];
	ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
	char *cut;

	path[len > 0 ? len : 0] = '\0';
	for (int i = 0; i < 2; i++) {	// hocvud, FLAVOUR
		cut = strrchr(path, '/');
		if (cut == NULL)
			return NULL;
		*cut = '\0';
	}
	cut = strrchr(path, '/');
	if (cut == NULL || strcmp(cut, "/build") != 0)
		return NULL;
	*cut = '\0';
	if (access(arena_printf(arena, "%s/Makefile", path), F_OK) != 0)
		return NULL;
	return arena_printf(arena, "%s/var", path);
}

static struct session refused(struct session s, int exit_code)
{
	session_close(&s, EX_OK);
	return (struct session){ .exit_code = exit_code };
}

// Settings of a private cluster, so that everything that reads settings meets the same database.
static bool point_settings(const struct cluster *c, const char *keys, const char *seed)
{
	return settings_set("database_url", c->url_app, "data folder") && settings_set("owner_url", c->url_owner, "data folder")
		&& settings_set("job_url", c->url_job, "data folder") && settings_set("key_file", keys, "data folder")
		&& (settings->certificate_key_file[0] != '\0' || settings_set("certificate_key_file", seed, "data folder"));
}

// What this command writes every server that is there must be able to read.
static bool agreed(const struct session *s)
{
	struct work w = work_on(s->db, s->arena);

	keys_agree(&w);
	return work_ok(&w);
}

bool session_reference(struct session *s)
{
	struct work w = work_on(s->db, s->arena);
	bool loaded;

	db_timeout(s->db, 0);	// another start on a new folder may be loading them: wait for it
	db_begin(&w, false);
	loaded = db_end(&w, reference_load(&w));
	db_timeout(s->db, settings->query_seconds * 1000);
	return loaded;
}

struct session session_open_private(const char *data, FILE *out)
{
	struct session s = { .arena = arena_new() };
	const char *folder = data != NULL ? data : data_of_checkout(s.arena), *keys, *seed;

	if (folder != NULL && *folder == '\0') {
		log_warnx("--data names no folder");
		return refused(s, EX_USAGE);
	}
	if (folder == NULL) {
		log_warnx("which database? Give --data DIR, or job_url in the settings");
		return refused(s, EX_USAGE);
	}
	s.cluster = cluster_start(folder);
	if (s.cluster == NULL)
		return refused(s, EX_UNAVAILABLE);
	keys = arena_printf(s.arena, "%s/keys", s.cluster->data);
	seed = arena_printf(s.arena, "%s/certificate-key", s.cluster->data);
	if (!crypto_load_keys(keys, true) || !key_file_seed(seed) || !point_settings(s.cluster, keys, seed))
		return refused(s, EX_CONFIG);
	if (!roles_ensure(s.cluster->url_super) || (out != NULL && !migrate_up(s.cluster->url_owner, out)))
		return refused(s, EX_SOFTWARE);
	s.db = db_open(s.cluster->url_job);
	return agreed(&s) && (out == NULL || session_reference(&s)) ? s : refused(s, EX_SOFTWARE);
}

struct session session_open(const char *data)
{
	struct session s = { 0 };

	if (data != NULL || settings->job_url[0] == '\0')
		return session_open_private(data, stderr);
	if (!crypto_load_keys(settings->key_file, false))
		return refused(s, EX_CONFIG);
	s.arena = arena_new();
	s.db = db_open(settings->job_url);
	return db_alive(s.db) && agreed(&s) ? s : refused(s, EX_UNAVAILABLE);
}

struct session session_open_app(const char *data)
{
	struct session s = { .arena = arena_new() };

	if (data != NULL || settings->database_url[0] == '\0') {
		arena_drop(s.arena);
		return session_open(data);
	}
	s.db = db_open(settings->database_url);
	return db_alive(s.db) ? s : refused(s, EX_UNAVAILABLE);
}

int session_close(struct session *s, int exit_code)
{
	if (s->db != NULL)
		db_close(s->db);
	cluster_stop(s->cluster);
	arena_drop(s->arena);
	*s = (struct session){ .exit_code = exit_code };
	return exit_code;
}

const char *session_flag(int *argc, char **argv)
{
	const char *data = NULL;
	int kept = 1;

	for (int i = 1; i < *argc; i++) {
		if (strcmp(argv[i], "--data") == 0 && i + 1 < *argc)
			data = argv[++i];
		else if (strncmp(argv[i], "--data=", 7) == 0)
			data = argv[i] + 7;
		else
			argv[kept++] = argv[i];
	}
	argv[*argc = kept] = NULL;
	return data;
}
