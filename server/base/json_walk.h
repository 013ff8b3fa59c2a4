// SPDX-License-Identifier: GPL-3.0-or-later
// Walks JSON that this program or PostgreSQL wrote, as it stands: nothing is copied before it is wanted. It checks
// nothing and reads no stranger's text; that is http/json.c's.
#ifndef BASE_JSON_WALK_H
#define BASE_JSON_WALK_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

// One value as it was written; len 0: there is none.
struct json_bit { const char *at; size_t len; };

// The value that begins at `s`, behind blanks.
struct json_bit json_bit_at(const char *s);

// The members of an object or the items of an array, one after the other. An item has no name (len 0); a value that
// is neither has no members.
struct json_steps { const char *at; };
struct json_steps json_into(struct json_bit);
bool json_step(struct json_steps *, struct json_bit *name, struct json_bit *value);

// The member of that name.
struct json_bit json_member(struct json_bit object, const char *wanted);

// A text without its quotes and escapes, any other value as it stands; NULL for null and for none. In the arena.
const char *json_bit_text(struct json_bit, struct arena *);

#endif
