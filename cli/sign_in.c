// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions of a call: name and password shown, a first password changed, a phone bound, a dangerous act confirmed.
#include "cli/sign_in.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "cli/ask.h"
#include "cli/body.h"
#include "cli/input.h"
#include "cli/rest.h"
#include "cli/settings.h"

const struct value *sign_in_ask(struct call *c, const char *method, const char *path,
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
		sign_in_ask(c, "PUT", "/api/v1/me/password",
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
	const struct value *made = sign_in_ask(c, "POST", "/api/v1/me/second-factor", NULL, cookie), *done;
	const char *code;

	if (c->exit != 0)
		return;
	fprintf(stderr, "%s\n  %s\n  %s\n", say_plain(SAY_factor_begin), value_text(made, "secret"), value_text(made, "uri"));
	code = input_password(c, say_plain(SAY_factor_code), piped);
	if (code == NULL)
		return;
	done = sign_in_ask(c, "POST", "/api/v1/me/second-factor/confirm", BODY(c, { "code", code, MEMBER_TEXT }), cookie);
	fprintf(stderr, "%s\n", c->exit == 0 ? say_plain(SAY_factor_recovery) : "");
	value_each(i, value_get(done, "codes"))
		fprintf(stderr, "  %s\n", value_text(i, "code"));
}

const char *sign_in(struct call *c, const char *name, bool piped)
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

void sign_out(struct call *c, const char *cookie)
{
	const struct ask ask = { .method = "POST", .path = "/api/v1/sign-out", .cookie = cookie };

	if (cookie != NULL)
		rest_send(c->rest, &ask);
}

// Whose token this is; NULL when that cannot be learnt.
static const char *own_name(struct call *c)
{
	const struct ask ask = { .method = "GET", .path = "/api/v1/me" };
	struct answer a = rest_send(c->rest, &ask);
	const char *why;

	return a.status == 200 ? value_text(value_parse(a.body, a.len, &why, c->arena), "name") : NULL;
}

bool sign_in_confirms(struct call *c, const struct answer *a)
{
	const char *why, *code;

	if (a->status != 403 || !settings->token_kept || c->cookie != NULL)
		return false;
	code = value_text(value_parse(a->body, a->len, &why, c->arena), "code");
	return code != NULL && strcmp(code, "token_scope") == 0;
}

struct answer sign_in_send(struct call *c, const struct ask *ask)
{
	struct ask own = *ask;
	struct answer a;
	const char *name;

	own.cookie = c->cookie;
	a = rest_send(c->rest, &own);
	if (sign_in_confirms(c, &a) && input_terminal() && (name = own_name(c)) != NULL) {
		fprintf(stderr, "%s\n", say_plain(SAY_confirm_asked));
		own.cookie = c->cookie = sign_in(c, name, false);
		if (c->cookie != NULL)
			a = rest_send(c->rest, &own);
	}
	if (c->cookie != NULL && a.cookie != NULL)
		c->cookie = a.cookie;
	return a;
}

void sign_in_end(struct call *c)
{
	sign_out(c, c->cookie);
	c->cookie = NULL;
}
