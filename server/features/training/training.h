// SPDX-License-Identifier: GPL-3.0-or-later
// What the nouns of training share: the rows a query finds wrong in a body, as a problem list.
#ifndef FEATURES_TRAINING_TRAINING_H
#define FEATURES_TRAINING_TRAINING_H

#include "http/http.h"

// One thing wrong with a body: its place in the array (0: the first), the member (empty: the item itself), the code. Queries
// named *_wrong give them; they see only what the account may know.
struct wrong {
	int64_t at;
	const char *field, *code, *detail;
};
extern const struct shape wrong_shape;

// A 422 that lists every row, with pointers "/<at>/<field>", or below `list` when the array is a member.
struct reply wrong_reply(struct request *, const char *list, const struct wrong *, size_t n);

// {"written": n}: how many rows a bulk write made (201) or changed (200).
struct records_added { int64_t written; };
struct reply records_reply(struct request *, int status, int64_t written);

// Of how many minutes a session that starts at `start` is: to its end, or its periods of
// settings->period_minutes. 0 when it ends before it starts.
int64_t session_minutes(struct hhmm start, struct hhmm end, int64_t periods, int64_t period_minutes);

#endif
