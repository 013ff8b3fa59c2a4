// SPDX-License-Identifier: GPL-3.0-or-later
// The papers an office can change, and what may be filled into each.
#ifndef PAPER_KINDS_H
#define PAPER_KINDS_H

#include <stdbool.h>
#include <stddef.h>

// `fields` of the whole, parted by blanks; `lists` as "list|fields of its rows", parted by semicolons. The README of
// templates says the same in words; tests/scenarios/template.test.js fills every one of them.
struct letter_kind { const char *name, *fields, *lists; bool plain; };

#define PAPER_NAMES "invitation|nominations|decision|summons|results|report|record|year"
#define LETTER_NAMES PAPER_NAMES "|notice_loudspeaker|notice_zalo|notice_sms"
enum { LETTERS = 11 };
extern const struct letter_kind letter_kinds[LETTERS];

// NULL: there is none of that name.
const struct letter_kind *letter_kind_of(const char *name);

#endif
