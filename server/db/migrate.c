// SPDX-License-Identifier: GPL-3.0-or-later
// The schema's history: roles and database, then the numbered files of schema/, one transaction each.
#include "db/migrate.h"

#include <string.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/embed.h"
#include "base/log.h"
#include "db/db.h"

// "hocvu" as a number: whoever migrates holds this advisory lock.
#define LOCK "448612394613"
#define UP "-- migrate:up"
#define DOWN "-- migrate:down"

// One embedded file of schema/.
struct migration {
	const char *file;		// "0001_units.sql"
	const char *version;		// "0001"
	const char *checksum;
	const char *up, *down;		// statements
	const char *known;		// the checksum it was applied with, or NULL
	const char *applied_at;
};

struct history {
	struct arena *arena;
	struct db *db;
	struct migration *files;
	size_t count;
};

// Both are trusted: the database's owner may have them.
static const char extensions[] =
	"CREATE EXTENSION IF NOT EXISTS btree_gist; CREATE EXTENSION IF NOT EXISTS pg_trgm";

static const char table[] =
	"CREATE TABLE IF NOT EXISTS schema_migration (\n"
	"	version text PRIMARY KEY,\n"
	"	checksum text NOT NULL,\n"
	"	applied_at timestamptz NOT NULL DEFAULT now());\n"
	"COMMENT ON TABLE schema_migration IS 'Which files of schema/ this database was made by';\n"
	"COMMENT ON COLUMN schema_migration.version IS 'The number the file''s name begins with';\n"
	"COMMENT ON COLUMN schema_migration.checksum IS 'Of the whole file as it was applied';\n"
	"COMMENT ON COLUMN schema_migration.applied_at IS 'When it was applied'";

// Roles log in without a password: who may reach the server at all is pg_hba.conf's to say.
static const char *const roles[] = { "hocvu_owner", "hocvu_app", "hocvu_job" };

// Runs statements of ours; on failure says what was being done.
static bool run(struct history *h, const char *what, const char *sql)
{
	const char *message = NULL;

	if (db_exec(h->db, sql, &message, h->arena))
		return true;
	log_warnx("%s: %s", what, message ? message : "no connection to the database");
	return false;
}

static struct history history_open(const char *url)
{
	struct history h = { .arena = arena_new(), .db = db_open(url) };

	db_timeout(h.db, 0);
	return h;
}

static bool history_close(struct history *h, bool good)
{
	db_close(h->db);
	arena_drop(h->arena);
	return good;
}

bool roles_ensure(const char *url)
{
	struct history h = history_open(url);
	bool good = run(&h, "roles", "SELECT pg_advisory_lock(" LOCK ")");

	for (size_t i = 0; good && i < sizeof roles / sizeof *roles; i++) {
		const char *there = arena_printf(h.arena, "SELECT 1 FROM pg_roles WHERE rolname = '%s'", roles[i]);

		if (db_ask(h.db, there, h.arena) == NULL)
			good = run(&h, roles[i], arena_printf(h.arena, "CREATE ROLE %s LOGIN", roles[i]));
	}
	if (good && db_ask(h.db, "SELECT 1 FROM pg_database WHERE datname = 'hocvu'", h.arena) == NULL)
		good = run(&h, "database hocvu", "CREATE DATABASE hocvu OWNER hocvu_owner TEMPLATE template0 ENCODING 'UTF8'")
			&& run(&h, "database hocvu", "REVOKE ALL ON DATABASE hocvu FROM PUBLIC")
			&& run(&h, "database hocvu", "GRANT CONNECT ON DATABASE hocvu TO hocvu_app")
			&& run(&h, "database hocvu", "GRANT CONNECT, TEMPORARY ON DATABASE hocvu TO hocvu_job");
	return history_close(&h, good);
}

bool database_drop(const char *url)
{
	struct history h = history_open(url);

	return history_close(&h, run(&h, "database hocvu", "DROP DATABASE IF EXISTS hocvu WITH (FORCE)"));
}

// The part of a file between a marker and the next one (or the end); NULL without the marker.
static const char *part(struct arena *arena, const char *text, const char *marker, const char *until)
{
	const char *at = strstr(text, marker), *end;

	if (at == NULL)
		return NULL;
	at += strlen(marker);
	end = strstr(at, until);
	return end != NULL ? arena_copyn(arena, at, (size_t)(end - at)) : arena_copy(arena, at);
}

