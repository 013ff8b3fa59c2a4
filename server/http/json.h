// SPDX-License-Identifier: GPL-3.0-or-later
// JSON that comes in. json.c alone knows jansson, and nothing of jansson leaves it.
#ifndef HTTP_JSON_H
#define HTTP_JSON_H

#include "http/http.h"

enum { JSON_DEPTH = 16, JSON_VALUES = 20000 };

// Makes the parser zero what it gives back: bodies hold passwords and personal numbers. Once, before
// the first thread.
void json_start(void);

// Checks a body against the route's shape and fills rq->body, rq->bodies, rq->body_json. Status 0
// when all is well, else the reply that lists every bad field at once.
struct reply json_body(struct request *, const char *bytes, size_t len);

// What is wrong with JSON text before it is parsed (NULL: nothing): too deep or too many values cost
// memory long before a parser finds them wrong.
const char *json_scan(const char *bytes, size_t len);

// Calls `one` for every member of one flat object of texts. False with *why otherwise.
bool json_texts(const char *bytes, size_t len, void (*one)(void *ctx, const char *key, const char *text),
	void *ctx, const char **why, struct arena *);

// Walks the objects of a list that is a member of one JSON object, calling `one` for each text called `member`.
struct json_members {
	const char *list, *member;
	void (*one)(void *ctx, const char *text);
	void *ctx;
};

// False when it is no JSON, no object, or has no such list of objects.
bool json_members(const char *bytes, size_t len, const struct json_members *);

#endif
