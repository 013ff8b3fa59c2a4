// SPDX-License-Identifier: GPL-3.0-or-later
// Keys of personal data in many programs at once: what one writes, every other must be able to read.
//
// Each serving hocvud says on a connection of its own, as its application_name, which generation is the newest it
// knows. Everybody seals with the newest that all of them know, so a new key may reach them one after the other.
#ifndef JOBS_KEYS_H
#define JOBS_KEYS_H

struct work;

// Reads key_file again when it is another one than before, says what is known and agrees with the others. Every
// second, in the lane of jobs: the work's connection must stay open in between.
void keys_watch(struct work *);

// Agrees with the servers that are there, for a program that only comes and goes.
void keys_agree(struct work *);

#endif
