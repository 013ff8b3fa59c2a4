// SPDX-License-Identifier: GPL-3.0-or-later
// What a row of a sheet to sign is called: short enough to type, and a slip of the pen does not name somebody else. The
// last sign is the sum of the others, each times its place, so that one wrong or two swapped are noticed.
#ifndef BASE_ROW_CODE_H
#define BASE_ROW_CODE_H

#include <stdint.h>

enum { ROW_CODE = 16 };

// Writes the code of that person's row.
void row_code(int64_t person, char out[ROW_CODE]);

// The person a code names, as typed: small letters, blanks and hyphens do not matter, O is read as 0 and I as 1. 0 when
// it is no code.
int64_t row_code_read(const char *typed);

#endif
