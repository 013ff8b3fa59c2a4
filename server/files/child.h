// SPDX-License-Identifier: GPL-3.0-or-later
// This very program started once more for one piece of work, with bytes to read and a place to write to.
#ifndef FILES_CHILD_H
#define FILES_CHILD_H

#include <stddef.h>
#include <sys/types.h>

// Bytes as a descriptor of the kernel's memory, read from its beginning; -1 when there is no room. The caller closes it.
int child_file(const char *bytes, size_t len);

// Starts this program, even when its file has been replaced since, with these arguments (the first its name); it sees no
// descriptor but `from` and `to`, as its standard input and output, and standard error. Its number, or -1.
pid_t child_start(char *const argv[], int from, int to);

// Waits for its end; gives what waitpid() says of it, -1 when there is none.
int child_wait(pid_t);

#endif
