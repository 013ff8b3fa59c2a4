// SPDX-License-Identifier: GPL-3.0-or-later
// hocvud audit: the head of the record, to be kept elsewhere, whether anything in it was touched, and removing what is old.
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/crypto.h"
#include "base/settings.h"
#include "build/sql.h"
#include "commands/commands.h"
#include "commands/session.h"
#include "features/access/audit.h"

struct call {
	struct audit_head head;		// of --head; hash NULL: none
	int64_t found;
};

static int head(struct work *w, struct call *c)
{
	const struct audit_head *last = audit_last(w);
	char at[INSTANT_TEXT] = "-";
	const char *words, *signature;

	(void)c;
	if (last == NULL)
		return EX_UNAVAILABLE;
	if (last->at.us != INT64_MIN)
		instant_text(last->at, at);
	words = audit_signed_words(w->arena, w->today, last->seq, last->hash);
	signature = signature_of(SIGNER_AUDIT, words, strlen(words), w->arena);
	printf("%lld:%s %s%s%s\n", (long long)last->seq, last->hash, at, signature == NULL ? "" : " ",
		signature == NULL ? "" : signature);
	return EX_OK;
}

static void say(void *ctx, int64_t seq, const char *at, const char *what)
{
	struct call *c = ctx;

	c->found++;
	printf("%lld\t%s\t%s\n", (long long)seq, at == NULL ? "-" : at, what);
}

static int verify(struct work *w, struct call *c)
{
	int64_t places = audit_verify(w, c->head, say, c);
	const struct audit_head *last = audit_last(w);

	if (last == NULL)
		return EX_UNAVAILABLE;
	printf("%lld places looked at, %lld findings, head %lld:%s\n", (long long)places, (long long)c->found,
		(long long)last->seq, last->hash);
	return c->found == 0 ? EX_OK : 1;
}

static int seal(struct work *w, struct call *c)
{
	db_end(w, false);
	audit_seal(w);
	db_begin(w, true);
	return head(w, c);
}

// What was kept long enough goes, in as many turns as it takes: a day's work for a timer.
static int prune(struct work *w, struct call *c)
{
	int64_t gone;

	(void)c;
	db_end(w, false);
	gone = audit_forget(w);
	db_begin(w, true);
	printf("%lld places removed\n", (long long)gone);
	return EX_OK;
}

static const struct action {
	const char *name;
	int (*run)(struct work *, struct call *);
} actions[] = {
	{ "head", head },
	{ "verify", verify },
	{ "seal", seal },
	{ "prune", prune },
};

static const struct action *action_named(const char *name)
{
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (strcmp(actions[i].name, name) == 0)
			return &actions[i];
	return NULL;
}

// "12:<64 hex digits>", and what may follow a head as it was printed.
static bool head_read(const char *said, struct audit_head *out)
{
	char *hash;

	out->seq = strtoll(said, &hash, 10);
	out->hash = hash + 1;
	if (hash == said || *hash != ':' || strspn(out->hash, "0123456789abcdef") != AUDIT_HASH ||
	    strchr(" \n", out->hash[AUDIT_HASH]) == NULL)
		return false;
	((char *)(uintptr_t)out->hash)[AUDIT_HASH] = '\0';
	return true;
}

static bool options(struct call *c, int argc, char **argv)
{
	static const struct option known[] = { { "head", required_argument, NULL, 'h' }, { NULL, 0, NULL, 0 } };
	bool good = true;

	optind = 1;
	opterr = 0;
	for (int o; (o = getopt_long(argc, argv, "", known, NULL)) != -1; )
		good &= o == 'h' && head_read(optarg, &c->head);
	return good && optind + 1 == argc;
}

int command_audit(int argc, char **argv)
{
	const char *data = session_flag(&argc, argv);
	struct call c = { .found = 0 };
	const struct action *a;
	struct session s;
	struct work w;
	int code;

	a = options(&c, argc, argv) ? action_named(argv[optind]) : NULL;
	if (a == NULL || (c.head.hash != NULL && a->run != verify))
		return command_usage("audit");
	if (!signature_load(SIGNER_AUDIT, settings->audit_key_file))
		return EX_CONFIG;
	s = session_open(data);
	if (s.db == NULL)
		return session_close(&s, s.exit_code);
	db_timeout(s.db, 0);
	w = work_on(s.db, s.arena);
	db_begin(&w, true);
	code = a->run(&w, &c);
	db_end(&w, false);
	if (w.fault != NULL)
		fprintf(stderr, "hocvud audit: %s\n", w.fault);
	return session_close(&s, w.fault != NULL ? EX_UNAVAILABLE : code);
}
