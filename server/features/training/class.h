// SPDX-License-Identifier: GPL-3.0-or-later
// The states of a class, and the head of one while it is being changed.
#ifndef FEATURES_TRAINING_CLASS_H
#define FEATURES_TRAINING_CLASS_H

#include <stdbool.h>
#include <stdint.h>

// The states, as a list for shapes.
#define CLASS_STATES "draft|open|closed|running|finished|cancelled"

// May a class go from one state to another? draft -> open -> closed -> running -> finished, back from closed to open;
// with a reason also one step back from running or finished, and cancelled from any that is not over. A state the
// table lacks: no.
enum class_turning { TURNS_NOT, TURNS, TURNS_WITH_REASON };
enum class_turning class_turning(const char *from, const char *to);

struct class_head { int64_t id; const char *state; int64_t version; };	// read by class_locked

#endif
