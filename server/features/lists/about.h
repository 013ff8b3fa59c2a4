// SPDX-License-Identifier: GPL-3.0-or-later
// One list as its bringer sees it.
#ifndef FEATURES_LISTS_ABOUT_H
#define FEATURES_LISTS_ABOUT_H

#include "features/lists/job.h"
#include "http/reply.h"

enum { SHOWN_COLUMNS = 64 };

// What was said of all rows of a list; in its plan, and in what is told of it.
struct list_value_in { const char *field, *value; };
extern const struct shape list_value_in_shape;

// Everything known of a list, with that status; 404 when the account has no such list.
struct reply list_reply(struct request *, int status, int64_t id);

#endif
