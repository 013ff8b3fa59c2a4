// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a file is what its name says, by its bytes.
#ifndef BASE_CONTENT_H
#define BASE_CONTENT_H

#include <stdbool.h>
#include <stddef.h>

enum content { CONTENT_GOOD, CONTENT_KIND_UNKNOWN, CONTENT_DIFFERS };

// Judges `n` bytes that are to be handed out under `name`: only kinds of documents, pictures and recordings are known, by
// the ending after the last dot, whatever its case; and the bytes begin as that kind does. Of text all is looked at:
// UTF-8 without control characters, and no page of HTML. An ending in front of the last one does not count.
enum content content_check(const char *name, const void *bytes, size_t n);

#endif
