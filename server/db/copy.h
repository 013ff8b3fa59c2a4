// SPDX-License-Identifier: GPL-3.0-or-later
// One row in the text form of COPY: tabs between, backslashes before what would part rows.
#ifndef DB_COPY_H
#define DB_COPY_H

#include <stddef.h>

// The most bytes copy_write() may need for the row.
size_t copy_room(const char *const *values, int columns);

// Writes the row with its line feed; gives the bytes written. NULL values become \\N.
size_t copy_write(char *to, const char *const *values, int columns);

#endif
