// SPDX-License-Identifier: GPL-3.0-or-later
// The process that draws papers: hocvud-draw, which stands beside this program.
//
// It is started by the first paper, fenced in (files/fence.h), draws one after the other, and is ended when nobody
// wanted one for a minute, so that what it keeps in memory is there only while it is needed. It gets what stands on a paper
// and gives the file; keys that sign never go there.
#ifndef FILES_DRAWER_H
#define FILES_DRAWER_H

#include <stdbool.h>

struct arena;
struct text;

// Finds hocvud-draw once, at the start, so that a newer one installed meanwhile is not asked by this program. Without it,
// a message in the log, and no paper is made.
void drawer_find(void);

// The file of a paper (files/pdf_said.h) in *out, in the arena. One at a time: whoever else asks waits. False with a
// message in the log when the process is not there, takes longer than half a minute or ends, or has no font.
bool drawer_draw(const struct text *paper, struct arena *, struct text *out);

// Ends the process when its last paper is a minute ago; at once.
void drawer_rest(void);
void drawer_end(void);

#endif
