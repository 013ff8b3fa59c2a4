// SPDX-License-Identifier: GPL-3.0-or-later
// What runs in the background of hocvud serve: lanes for what is brief, what is long and, where they are sent, mails,
// each with a thread and a connection, one job after the other.
#ifndef JOBS_JOBS_H
#define JOBS_JOBS_H

// Starts the threads; every job runs at once and then every so many seconds. The process ends when
// a thread cannot be made.
void jobs_start(void);

// Lets the jobs that run come to their end, then ends the threads. May be called without jobs_start().
void jobs_stop(void);

#endif
