// SPDX-License-Identifier: GPL-3.0-or-later
// One HTTP request after the other over a connection that is kept.
#ifndef CLI_REST_H
#define CLI_REST_H

#include <stddef.h>

struct arena;
struct rest;

// A client of one server; ended with rest_drop(). Never NULL.
struct rest *rest_new(struct arena *);
void rest_drop(struct rest *);

struct ask {
	const char *method;		// GET, POST, PUT, PATCH, DELETE
	const char *path;		// from the root of the server: /api/v1/units?q=x
	const char *body;		// JSON, or NULL
	const char *if_match;		// an ETag, or NULL
	const char *cookie;		// in place of the token ("": neither), or NULL
};

struct answer {
	int status;			// 0: the server was not reached, or broke off
	const char *failed;		// then: why, in the library's words
	const char *body;		// NUL-terminated, never NULL
	size_t len;
	const char *cookie;		// "name=value" of the first cookie set, or NULL
	const char *name;		// under which it wants to be kept (Content-Disposition), or NULL
	int retry_after;		// seconds, 0 when not said
};

// Sends it to settings->url with settings->token. Every POST carries an Idempotency-Key, so that a
// request the server was too busy for, or a connection that broke, is tried once more. No redirects
// are followed: the token goes nowhere else. Texts live in the client's arena.
struct answer rest_send(struct rest *, const struct ask *);

// May a secret be sent to `url`? Over https, or to this machine itself.
int rest_url_safe(const char *url);

// `s` as it has to stand in a path or behind a ?, in the client's arena.
const char *rest_escaped(struct rest *, const char *s);

#endif