static bool migration_read(struct migration *m, const struct embedded *e, struct arena *arena)
{
	const char *name = e->path + strlen("schema/");

	m->file = name;
	m->version = arena_copyn(arena, name, strcspn(name, "_"));
	m->checksum = crypto_digest(e->bytes, e->len, arena);
	m->up = part(arena, e->bytes, UP, DOWN);
	m->down = part(arena, e->bytes, DOWN, UP);
	if (m->up != NULL && m->down != NULL && strspn(name, "0123456789") == strlen(m->version))
		return true;
	log_warnx("%s: needs a number, \"" UP "\" and \"" DOWN "\"", e->path);
	return false;
}

static const char *known(struct history *h, const char *column, const char *version)
{
	return db_ask(h->db, arena_printf(h->arena, "SELECT %s::text FROM schema_migration WHERE version = '%s'",
		column, version), h->arena);
}

// Takes the lock and reads the embedded files and what is known of each.
static bool history_read(struct history *h)
{
	size_t most = 0;

	if (!run(h, "migrations", "SELECT pg_advisory_lock(" LOCK ")") || !run(h, "extensions", extensions)
		|| !run(h, "schema_migration", table))
		return false;
	while (embedded[most].path != NULL)
		most++;
	h->files = arena_many(h->arena, struct migration, most + 1);
	for (size_t i = 0; i < most; i++) {
		const char *path = embedded[i].path;
		struct migration *m = &h->files[h->count];

		if (strncmp(path, "schema/", 7) != 0 || strchr(path + 7, '/') != NULL)
			continue;
		if (!migration_read(m, &embedded[i], h->arena))
			return false;
		m->known = known(h, "checksum", m->version);
		m->applied_at = m->known ? known(h, "applied_at", m->version) : NULL;
		h->count++;
	}
	return true;
}

// Every applied file must still be what was applied, and none may come before one that was.
static bool history_sound(const struct history *h)
{
	const struct migration *gap = NULL;

	for (size_t i = 0; i < h->count; i++) {
		const struct migration *m = &h->files[i];

		if (m->known != NULL && strcmp(m->known, m->checksum) != 0) {
			log_warnx("schema/%s was changed after it had been applied: put it back and write a new file", m->file);
			return false;
		}
		if (m->known != NULL && gap != NULL) {
			log_warnx("schema/%s was added before schema/%s, which is applied: give it a later number",
				gap->file, m->file);
			return false;
		}
		if (m->known == NULL && gap == NULL)
			gap = m;
	}
	return true;
}

// One transaction: the statements and their line in schema_migration.
static bool apply(struct history *h, const struct migration *m, const char *statements, const char *record)
{
	const char *message;

	if (run(h, m->file, "BEGIN") && run(h, m->file, statements) && run(h, m->file, record)
		&& run(h, m->file, "COMMIT"))
		return true;
	db_exec(h->db, "ROLLBACK", &message, h->arena);
	return false;
}

bool migrate_up(const char *owner_url, FILE *out)
{
	struct history h = history_open(owner_url);
	bool good = history_read(&h) && history_sound(&h);

	for (size_t i = 0; good && i < h.count; i++) {
		const struct migration *m = &h.files[i];

		if (m->known != NULL)
			continue;
		good = apply(&h, m, m->up, arena_printf(h.arena,
			"INSERT INTO schema_migration (version, checksum) VALUES ('%s', '%s')", m->version, m->checksum));
		if (good)
			fprintf(out, "applied schema/%s\n", m->file);
	}
	return history_close(&h, good);
}

bool migrate_down(const char *owner_url, FILE *out)
{
	struct history h = history_open(owner_url);
	bool good = history_read(&h) && history_sound(&h);
	size_t last = h.count;

	while (good && last > 0 && h.files[last - 1].known == NULL)
		last--;
	if (good && last == 0) {
		fprintf(out, "nothing is applied\n");
	} else if (good) {
		const struct migration *m = &h.files[last - 1];

		good = apply(&h, m, m->down, arena_printf(h.arena,
			"DELETE FROM schema_migration WHERE version = '%s'", m->version));
		if (good)
			fprintf(out, "took back schema/%s\n", m->file);
	}
	return history_close(&h, good);
}

bool migrate_status(const char *owner_url, FILE *out)
{
	struct history h = history_open(owner_url);
	bool read = history_read(&h), good = read && history_sound(&h);

	for (size_t i = 0; read && i < h.count; i++) {
		const struct migration *m = &h.files[i];
		const char *state = m->known == NULL ? "pending" : strcmp(m->known, m->checksum) != 0 ? "changed" : "applied";

		fprintf(out, "%-8s %s%s%s\n", state, m->file, m->applied_at ? "  " : "", m->applied_at ? m->applied_at : "");
		good = good && m->known != NULL;
	}
	return history_close(&h, good);
}
