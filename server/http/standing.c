// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody who may do a thing still has to do first: a password, a second factor, a confirmation.
#include <string.h>

#include "base/network.h"
#include "base/settings.h"
#include "http/login.h"

// Open whatever is missing: they lead out of it.
static const struct { const char *path; bool factor; } open_always[] = {
	{ "/me", false }, { "/me/password", false }, { "/sign-in", false }, { "/sign-out", false },
	{ "/me/second-factor", true }, { "/me/second-factor/confirm", true },
};

// Is the route one that leads out? `factor`: also those that set up the second factor.
static bool leads_out(const struct request *rq, bool factor)
{
	for (size_t i = 0; i < sizeof open_always / sizeof *open_always; i++)
		if (strcmp(rq->route->path, open_always[i].path) == 0)
			return factor || !open_always[i].factor;
	return strncmp(rq->route->path, "//", 2) == 0;
}

bool login_inside(const struct request *rq)
{
	struct address from;

	return rq->loopback || (rq->remote != NULL && address_read(rq->remote, strlen(rq->remote), &from) &&
		network_holds(settings->inside_networks, &from));
}

static bool only_looks(const struct request *rq)
{
	return strcmp(rq->route->method, "GET") == 0;
}

struct reply login_confirmed(struct request *rq)
{
	const struct signed_in *who = &rq->who;
	const int64_t since = rq->work.now.us - settings->confirm_minutes * INT64_C(60000000);

	if (who->token != NONE && strcmp(who->scope, "dangerous") != 0)
		return reply_error(rq, 403, "token_scope");
	if (who->token == NONE && (who->confirmed.us == INT64_MIN || who->confirmed.us < since))
		return reply_error(rq, 403, "confirm_needed");
	return (struct reply){ .status = 0 };
}

struct reply login_standing(struct request *rq)
{
	const struct signed_in *who = &rq->who;

	if (who->must_change && !leads_out(rq, false))
		return reply_error(rq, 403, "password_must_change");
	if (who->must_enrol && !leads_out(rq, true))
		return reply_error(rq, 403, "second_factor_must");
	if (who->session != NONE && !who->factor && !login_inside(rq) && strcmp(rq->route->path, "/sign-out") != 0)
		return reply_error(rq, 403, "second_factor_outside");
	if (!who->outside && !login_inside(rq))
		return reply_error(rq, 403, "token_outside");
	if (who->token != NONE && strcmp(who->scope, "read") == 0 && !only_looks(rq))
		return reply_error(rq, 403, "token_scope");
	return rq->route->dangerous ? login_confirmed(rq) : (struct reply){ .status = 0 };
}
