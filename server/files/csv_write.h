// SPDX-License-Identifier: GPL-3.0-or-later
// csv_write: one record of comma separated values at a time, as RFC 4180 has it but with LF.
#ifndef FILES_CSV_WRITE_H
#define FILES_CSV_WRITE_H

#include <stddef.h>
#include <stdio.h>

// Writes n fields as one record and its line feed. A NULL field is an empty one. A field is quoted
// only when it must be: when it holds a comma, a quote or a line break, or when it is empty and the
// only one (the record would otherwise be an empty line, which readers skip). What a spreadsheet would
// run as a formula gets an apostrophe in front, which csv_read takes off again.
// Returns 0, or -1 when the stream has failed, at this record or at an earlier one (errno is the stream's).
int csv_row(FILE *out, const char *const *fields, size_t n);

#endif
