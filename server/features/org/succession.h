// SPDX-License-Identifier: GPL-3.0-or-later
// What an act of succession asks of another room. Features never include each other, so whoever joins the rooms
// (server/routes.c) says which function it is.
#ifndef ORG_SUCCESSION_H
#define ORG_SUCCESSION_H

#include <stdbool.h>
#include <stdint.h>

struct work;

// Writes how far every unit of the act is toward every target into succession_figure: on the day before, or
// (`after`) on the day itself.
extern void (*const succession_count_targets)(struct work *, int64_t act, bool after);

#endif
