// SPDX-License-Identifier: GPL-3.0-or-later
// A text as a QR code: dark and light squares, to be drawn by whoever draws.
#ifndef DRAW_QR_H
#define DRAW_QR_H

#include <stdbool.h>

struct arena;

struct qr {
	int width;			// modules a side, without the quiet zone of four
	const unsigned char *dark;	// width * width, row by row: 1 is dark
};

// The code of `text` (at most some 1,200 bytes), with the error correction M: a seventh of it may be soiled. NULL when
// the text is longer than a code can hold. In the arena.
const struct qr *qr_make(const char *text, struct arena *);

#endif
