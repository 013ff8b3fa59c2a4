// SPDX-License-Identifier: GPL-3.0-or-later
// A PDF file as a surface to draw on: texts, lines, boxes, QR codes. Everything in points from the upper left corner.
#ifndef DRAW_CANVAS_H
#define DRAW_CANVAS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "files/pdf.h"

struct canvas;
struct set;		// a paragraph set in a width

// Loads the fonts, which are read from the disk: before the process is fenced in. False, with a message in the log,
// when the face is not on this machine.
bool canvas_prepare(void);

// A file whose first page is open, ended with canvas_done().
struct canvas *canvas_new(const char *title, struct instant made, double width, double height, struct arena *);
void canvas_page(struct canvas *);
void canvas_line(struct canvas *, double x, double y, double to_x, double to_y);
void canvas_box(struct canvas *, double x, double y, double width, double height);

// A code with its quiet zone in a square of `side`; nothing when the text is too long for one.
void canvas_qr(struct canvas *, const char *text, double x, double y, double side);

// The whole file; false when it grew too long.
bool canvas_done(struct canvas *, struct text *out);

// Ended with set_drop(). Indents and look are the paragraph's, space around it is the caller's affair.
struct set *set_new(struct canvas *, const struct pdf_paragraph *, double width);
void set_drop(struct set *);
double set_height(const struct set *);
double set_width(const struct set *);	// of its longest line
void set_show(struct canvas *, const struct set *, double x, double y);

// The same line by line, for what goes on over a page.
size_t set_lines(const struct set *);
double set_line_height(const struct set *, size_t line);
void set_line_show(struct canvas *, const struct set *, size_t line, double x, double y);

#endif
