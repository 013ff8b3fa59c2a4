// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in and out on this machine, who I am, and tokens for other programs.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "cli/ask.h"
#include "cli/body.h"
#include "cli/commands.h"
#include "cli/credentials.h"
#include "cli/input.h"
#include "cli/settings.h"
#include "cli/show.h"
#include "cli/sign_in.h"

enum { BODY_MOST = 8192, HOST_MOST = 64 };

// Makes a token and ends the session again.
static const struct value *token_made(struct call *c, const char *cookie, const char *name, const char *days)
{
	const char *scope = option(c, "--scope");
	const char *body = BODY(c, { "name", name, MEMBER_TEXT }, { "days", days, MEMBER_NUMBER },
		{ "scope", scope, MEMBER_TEXT });
	const struct value *made = sign_in_ask(c, "POST", "/api/v1/me/tokens", body, &cookie);

	sign_out(c, cookie);
	if (c->exit == 0 && value_text(made, "token") == NULL)
		call_fail(c, EX_PROTOCOL, say(c->arena, SAY_answer_unreadable, "token"));
	return c->exit == 0 ? made : NULL;
}

// Names the machine and the moment, so that its owner knows it again in the list of tokens.
static const char *token_name(struct call *c)
{
	char host[HOST_MOST + 1] = "", now[INSTANT_TEXT];

	gethostname(host, HOST_MOST);
	instant_text(clock_now(), now);
	return arena_printf(c->arena, "hocvu %s %s", host, now);
}

static void kept(struct call *c, const struct value *made)
{
	struct credentials k = { .url = settings->url, .token = value_text(made, "token"),
		.name = value_text(made, "name") };

	if (made == NULL)
		return;
	if (!credentials_write(&k, c->arena))
		call_fail(c, EX_CANTCREAT, say(c->arena, SAY_credentials_failed, strerror(errno)));
	else
		fprintf(stderr, "%s\n", say(c->arena, SAY_signed_in, settings->url, credentials_path(c->arena)));
}

void login_run(struct call *c)
{
	const char *name = option(c, "--name"), *cookie;
	bool piped = false;

	for (size_t i = 0; i < c->n; i++) {
		if (strcmp(c->words[i], "-") == 0)
			piped = true;
		else if (strstr(c->words[i], "://") != NULL)
			settings_url(c->words[i], c->arena);
		else
			name = c->words[i];
	}
	if (name == NULL)
		name = piped ? NULL : input_line(c, say_plain(SAY_name));
	if (name == NULL) {
		call_fail(c, EX_USAGE, say(c->arena, SAY_option_missing, "--name"));
		return;
	}
	cookie = sign_in(c, name, piped);
	if (cookie != NULL)
		kept(c, token_made(c, cookie, token_name(c), option(c, "--days")));
}

// The token is revoked where it was made; a server that is away does not keep the file alive.
void logout_run(struct call *c)
{
	struct credentials k = credentials_read(c->arena);
	const struct value *tokens = k.token == NULL ? NULL : ask_get(c, "/me/tokens");

	value_each(i, value_get(tokens, "items")) {
		const char *name = value_text(i, "name");

		if (name != NULL && k.name != NULL && strcmp(name, k.name) == 0)
			ask_send(c, "DELETE", arena_printf(c->arena, "/me/tokens/%lld",
				(long long)value_int(i, "id", 0)), NULL);
	}
	if (!credentials_forget(c->arena))
		call_fail(c, EX_CANTCREAT, say(c->arena, SAY_credentials_failed, strerror(errno)));
	else
		fprintf(stderr, "%s\n", say_plain(c->exit == 0 ? SAY_signed_out : SAY_forgotten_only));
}

void whoami_run(struct call *c)
{
	const struct value *me = ask_get(c, "/me");

	if (c->exit != 0 || show_raw(c))
		return;
	show_record(c, COLUMNS({ SAY_account, "name", CELL_TEXT, NULL }, { SAY_full_name, "full_name", CELL_TEXT, NULL }),
		me);
	printf("%s: %s\n\n", say_plain(SAY_server), settings->url);
	show_table(c, COLUMNS({ SAY_role, "role", CELL_WORD, "role" }, { SAY_code, "code", CELL_CODE, NULL },
		{ SAY_unit, "unit_name", CELL_TEXT, NULL }, { SAY_until, "valid_to", CELL_DAY, NULL }),
		value_get(me, "grants"));
}

void token_list(struct call *c)
{
	const struct value *tokens = ask_get(c, "/me/tokens");

	show_table(c, COLUMNS({ SAY_number, "id", CELL_CODE, NULL }, { SAY_title, "name", CELL_TEXT, NULL },
		{ SAY_scope, "scope", CELL_TEXT, NULL }, { SAY_made, "created", CELL_INSTANT, NULL }, { SAY_until, "expires", CELL_INSTANT, NULL },
		{ SAY_used, "used", CELL_INSTANT, NULL }), value_get(tokens, "items"));
}

// Only somebody with the password makes tokens, so it is asked for.
void token_add(struct call *c)
{
	const char *name = value_text(ask_get(c, "/me"), "name"), *cookie;
	const struct value *made;

	cookie = c->exit == 0 && name != NULL ? sign_in(c, name, c->n == 2) : NULL;
	made = cookie == NULL ? NULL : token_made(c, cookie, c->words[0], option(c, "--days"));
	if (made == NULL)
		return;
	if (settings->json) {
		struct text t = text_new(c->arena, BODY_MOST);

		value_write(&t, made);
		printf("%s\n", t.at);
		return;
	}
	printf("%s\n", value_text(made, "token"));
	fprintf(stderr, "%s\n", say_plain(SAY_token_once));
}

void token_revoke(struct call *c)
{
	ask_send(c, "DELETE", arena_printf(c->arena, "/me/tokens/%s", c->words[0]), NULL);
	if (c->exit == 0)
		fprintf(stderr, "%s\n", say_plain(SAY_revoked));
}
