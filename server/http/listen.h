// SPDX-License-Identifier: GPL-3.0-or-later
// The event loop: connections in, requests out to the lanes, replies back. listen.c alone knows
// libmicrohttpd.
#ifndef HTTP_LISTEN_H
#define HTTP_LISTEN_H

#include <stdbool.h>
#include <stddef.h>

enum { LISTEN_ADDRESS = 128 };	// room for an address as text

// Opens `address` ("127.0.0.1:8080", "[::1]:8080", port 0 for a free one, or the path of a unix
// socket) and keeps the socket for listen_serve(). Gives the descriptor, or -1 with errno
// (EADDRINUSE: try the next port). A socket kept before is closed.
int listen_open(const char *address);

// Is one kept? And where: "127.0.0.1:8080", or the path.
bool listen_opened(void);
const char *listen_address(void);

// Answers requests on the kept socket until SIGTERM or SIGINT asks for a stop, ends what is in flight (at most
// 10 seconds) and closes everything. `started` as in commands.h. Gives an exit code.
int listen_serve(int (*started)(const char *address, void *ctx), void *ctx);

// How many connections are open now, and how many requests begun and not answered, for /metrics.
size_t listen_connections(void);
size_t listen_requests(void);

#endif
