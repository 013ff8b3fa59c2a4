// SPDX-License-Identifier: GPL-3.0-or-later
// An answer put on the socket without libmicrohttpd.
#ifndef HTTP_ANSWER_H
#define HTTP_ANSWER_H

struct exchange;

// Writes x->reply, finished, with Connection: close. Only for short answers (problems), and only
// while nothing of another one is on its way. What the socket does not take at once is lost.
void answer_write(int fd, const struct exchange *x);

#endif
