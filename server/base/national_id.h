// SPDX-License-Identifier: GPL-3.0-or-later
// Personal numbers (số định danh cá nhân, 12 digits): what their digits say.
#ifndef BASE_NATIONAL_ID_H
#define BASE_NATIONAL_ID_H

#include <stdbool.h>

enum { NATIONAL_ID_PREFIXES = 1000 };

// A personal number of 12 digits against what else is known (Circular 07/2016/TT-BCA: province, sex and century,
// year of birth). `prefixes` tells of each of the 1,000 whether it is given out; 000 is ours and passes. `sex`
// and `birth` ("YYYY..." ) may be NULL. NULL, or the code of a doubt: a warning, never an error.
const char *national_id_doubt(const char *id, const char *sex, const char *birth, const bool *prefixes);

#endif
