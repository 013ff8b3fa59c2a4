// SPDX-License-Identifier: GPL-3.0-or-later
// What a browser keeps for us: read from a request, given with a reply.
#ifndef HTTP_COOKIE_H
#define HTTP_COOKIE_H

#include "http/http.h"

// The value of the cookie called `name`, in the request's arena; NULL when it sent none. Where people come by https it
// is called "__Host-<name>", so that no other host of the domain can set it (RFC 6265bis, 4.1.3.2).
const char *cookie_get(struct request *, const char *name);

// Gives it with the reply, for so many seconds; 0 takes it away. No script reads it (HttpOnly), no other site's page
// sends it along (SameSite=Strict). `value`: characters a cookie may hold (RFC 6265, 4.1.1).
void cookie_set(struct request *, struct reply *, const char *name, const char *value, int64_t seconds);

#endif
