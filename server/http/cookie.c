// SPDX-License-Identifier: GPL-3.0-or-later
// Reads and sets cookies, under the name they have at this address.
#include "http/cookie.h"

#include <string.h>

static const char *cookie_name(const struct request *rq, const char *name)
{
	return rq->secure ? arena_printf(rq->work.arena, "__Host-%s", name) : name;
}

const char *cookie_get(struct request *rq, const char *name)
{
	const char *called = cookie_name(rq, name);
	size_t len = strlen(called);

	for (const char *at = rq->cookie; at != NULL && *at != '\0'; ) {
		size_t part;

		at += strspn(at, "; \t");
		part = strcspn(at, ";");
		if (part > len + 1 && strncmp(at, called, len) == 0 && at[len] == '=')
			return arena_copyn(rq->work.arena, at + len + 1, part - len - 1);
		at += part;
	}
	return NULL;
}

void cookie_set(struct request *rq, struct reply *r, const char *name, const char *value, int64_t seconds)
{
	reply_header(rq, r, "Set-Cookie", arena_printf(rq->work.arena, "%s=%s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Strict%s",
		cookie_name(rq, name), value, (long long)seconds, rq->secure ? "; Secure" : ""));
}
