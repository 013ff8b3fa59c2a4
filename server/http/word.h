// SPDX-License-Identifier: GPL-3.0-or-later
// Values of closed lists in people's words, for files that people read.
#ifndef HTTP_WORD_H
#define HTTP_WORD_H

#include "base/json_walk.h"
#include "http/http.h"

// How a value is said to people: a word of the group in cli/sentences.def, else the sentence `<group>.<value>` or
// `<group>_<value>`, or of the value as a code, with its {places} filled from members of `row`, else the value itself.
// `group` may be NULL.
const char *word_said(enum language, const char *group, const char *value, struct json_bit row, struct arena *);

// Is there a group of that name in cli/sentences.def? Its values, one after the other (NULL: the first), NULL at the end.
bool word_group_known(const char *group);
const char *word_next(const char *group, const char *before);

#endif
