// SPDX-License-Identifier: GPL-3.0-or-later
// Settings: defaults < /etc/hocvu/hocvu.conf < conf.d < HOCVU_* < flags, each knowing its origin.
//
// settings.def is the one table: it declares the struct, parses files, environment and flags, and
// prints hocvu.conf.example. Set once in main, constant afterwards.
#ifndef BASE_SETTINGS_H
#define BASE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct arena;

struct settings {
#define TEXT(name, standard, says) const char *name;
#define NETWORKS(name, standard, says) const char *name;
#define NUMBER(name, standard, min, max, says) int64_t name;
#define SWITCH(name, standard, says) bool name;
#include "base/settings.def"
#undef TEXT
#undef NETWORKS
#undef NUMBER
#undef SWITCH
};

extern const struct settings *const settings;

// Reads every source in order. `flags` is a NULL-ended list "name=value" taken from the command line.
// False after a message on standard error when a name is unknown or a value is out of range.
bool settings_load(const char *conf_file, const char *const *flags);

// Sets one value with its origin ("dev", "flag"); false as above.
bool settings_set(const char *name, const char *value, const char *origin);

// One setting in force. `value` and `standard` as an operator would write them, passwords as ***; `origin` NULL:
// nobody set it. Not `shown`: it tells where things are or what opens them, which is the operator's alone.
struct setting_line { const char *name, *value, *standard, *origin, *says; bool shown; };
size_t settings_count(void);
// The i-th in the order of settings.def; the value lives in the arena, the rest as long as the process.
struct setting_line settings_line(size_t i, struct arena *);

// Every setting in force with its origin; secrets shown as ***.
void settings_print(FILE *);
// hocvu.conf.example: every setting with its comment and standard.
void settings_example(FILE *);

#endif
