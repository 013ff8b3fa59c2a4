// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud account: the operator's way in, beside the API. Works as the database's owner, like migrations,
// so that the role of imports needs no right to make an administrator.
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/settings.h"
#include "build/sql.h"
#include "commands/commands.h"
#include "commands/session.h"
#include "features/access/access.h"
#include "http/reply.h"

enum { BATCH = 500 };

struct call {
	struct work *w;
	char **words;			// what follows the action
	const char *person, *purpose, *name, *kind, *scope;
	int64_t days;
	bool outside;
	int64_t account;		// the number of words[0], for actions on an account that exists
};

static int no_such(const char *what, const char *name)
{
	fprintf(stderr, "hocvud account: there is no %s %s\n", what, name);
	return EX_DATAERR;
}

static const char *day_text(struct instant at, struct arena *arena)
{
	char text[DATE_TEXT];

	if (at.us == INT64_MIN)
		return "-";
	date_text(date_of(at), text);
	return arena_copy(arena, text);
}

static int list(struct call *c)
{
	const struct account *a;
	int64_t after = 0;
	size_t n;

	do {
		a = db_rows(c->w, sql_account_every, account, &n, arg(after), arg((int64_t)BATCH));
		for (size_t i = 0; i < n; i++) {
			printf("%s\t%s\t%s\t%s\n", a[i].name, a[i].disabled.us != INT64_MIN ? "disabled" : "active",
				day_text(a[i].used, c->w->arena), a[i].full_name == NULL ? "-" : a[i].full_name);
			after = a[i].id;
		}
	} while (n == BATCH);
	return EX_OK;
}

// Data go to standard output, words about them to standard error: `p=$(hocvud account add lan)`.
static int show_once(const char *secret, const char *what)
{
	if (secret == NULL)
		return EX_DATAERR;
	fprintf(stderr, "%s, shown this once:\n", what);
	printf("%s\n", secret);
	return EX_OK;
}

static int add(struct call *c)
{
	struct account_new a = { .name = c->words[0], .person = NONE, .by = NONE, .kind = c->kind };
	const char *secret;
	int64_t id;

	if (c->person != NULL) {
		a.person = db_int(c->w, sql_account_person, arg(c->person));
		if (a.person == 0)
			return no_such("person", c->person);
	}
	secret = account_make(c->w, &a, &id);
	return secret != NULL && *secret == '\0' ? EX_OK : show_once(secret, "The first password");
}

static int password(struct call *c)
{
	return show_once(account_reset(c->w, c->account), "The new password");
}

static int disable(struct call *c)
{
	db_run(c->w, sql_account_disable, arg(c->account), arg(c->w->now));
	return EX_OK;
}

static int enable(struct call *c)
{
	db_run(c->w, sql_account_enable, arg(c->account), arg(c->w->now));
	return EX_OK;
}

static int grant(struct call *c)
{
	int64_t unit = db_int(c->w, sql_grant_unit, arg((const char *)c->words[2]));

	if (unit == 0)
		return no_such("unit", c->words[2]);
	if (!db_bool(c->w, sql_grant_fits, arg((const char *)c->words[1]), arg(unit), arg(c->w->today))) {
		refuse(c->w, 422, "grant_team_not_group");
		return EX_DATAERR;
	}
	db_int(c->w, sql_grant_give, arg(c->account), arg((const char *)c->words[1]), arg(unit), arg(c->w->today),
		arg(NO_DATE), arg(NONE), arg(c->w->now), arg(c->w->today), arg(c->purpose));
	return EX_OK;
}

static int token(struct call *c)
{
	if (c->name == NULL)
		return command_usage("account");
	return show_once(token_make(c->w, &(struct token_new){ c->account, c->name, c->scope, c->days, c->outside }), "The token");
}

// Phone and recovery codes are lost: the way back that is always there, for whoever holds the machine.
static int reset_factor(struct call *c)
{
	db_run(c->w, sql_factor_reset, arg(c->account));
	return EX_OK;
}

// Ends the waits of a name after wrong passwords.
static int unlock(struct call *c)
{
	db_run(c->w, sql_account_unlock, arg((const char *)c->words[0]));
	return EX_OK;
}

