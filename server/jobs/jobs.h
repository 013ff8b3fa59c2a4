// SPDX-License-Identifier: GPL-3.0-or-later
// What runs in the background of hocvud serve: one thread, one connection, one job after the other.
#ifndef JOBS_JOBS_H
#define JOBS_JOBS_H

// Starts the thread; every job runs at once and then every so many seconds. The process ends when
// the thread cannot be made.
void jobs_start(void);

// Lets the job that runs come to its end, then ends the thread. May be called without jobs_start().
void jobs_stop(void);

#endif
