// SPDX-License-Identifier: GPL-3.0-or-later
// A listening socket from an address as an operator writes it.
#ifndef HTTP_SOCKET_H
#define HTTP_SOCKET_H

#include <stdbool.h>
#include <stddef.h>

// "127.0.0.1:8080", "[::1]:8080", ":8080" or "*:8080" (every address), "localhost:0", or the path of
// a unix socket (it holds a '/'). The descriptor, not blocking, or -1 with errno.
int socket_listen(const char *address);

// Where the socket is, in the same form, into `out`.
void socket_address(int fd, char *out, size_t room);

#endif
