// SPDX-License-Identifier: GPL-3.0-or-later
// What every unit test includes: cmocka with the headers it wants before it, and a child to die in.
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

// Runs `act` in a child and gives its exit code (-1 for a signal); `said`, of `room` bytes, becomes
// what it wrote on standard error, cut off where the room ends.
static inline int in_child(void (*act)(void), char *said, size_t room)
{
	int ends[2], status;
	size_t len = 0;
	ssize_t n;
	char beyond[512];
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		close(ends[1]);
		act();
		_exit(0);
	}
	close(ends[1]);
	while (len < room - 1 && (n = read(ends[0], said + len, room - 1 - len)) > 0)
		len += (size_t)n;
	while (read(ends[0], beyond, sizeof(beyond)) > 0)
		;
	said[len] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#endif
