// SPDX-License-Identifier: GPL-3.0-or-later
// JSON bodies out of what was typed.
#ifndef CLI_BODY_H
#define CLI_BODY_H

#include "cli/cli.h"

enum member_kind { MEMBER_TEXT, MEMBER_NUMBER, MEMBER_TRUE, MEMBER_JSON };

// A member of an object; NULL text leaves it out.
struct member { const char *name, *text; enum member_kind kind; };

// An object of the members, up to one without a name. A number that is none fails the call.
#define BODY(c, ...) body_made((c), (const struct member[]){ __VA_ARGS__, { .name = NULL } })
const char *body_made(struct call *, const struct member *);

// The bytes in base64 (RFC 4648, 4), in the arena.
const char *body_base64(const char *bytes, size_t len, struct arena *);

#endif
