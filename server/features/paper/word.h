// SPDX-License-Identifier: GPL-3.0-or-later
// Word files that an office puts in the place of what a text template gives as a Word document.
#ifndef PAPER_WORD_H
#define PAPER_WORD_H

#include "features/paper/letter.h"

// Whose Word file a paper of a unit has; `used`: no unit nearer has a text of its own.
struct word_own { const char *name; int64_t unit; const char *unit_name, *account; bool used; struct instant changed_at; };
extern const struct shape word_own_shape;

// The letter as the Word file of its unit or the nearest above it has it, in *out; *reply is what went wrong. False: there
// is none, or a nearer unit has a text of its own.
bool word_letter(const struct letter *, const char *name, struct text *out, struct reply *trouble);

// The letter with the fields of a paper's head before its own.
struct letter letter_headed(const struct letter *);

// Templates as a unit has them, of texts and of Word files.
struct reply templates_reply(struct request *);

// A letter about nobody and nothing that is: its office as given, every field and three rows of each list made up, so
// that an office sees what a template becomes.
struct letter_kind;
struct letter letter_sample(struct request *, const struct letter_kind *, int64_t unit);

// A letter that says where its fields are: "{class}", "{trainees.name}".
struct letter letter_of_fields(struct request *, const struct letter_kind *, int64_t unit);

#endif