static int review(struct call *c)
{
	db_run(c->w, sql_account_reviewed, arg(c->account), arg(NONE), arg(c->w->now));
	return EX_OK;
}

static const struct action {
	const char *name;
	int words;
	bool exists;			// words[0] names an account that is there
	int (*run)(struct call *);
} actions[] = {
	{ "list",     0, false, list },
	{ "add",      1, false, add },
	{ "password", 1, true,  password },
	{ "disable",  1, true,  disable },
	{ "enable",   1, true,  enable },
	{ "grant",    3, true,  grant },
	{ "token",    1, true,  token },
	{ "unlock",   1, true,  unlock },
	{ "review",   1, true,  review },
	{ "reset-factor", 1, true, reset_factor },
};

static const struct action *action_named(const char *name)
{
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (strcmp(actions[i].name, name) == 0)
			return &actions[i];
	return NULL;
}

static bool options(struct call *c, int argc, char **argv)
{
	static const struct option known[] = {
		{ "person", required_argument, NULL, 'p' },
		{ "purpose", required_argument, NULL, 'u' },
		{ "name", required_argument, NULL, 'n' },
		{ "kind", required_argument, NULL, 'k' },
		{ "scope", required_argument, NULL, 's' },
		{ "days", required_argument, NULL, 'd' },
		{ "outside", no_argument, NULL, 'o' },
		{ NULL, 0, NULL, 0 },
	};
	bool good = true;
	char *end;

	c->days = TOKEN_DAYS;
	optind = 1;
	opterr = 0;
	for (int o; (o = getopt_long(argc, argv, "", known, NULL)) != -1; ) {
		switch (o) {
		case 'p': c->person = optarg; break;
		case 'u': c->purpose = optarg; break;
		case 'k': c->kind = optarg; break;
		case 's': c->scope = optarg; break;
		case 'n': c->name = optarg; break;
		case 'o': c->outside = true; break;
		case 'd':
			c->days = strtol(optarg, &end, 10);
			good &= *end == '\0' && c->days >= 1 && c->days <= TOKEN_DAYS_MOST;
			break;
		default: good = false;
		}
	}
	return good;
}

// Runs the action in one transaction and says why it was refused.
static int perform(const struct action *a, struct call *c)
{
	int code;

	db_begin(c->w, false);
	if (a->exists)
		c->account = db_int(c->w, sql_account_numbered, arg((const char *)c->words[0]));
	if (a->exists && c->account == 0 && work_ok(c->w))
		code = no_such("account", c->words[0]);
	else
		code = a->run(c);
	if (db_end(c->w, code == EX_OK))
		return EX_OK;
	if (c->w->fault != NULL) {
		fprintf(stderr, "hocvud account: %s\n", c->w->fault);
		return EX_UNAVAILABLE;
	}
	if (c->w->refused.status != 0)
		fprintf(stderr, "hocvud account: %s (%s)\n", sentence(EN, c->w->refused.code), c->w->refused.code);
	return code == EX_OK ? EX_DATAERR : code;
}

// As the owner of the private cluster of `data`, or of the server the settings name.
static int with_owner(const char *data, const struct action *a, struct call *c)
{
	struct session s = { 0 };
	const char *url = settings->owner_url;
	struct arena *arena;
	struct work w;
	struct db *db;
	int code;

	if (data != NULL || url[0] == '\0') {
		s = session_open_private(data, stderr);
		if (s.db == NULL)
			return session_close(&s, s.exit_code);
		url = s.cluster->url_owner;
	}
	sentences_load();
	arena = arena_new();
	db = db_open(url);
	db_alive(db);
	w = work_on(db, arena);
	c->w = &w;
	code = perform(a, c);
	c->w = NULL;
	db_close(db);
	arena_drop(arena);
	return session_close(&s, code);
}

int command_account(int argc, char **argv)
{
	const char *data = session_flag(&argc, argv);
	struct call c = { 0 };
	const struct action *a;

	if (!options(&c, argc, argv) || optind >= argc)
		return command_usage("account");
	a = action_named(argv[optind]);
	c.words = argv + optind + 1;
	if (a == NULL || argc - optind - 1 != a->words)
		return command_usage("account");
	return with_owner(data, a, &c);
}
