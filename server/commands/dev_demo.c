// SPDX-License-Identifier: GPL-3.0-or-later
// The demo world and its accounts.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"
#include "build/sql.h"
#include "commands/dev_demo.h"
#include "demo/demo.h"
#include "features/access/access.h"
#include "features/exchange/import.h"
#include "http/reply.h"

// One account a role. `person` is a code of the demo world; "trainer" stands for whoever teaches next.
static const struct demo_account {
	const char *name, *role, *unit, *person, *where;
} accounts[] = {
	{ "admin",    "admin",            "hung-yen",           NULL,      "toàn tỉnh" },
	{ "office",   "programme_office", "hung-yen",           NULL,      "toàn tỉnh" },
	{ "head",     "unit_head",        "ubnd-thuong-hong",   "hv-0001", "UBND phường Thượng Hồng" },
	{ "trainer",  "trainer",          "hung-yen",           "trainer", "người có buổi học gần nhất" },
	{ "official", "ward_official",    "thuong-hong",        "hv-0002", "phường Thượng Hồng" },
	{ "team",     "community_team",   "tdp-bach-sam-1",     "hv-0006", "một tổ dân phố" },
	{ "learner",  "learner",          "thuong-hong",        "hv-0010", "phường Thượng Hồng" },
	{ "auditor",  "auditor",          "hung-yen",           NULL,      "toàn tỉnh, chỉ xem" },
};

int demo_load(struct session *s)
{
	struct work w = work_on(s->db, s->arena);
	const char *folder = arena_printf(s->arena, "%s/demo", s->cluster->data);
	struct package_report report;
	bool there;
	int code;

	db_begin(&w, true);
	there = db_bool(&w, sql_demo_there);
	db_end(&w, false);
	if (w.fault != NULL) {
		log_warnx("demo: %s", w.fault);
		return EX_SOFTWARE;
	}
	if (there)
		return EX_OK;
	printf("Filling the demo world (invented people) ...\n");
	if (demo_write(folder) != 0)
		return EX_CANTCREAT;
	w = work_on(s->db, s->arena);
	report = report_new(s->arena, NULL);
	code = package_import(&w, folder, &report);
	report_table(&report, stderr);
	return code;
}

int64_t demo_besides(struct session *s)
{
	struct work w = work_on(s->db, s->arena);
	int64_t n;

	db_begin(&w, true);
	n = db_int(&w, sql_demo_besides);
	db_end(&w, false);
	if (w.fault != NULL)
		log_warnx("demo: %s", w.fault);
	return w.fault != NULL ? -1 : n;
}

static int64_t person_number(struct work *w, const char *code)
{
	if (code == NULL)
		return NONE;
	if (strcmp(code, "trainer") == 0)
		code = db_text(w, sql_demo_trainer, arg(w->today));
	return code == NULL ? NONE : db_int(w, sql_account_person, arg(code));
}

// An account's line: the role by the word it has everywhere.
static void line_put(FILE *f, const struct demo_account *a, const char *password, struct arena *arena)
{
	fprintf(f, "%-9s %-20s %s: %s\n", a->name, password == NULL ? "" : password,
		sentence(VI, arena_printf(arena, "role.%s", a->role)), a->where);
}

// Makes one account with its grant and writes its line.
static void account_put(struct work *w, const struct demo_account *a, FILE *f)
{
	struct account_new made = { .name = a->name, .by = NONE, .keeps_password = true };
	const char *password;
	// From the day on which the demo's communes began: whoever looks at it as of another day finds them in office.
	const struct date since = date_from(2025, 7, 1);
	int64_t id = NONE;

	made.person = person_number(w, a->person);
	id = db_int(w, sql_account_numbered, arg(a->name));
	if (id != 0) {		// the file was lost, the account is there: a new password, its roles as they are
		line_put(f, a, account_reset(w, id), w->arena);
		return;
	}
	password = account_make(w, &made, &id);
	db_int(w, sql_grant_give, arg(id), arg(a->role), arg(db_int(w, sql_grant_unit, arg(a->unit))), arg(since),
		arg(NO_DATE), arg(NONE), arg(w->now), arg(w->today), arg("demo"));
	if (password != NULL && work_ok(w))
		line_put(f, a, password, w->arena);
}

int demo_accounts(struct session *s, const char *path)
{
	const char *half = arena_printf(s->arena, "%s.new", path);
	struct db *owner;
	struct work w;
	FILE *f;
	int fd;

	if (access(path, F_OK) == 0)
		return EX_OK;
	sentences_load();
	fd = open(half, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	f = fd < 0 ? NULL : fdopen(fd, "w");
	if (f == NULL) {
		log_warn("cannot write %s", half);
		return EX_CANTCREAT;
	}
	owner = db_open(s->cluster->url_owner);
	w = work_on(owner, s->arena);
	db_begin(&w, false);
	for (size_t i = 0; i < sizeof accounts / sizeof *accounts; i++)
		account_put(&w, &accounts[i], f);
	// The file takes its name before the commit: accounts whose passwords nobody knows would be worse.
	if (fclose(f) != 0 || !work_ok(&w) || rename(half, path) != 0 || !db_end(&w, true)) {
		log_warnx("demo accounts: %s", w.fault != NULL ? w.fault : w.refused.code != NULL ? w.refused.code : strerror(errno));
		db_end(&w, false);
		unlink(path);
		unlink(half);
		db_close(owner);
		return EX_SOFTWARE;
	}
	db_close(owner);
	return EX_OK;
}
