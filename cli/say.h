// SPDX-License-Identifier: GPL-3.0-or-later
// What people read, in the language of the settings; the sentences stand in sentences.def.
#ifndef CLI_SAY_H
#define CLI_SAY_H

struct arena;

enum sentence {
#define SENTENCE(key, vi, en) SAY_##key,
#define WORD(group, value, vi, en)
#include "cli/sentences.def"
#undef SENTENCE
#undef WORD
};

// A sentence with its {1} {2} ... replaced by the texts given. In the arena.
#define say(a, ...) say_filled((a), __VA_ARGS__, (const char *)0)
const char *say_filled(struct arena *, enum sentence, ...) __attribute__((sentinel));

// A sentence without places.
const char *say_plain(enum sentence);

// How people say a value of a closed list ("state", "open"); the value itself when nobody said.
const char *word_of(const char *group, const char *value);

// The value people mean by a word, or by the value itself; NULL when it is none of the group's.
const char *word_meant(const char *group, const char *said);

// One value of a closed list with its words, by enum language.
struct word { const char *group, *value, *says[2]; };

// The group's own name, or NULL: there is no such list. The value behind one (NULL: the first), NULL
// at the end.
const char *word_group(const char *name);
const struct word *word_after(const char *group, const struct word *);

#endif
