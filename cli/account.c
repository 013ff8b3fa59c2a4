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
#include "cli/rest.h"
#include "cli/settings.h"
#include "cli/show.h"

enum { BODY_MOST = 8192, HOST_MOST = 64 };

// A request with the cookie of a browser session, which a sign-in opens.
static const struct value *with_cookie(struct call *c, const char *method, const char *path,
	const char *body, const char **cookie)
{
	const struct ask ask = { .method = method, .path = path, .body = body,
		.cookie = *cookie == NULL ? "" : *cookie };
	struct answer a;
	const char *why;

	if (c->exit != 0)
		return NULL;
	a = rest_send(c->rest, &ask);
	if (a.status < 200 || a.status > 299) {
		ask_refused(c, &a, NULL);
		return NULL;
	}
	if (a.cookie != NULL)		// also another one, whenever somebody showed again who they are
		*cookie = a.cookie;
	return a.len == 0 ? NULL : value_parse(a.body, a.len, &why, c->arena);
}

// A password somebody else chose has to be changed before anything else.
static void password_change(struct call *c, const char *old, bool piped, const char **cookie)
{
	const char *new, *again;

	fprintf(stderr, "%s\n", say_plain(SAY_password_must_change));
	new = input_password(c, say_plain(SAY_password_new), piped);
	again = piped ? new : input_password(c, say_plain(SAY_password_again), false);
	if (c->exit == 0 && strcmp(new, again) != 0)
		call_fail(c, EX_USAGE, say_plain(SAY_password_differs));
	if (c->exit == 0)
		with_cookie(c, "PUT", "/api/v1/me/password",
			BODY(c, { "old", old, MEMBER_TEXT }, { "new", new, MEMBER_TEXT }), cookie);
}

// The server's answer to name and password, and to a code of the second factor when it asks for one.
static const struct value *welcomed(struct call *c, const char *name, const char *password, bool piped, const char **cookie)
{
	const char *why, *code = NULL;

	while (c->exit == 0) {
		const struct ask ask = { .method = "POST", .path = "/api/v1/sign-in", .cookie = "", .body = BODY(c,
			{ "name", name, MEMBER_TEXT }, { "password", password, MEMBER_TEXT }, { "code", code, MEMBER_TEXT }) };
		struct answer a = rest_send(c->rest, &ask);
		const struct value *said = a.len == 0 ? NULL : value_parse(a.body, a.len, &why, c->arena);
		const char *problem = value_text(said, "code");

		*cookie = a.cookie;
		if (a.status == 200)
			return said;
		if (code != NULL || problem == NULL || strcmp(problem, "second_factor_needed") != 0)
			ask_refused(c, &a, NULL);
		else
			code = input_password(c, say_plain(SAY_factor_code), piped);
	}
	return NULL;
}

// An administrator's first sign-in: a phone is bound to the account before anything else.
static void enrol(struct call *c, bool piped, const char **cookie)
{
	const struct value *made = with_cookie(c, "POST", "/api/v1/me/second-factor", NULL, cookie), *done;
	const char *code;

	if (c->exit != 0)
		return;
	fprintf(stderr, "%s\n  %s\n  %s\n", say_plain(SAY_factor_begin), value_text(made, "secret"), value_text(made, "uri"));
	code = input_password(c, say_plain(SAY_factor_code), piped);
	if (code == NULL)
		return;
	done = with_cookie(c, "POST", "/api/v1/me/second-factor/confirm", BODY(c, { "code", code, MEMBER_TEXT }), cookie);
	fprintf(stderr, "%s\n", c->exit == 0 ? say_plain(SAY_factor_recovery) : "");
	value_each(i, value_get(done, "codes"))
		fprintf(stderr, "  %s\n", value_text(i, "code"));
}

// Opens a session for `name`; gives its cookie, NULL after a failure.
static const char *signed_in(struct call *c, const char *name, bool piped)
{
	const char *cookie = NULL, *password;
	const struct value *welcome;

	if (!rest_url_safe(settings->url))
		call_fail(c, EX_USAGE, say(c->arena, SAY_url_unsafe, settings->url));
	if (c->exit != 0)
		return NULL;
	password = input_password(c, say(c->arena, SAY_password_of, name), piped);
	if (password == NULL)
		return NULL;
	welcome = welcomed(c, name, password, piped, &cookie);
	if (c->exit == 0 && cookie == NULL)
		call_fail(c, EX_PROTOCOL, say(c->arena, SAY_answer_unreadable, "Set-Cookie"));
	if (value_true(welcome, "must_change"))
		password_change(c, password, piped, &cookie);
	if (c->exit == 0 && value_true(welcome, "must_enrol"))
		enrol(c, piped, &cookie);
	return c->exit == 0 ? cookie : NULL;
}

// Makes a token and ends the session again.
static const struct value *token_made(struct call *c, const char *cookie, const char *name, const char *days)
{
	const char *scope = option(c, "--scope");
	const char *body = BODY(c, { "name", name, MEMBER_TEXT }, { "days", days, MEMBER_NUMBER },
		{ "scope", scope, MEMBER_TEXT });
	const struct value *made = with_cookie(c, "POST", "/api/v1/me/tokens", body, &cookie);

	with_cookie(c, "POST", "/api/v1/sign-out", NULL, &cookie);
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
	cookie = signed_in(c, name, piped);
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

	cookie = c->exit == 0 && name != NULL ? signed_in(c, name, c->n == 2) : NULL;
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
