// SPDX-License-Identifier: GPL-3.0-or-later
// Writing a paper once for both formats: what a template says, set with what is known.
#ifndef PAPER_LETTER_H
#define PAPER_LETTER_H

#include "features/paper/paper.h"
#include "features/paper/template.h"
#include "files/docx.h"

// A field of one row of a list, as SQL tells them: ordered by row.
struct letter_field { int64_t row; const char *name, *value; };
extern const struct shape letter_field_shape;

// A list a template may show: its rows, each a run of fields.
struct letter_list { const char *name; const struct letter_field *fields; size_t n; };

struct letter {
	struct request *rq;
	int64_t unit;				// whose own templates are used
	const char *title;			// of the file
	const struct paper_office *office;
	const char *day;			// NULL: left open, as a clerk fills it in
	const struct field_value *values;	// what is true of the whole
	size_t values_n;
	const struct letter_list *lists;
	size_t lists_n;
};

// Writes the letter as `format` ("pdf" or "docx") into *out. False with *wrong when the template names a field or a list
// nobody knows; false with wrong->code NULL when the file could not be made.
bool letter_write(const struct letter *, const struct template *, const char *format, struct text *out, struct template_wrong *wrong);

// The text of the template of that name, to be changed: that of the unit or the nearest above it that has its own, else the
// standard one, which is the operator's (settings->paper_templates), else the one that comes with the program. NULL with
// *wrong.
char *letter_text(struct request *, int64_t unit, const char *name, struct template_wrong *wrong);
char *letter_standard(struct request *, const char *name, struct template_wrong *wrong);

// The letter from the template of that name as a file (of a Word document an office's own Word file goes first), or what is wrong with the template.
struct reply letter_reply(const struct letter *, const char *name, const char *format);

// The finished file as the answer, under the letter's title.
struct reply letter_sent(const struct letter *, const char *format, const struct text *file);

// The problem (422) that says what is wrong with the template of that name.
struct reply letter_wrong(struct request *, const char *name, const struct template_wrong *);

#endif
