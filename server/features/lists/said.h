// SPDX-License-Identifier: GPL-3.0-or-later
// What people mean by what they write in a cell: days, numbers that lost their zeros, words in many spellings.
//
// Nothing is changed in silence: what is taken for something else than what stands there comes with a note.
#ifndef FEATURES_LISTS_SAID_H
#define FEATURES_LISTS_SAID_H

#include <stdbool.h>

#include "base/clock.h"
#include "files/sheet.h"

struct arena;

struct said {
	const char *text;		// of the cell: composed, trimmed, not empty
	enum cell_kind kind;
	struct date today;
	struct arena *arena;
	const char *value;		// what it is taken for; NULL: nothing
	const char *note;		// why that differs from what stands there, as a code; NULL: it does not
};

// Does the text stand for the value where lists are taken out (a word of the group, http/word.h), in either language? So
// lists that were taken out come in again.
bool said_in_words(const struct said *, const char *group, const char *value);

// Each gives the code of what is wrong, or NULL.
typedef const char *said_reader(struct said *);
said_reader said_name;			// a person's name
said_reader said_birth;			// YYYY-MM-DD, or YYYY
said_reader said_day;			// YYYY-MM-DD
said_reader said_sex;			// male, female
said_reader said_flag;			// true, or nothing
said_reader said_national_id;		// 12 digits
said_reader said_phone;
said_reader said_email;
said_reader said_category;		// of base/words.h
said_reader said_code;			// of a person
said_reader said_text;
said_reader said_scheme;		// a scheme of base/words.h, or the name of a course
said_reader said_result;		// passed, failed, none
said_reader said_score;
said_reader said_status;		// present, late, excused, unexcused
said_reader said_mark;			// the same in a cell of marks, where letters and ticks stand
said_reader said_session;		// which of a class, from 1
said_reader said_base;			// which people a figure counts
said_reader said_definition;		// by which definition
said_reader said_as_of;			// YYYY-MM-DD; a year is its last day
said_reader said_count;			// a whole number
said_reader said_capacity;

#endif
